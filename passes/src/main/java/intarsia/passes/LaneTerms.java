package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.ScalarType;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The i64 scalars of lane code as terms of those that are no sums and no multiples of others. */
final class LaneTerms {
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Map<Value, Terms> known = new HashMap<>();

    LaneTerms(Kernel lane) {
        Ops.walk(lane.body(), _ -> { }, s -> s.results().forEach(v -> definitions.put(v, s.op())));
    }

    Terms of(Value v) {
        Terms found = known.get(v);
        if (found == null) {
            found = made(v);
            known.put(v, found);
        }
        return found;
    }

    /** The number that a scalar is, where that is written. */
    OptionalLong number(Value v) {
        Terms t = v.type() == ScalarType.I64 ? of(v) : Terms.atom(v);
        return t.of().isEmpty() ? OptionalLong.of(t.constant()) : OptionalLong.empty();
    }

    private Terms made(Value v) {
        return switch (definitions.get(v)) {
            case CommonOp.Const(ScalarType t, long bits) when t == ScalarType.I64 -> Terms.of(bits);
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.ADD -> of(a).plus(of(b));
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.SUB -> of(a).plus(of(b).times(-1));
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MUL && number(b).isPresent() -> of(a).times(number(b).getAsLong());
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MUL && number(a).isPresent() -> of(b).times(number(a).getAsLong());
            case null, default -> Terms.atom(v);
        };
    }
}
