package intarsia.ir.layout;

/** The answer to a question about layouts: it holds, or why it does not. */
public sealed interface Check permits Check.Holds, Attempt.Refused {
    /** It holds. */
    record Holds() implements Check {}

    /** Whether it holds. */
    default boolean holds() {
        return this instanceof Holds;
    }

    /**
     * Goes on where it holds.
     *
     * @throws IllegalArgumentException with the reason where it does not
     */
    default void expect() {
        if (this instanceof Attempt.Refused r) throw new IllegalArgumentException(r.reason());
    }
}
