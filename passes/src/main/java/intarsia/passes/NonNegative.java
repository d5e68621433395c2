package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.ScalarType;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which scalars of a tile kernel are known not to be negative: coordinates of blocks, sizes, loop counters that start at
 * such a scalar and count up, and sums, products and quotients of such scalars.
 */
final class NonNegative {
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Map<Value, Value> starts = new HashMap<>();
    private final Set<Value> coordinates;

    NonNegative(Kernel tile) {
        coordinates = new HashSet<>(tile.body().args());
        Ops.walk(tile.body(), _ -> { }, s -> {
            s.results().forEach(v -> definitions.put(v, s.op()));
            if (s.op() instanceof CommonOp.For f && definitions.get(f.step()) instanceof CommonOp.Const(ScalarType t, long step)
                    && signed(t, step) > 0) {
                starts.put(f.body().args().getFirst(), f.lo());
            }
        });
    }

    boolean holds(Value v) {
        Value start = starts.get(v);
        if (start != null || coordinates.contains(v)) {
            return start == null || holds(start);
        }
        return switch (definitions.get(v)) {
            case CommonOp.Const(ScalarType t, long bits) -> signed(t, bits) >= 0;
            case CommonOp.Size _ -> true;
            case CommonOp.Binary(BinaryOp op, Value a, Value b) when op == BinaryOp.ADD || op == BinaryOp.MUL || op == BinaryOp.DIV ->
                holds(a) && holds(b);
            case null, default -> false;
        };
    }

    private static long signed(ScalarType t, long bits) {
        return t == ScalarType.I32 ? (int) bits : bits;
    }
}
