package intarsia.passes.layout;

/** Demands on layouts that cannot all be met. The message names the fewest statements that contradict each other, with the layouts drawn. */
public final class LayoutConflictException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    LayoutConflictException(String message) {
        super(message);
    }
}
