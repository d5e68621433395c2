package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.ir.type.Hadamard;

/** Kernels that rotate groups of numbers: matrices before they are quantised, and activations before they are multiplied with these. */
public final class Rotations {
    private Rotations() {
    }

    /** {@code y} = the groups of the rows of {@code x} rotated, both f32 [rows, columns]; bit for bit as {@link Hadamard#rotate}. */
    public static Kernel rotate(Hadamard h) {
        return BlockGrid.kernel("rotate", 1, h.size(), at -> {
            Global x = at.in("x", DType.F32);
            Global y = at.out("y", DType.F32);
            y.at(at.row, at.column).store(x.at(at.row, at.column).load(h.size()).rotate(h));
        });
    }
}
