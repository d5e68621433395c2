package intarsia.ir.layout;

/** The outcome of an operation that not every layout admits: the layout, or why there is none. */
public sealed interface Attempt {
    /** It exists. */
    record Done(Layout layout) implements Attempt {}

    /**
     * It does not exist.
     *
     * @param reason what was wanted, what stands against it and what would work
     * @param dim the dimension at fault, or -1 where it is none in particular
     * @param cut the product of extents at which two factorisations disagree, or 0 where none does
     */
    record Refused(String reason, int dim, int cut) implements Attempt {}

    /**
     * The layout.
     *
     * @throws IllegalArgumentException with the reason where there is none
     */
    default Layout orThrow() {
        return switch (this) {
            case Done(Layout l) -> l;
            case Refused r -> throw new IllegalArgumentException(r.reason());
        };
    }
}
