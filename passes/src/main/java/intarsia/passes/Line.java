package intarsia.passes;

import intarsia.passes.layout.Placement;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Where the elements of a tile lie along one of its dimensions. */
record Line(Placement at, int[] shape, int dim) {
    int extent() {
        return shape[dim];
    }

    /** The places with, of each element, the one whose index along the dimension {@code from} gives. */
    Placement shuffled(IntUnaryOperator from) {
        int stride = 1;
        for (int d = dim + 1; d < shape.length; d++) {
            stride *= shape[d];
        }
        int[] elements = new int[extent() * stride * outer()];
        for (int e = 0; e < elements.length; e++) {
            int i = e / stride % extent();
            elements[e] = e + (from.applyAsInt(i) - i) * stride;
        }
        return at.renamed(elements);
    }

    private int outer() {
        int n = 1;
        for (int d = 0; d < dim; d++) {
            n *= shape[d];
        }
        return n;
    }

    /** The lanes of a slot whose index along the dimension is such. */
    boolean[] where(int slot, IntPredicate index) {
        int[] c = at.coordinates(slot, shape, dim);
        boolean[] on = new boolean[c.length];
        for (int i = 0; i < on.length; i++) {
            on[i] = index.test(c[i]);
        }
        return on;
    }
}
