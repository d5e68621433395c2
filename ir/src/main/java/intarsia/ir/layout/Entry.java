package intarsia.ir.layout;

/** What stands in the list of an axis: a digit of a dimension, or a replica. Most significant first in the list. */
public sealed interface Entry {
    /**
     * Digit {@code pos} of dimension {@code dim}; position 0 is the most significant. Its extent is that of the
     * layout's factorisation of the dimension.
     */
    record Digit(int dim, int pos) implements Entry {
        public Digit {
            if (dim < 0 || pos < 0) throw new IllegalArgumentException("digit " + dim + "." + pos + ": wanted both >= 0");
        }
    }

    /** {@code count} equal copies along the axis. */
    record Replica(int count) implements Entry {
        public Replica {
            if (count < 1) throw new IllegalArgumentException("replica *" + count + ": wanted a count >= 1");
        }
    }
}
