package intarsia.passes;

import intarsia.ir.TensorOp;
import intarsia.ir.TensorType.Dim;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Folds {@link TensorOp.Rope}: angles in double precision by {@code StrictMath}, rounded once to f32. */
final class RopeTables {
    private RopeTables() {
    }

    /** The table, row-major. */
    static MemorySegment fold(TensorOp.Rope r, Arena arena) {
        List<Dim> dims = r.type().dims();
        int positions = Math.toIntExact(dims.getFirst().size().constant());
        int pairs = Math.toIntExact(dims.getLast().size().constant());
        int copies = dims.size() == 3 ? 2 : 1;
        MemorySegment table = arena.allocate(4L * positions * copies * pairs, 64);
        double[] frequency = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            double divisor = r.divisors().isEmpty() ? 1 : r.divisors().get(i);
            frequency[i] = StrictMath.pow(r.base(), -2.0 * i / (2 * pairs)) / divisor;
        }
        long at = 0;
        for (int p = 0; p < positions; p++) {
            for (int c = 0; c < copies; c++) {
                for (int i = 0; i < pairs; i++) {
                    table.setAtIndex(ValueLayout.JAVA_FLOAT, at++, (float) value(r.part(), c, p * frequency[i]));
                }
            }
        }
        return table;
    }

    private static double value(TensorOp.Rope.Part part, int copy, double angle) {
        return switch (part) {
            case COS -> StrictMath.cos(angle);
            case SIGNED_SIN -> copy == 0 ? -StrictMath.sin(angle) : StrictMath.sin(angle);
        };
    }
}
