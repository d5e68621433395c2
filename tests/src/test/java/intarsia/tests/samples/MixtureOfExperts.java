package intarsia.tests.samples;

import intarsia.runtime.Tensor;
import intarsia.runtime.op.Activation;
import intarsia.runtime.op.Floats;
import intarsia.runtime.op.Matmul;

final class MixtureOfExperts {
    // sample
    private final Matmul up;
    private final Matmul down;

    /** Weights of all experts: [experts, hidden, width] and [experts, width, hidden], of any formats. */
    MixtureOfExperts(Tensor up, Tensor down) {
        this.up = Matmul.of(up).grouped().activation(Activation.SILU);
        this.down = Matmul.of(down).grouped();
    }

    /** Rows of x, each through the expert of its index. */
    float[] apply(float[] x, int... expert) {
        return down.apply(up.apply(x, expert), expert);
    }

    /** The same of columns 4 to 7 of a matrix [rows, 12], to columns 0 to 3 of it. */
    void within(float[] wide, int... expert) {
        int rows = expert.length;
        float[] inner = up.apply(Floats.of(wide, rows, 4).strides(12, 1).from(4), expert);
        down.apply(Floats.of(inner, rows, inner.length / rows), expert, Floats.of(wide, rows, 4).strides(12, 1));
    }
    // end
}
