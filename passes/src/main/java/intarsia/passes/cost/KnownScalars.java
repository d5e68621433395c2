package intarsia.passes.cost;

import intarsia.ir.CommonOp;
import intarsia.ir.CvtOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Symbols;
import intarsia.ir.Value;
import java.util.List;
import java.util.Optional;

/** What is known of the integers and truth values of lane code, in the middle of the loops around them. */
final class KnownScalars {
    private final Kernel kernel;
    private final Symbols sizes;
    private final Scalar[] found;

    KnownScalars(Kernel lane, Setting setting) {
        kernel = lane;
        sizes = setting.of(lane);
        found = new Scalar[lane.nextId()];
        java.util.Arrays.fill(found, Scalar.UNKNOWN);
        for (Param p : lane.params()) if (p.type() == ScalarType.I64) symbol(p.value()).ifPresent(s -> put(p.value(), s));
    }

    Scalar of(Value v) {
        return found[v.id()];
    }

    void put(Value v, Scalar s) {
        found[v.id()] = s;
    }

    void same(List<Value> results, List<Value> values) {
        for (int i = 0; i < results.size(); i++) put(results.get(i), of(values.get(i)));
    }

    void define(Stmt s) {
        if (s.results().size() == 1 && s.result().type() instanceof ScalarType t && t != ScalarType.F32 && t != ScalarType.PTR) put(s.result(), of(s.op()));
    }

    private Scalar of(Op op) {
        return switch (op) {
            case CommonOp.Const(var t, long bits) -> Scalar.of((double) (t == ScalarType.I32 ? (int) bits : bits));
            case CommonOp.Size(var e) -> Scalar.of((double) e.eval(sizes));
            case CommonOp.Binary(var o, Value a, Value b) -> Scalar.of(o, of(a), of(b));
            case CommonOp.Compare(var o, Value a, Value b) when of(a).known() && of(b).known() -> Scalar.of(of(a).holds(o, of(b)) ? 1 : 0);
            case CommonOp.Select(Value c, Value a, Value b) when of(c).known() -> of(c).value() != 0 ? of(a) : of(b);
            case LaneOp.Cvt(CvtOp o, Value a) when o == CvtOp.S64_S32 || o == CvtOp.S64_U32 || o == CvtOp.S32_S64 || o == CvtOp.S32_I1 -> of(a);
            case LaneOp.Ld ld when ld.at().form() == LaneOp.Form.UNIFORM && ld.bits() == Long.SIZE -> symbol(ld.at().base()).orElse(Scalar.UNKNOWN);
            case LaneOp.Warp _ -> Scalar.of(0);
            default -> Scalar.UNKNOWN;
        };
    }

    /** The size that a parameter is, or points to: it has the name of a symbol. */
    private Optional<Scalar> symbol(Value param) {
        return kernel.params().stream().filter(p -> p.value().equals(param))
            .filter(p -> kernel.symbols().stream().anyMatch(s -> s.name().equals(p.name()))).map(p -> Scalar.of((double) sizes.value(p.name()))).findFirst();
    }
}
