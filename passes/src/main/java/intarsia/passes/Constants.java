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

/** The values of lane code that are written as constants, scalars and words. */
record Constants(Map<Value, Op> definitions) {
    static Constants of(Kernel k) {
        Map<Value, Op> found = new HashMap<>();
        Ops.walk(k.body(), _ -> { }, s -> {
            if (s.op() instanceof CommonOp.Const || s.op() instanceof LaneOp.Lanes || s.op() instanceof LaneOp.Splat(Value a) && found.containsKey(a)) {
                found.put(s.result(), s.op());
            }
        });
        return new Constants(found);
    }

    boolean contains(Value v) {
        return definitions.containsKey(v);
    }

    /** The integer that a value is. */
    OptionalLong number(Value v) {
        return Laws.constant(v, x -> Optional.ofNullable(definitions.get(x)));
    }
}
