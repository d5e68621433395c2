package intarsia.tests.samples;

import intarsia.ir.Kernel;
import java.util.List;

/** The kernels of the README. */
public final class Samples {
    public static final List<Kernel> ALL = List.of(VectorAdd.ADD, SoftmaxRows.SOFTMAX, W4Gemv.GEMV);

    private Samples() {
    }
}
