package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The values of lane code that are written as constants, scalars and words, and the bits of these. */
record Constants(Map<Value, Op> definitions) {
    static Constants of(Kernel k) {
        Map<Value, Op> found = new HashMap<>();
        Ops.walk(k.body(), _ -> { }, s -> {
            if (isConstant(s.op(), found)) {
                found.put(s.result(), s.op());
            }
        });
        return new Constants(found);
    }

    private static boolean isConstant(Op op, Map<Value, Op> known) {
        return switch (op) {
            case CommonOp.Const _, LaneOp.Lanes _ -> true;
            case LaneOp.Splat(Value a) -> known.containsKey(a);
            case CommonOp.Bits(Value a, var _) -> known.containsKey(a);
            default -> false;
        };
    }

    boolean contains(Value v) {
        return definitions.containsKey(v);
    }

    /** The integer that a value is. */
    OptionalLong number(Value v) {
        return Laws.constant(v, x -> Optional.ofNullable(definitions.get(x)));
    }
}
