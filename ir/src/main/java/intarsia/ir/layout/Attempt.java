package intarsia.ir.layout;

import java.util.Optional;

/** The outcome of an operation that not every layout admits: the layout, or why there is none. */
public sealed interface Attempt {
    /** It exists. */
    record Done(Layout layout) implements Attempt {}

    /**
     * It does not exist, or does not hold.
     *
     * @param reason what was wanted, what stands against it and what would work
     * @param dim the dimension at fault, or -1 where it is none in particular
     * @param cut the product of low extents of that dimension at which two factorisations disagree, or 0 where none does
     * @param clash the axis and entries at fault, where there are such
     */
    record Refused(String reason, int dim, int cut, Optional<Clash> clash) implements Attempt, Check {
        /** A refusal for which no entry in particular is to blame. */
        public Refused(String reason, int dim, int cut) {
            this(reason, dim, cut, Optional.empty());
        }
    }

    /**
     * Where two layouts part.
     *
     * @param axis the axis on which they do
     * @param ours the entry of the layout that was asked, empty where its list is at an end
     * @param theirs the entry of the other layout, empty where its list is at an end or there is no other
     */
    record Clash(Axis axis, Optional<Term> ours, Optional<Term> theirs) {}

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
