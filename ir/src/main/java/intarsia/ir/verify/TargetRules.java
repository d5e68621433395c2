package intarsia.ir.verify;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CvtOp;
import intarsia.ir.DotAtom;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Operands;
import intarsia.ir.Ops;
import intarsia.ir.Stmt;
import intarsia.ir.TargetOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.device.Target.Feature;
import java.util.Optional;

/** Whether a kernel of the lane level is legal for a target. */
final class TargetRules {
    private final Kernel k;
    private final Target target;
    private final Report report;

    TargetRules(Kernel k, Target target, Report report) {
        this.k = k;
        this.target = target;
        this.report = report;
    }

    void check() {
        report.check(k.level() == Level.LANE, k.name(), () -> "a kernel of the " + k.level().text() + " level for " + target.id() + "; wanted lane");
        report.check(k.lanes() == target.lanes(), k.name(), () -> k.lanes() + " lanes; " + target.id() + " has " + target.lanes());
        report.check(k.warps() <= target.warps(), k.name(), () -> k.warps() + " warps; " + target.id() + " has at most " + target.warps());
        Ops.walk(k.body(), _ -> { }, this::statement);
    }

    private void statement(Stmt s) {
        needs(s.op()).filter(f -> !target.has(f)).ifPresent(f -> report.add(s,
                Ops.mnemonic(s.op()) + " of " + Ops.operands(s.op()).stream().map(Value::type).toList() + " on " + target.id() + ", which lacks " + f.text()));
        if (s.op() instanceof TargetOp.Mma m) {
            report.check(target.atoms().contains(m.atom()), s, () -> "mma of atom " + m.atom().name() + " on " + target.id() + ", which has "
                    + target.atoms().stream().map(DotAtom::name).toList());
        }
    }

    private static Optional<Feature> needs(Op op) {
        return switch (op) {
            case LaneOp.Cvt(CvtOp kind, Value a) -> needs(kind, a.type() instanceof LaneType);
            case LaneOp.Ld ld when ld.count() > 1 -> Optional.of(Feature.UNIT_MULTIPLE);
            case LaneOp.Table t when t.halves() -> Optional.of(Feature.TABLE_HALVES);
            case LaneOp.Decode _ -> Optional.of(Feature.DECODE);
            case TargetOp t -> needs(t);
            case LaneOp.St st when st.values().size() > 1 -> Optional.of(Feature.UNIT_MULTIPLE);
            case CommonOp.Unary(UnaryOp kind, Value _) when kind.operands() == Operands.ROUNDED -> Optional.of(Feature.ROUND);
            case CommonOp.Binary(BinaryOp kind, Value a, Value _) when kind == BinaryOp.MULHI_U && a.type() instanceof LaneType -> Optional.of(Feature.MULHI);
            default -> Optional.empty();
        };
    }

    private static Optional<Feature> needs(TargetOp op) {
        return switch (op) {
            case TargetOp.CopyAsync _, TargetOp.Commit _, TargetOp.Wait _ -> Optional.of(Feature.ASYNC_COPY);
            case TargetOp.Ldmatrix _ -> Optional.of(Feature.LDMATRIX);
            case TargetOp.Dot4 _ -> Optional.of(Feature.DOT4);
            case TargetOp.CvtPair _ -> Optional.of(Feature.CVT_PAIR);
            case TargetOp.Bytes _ -> Optional.of(Feature.BYTES);
            case TargetOp.Mma _ -> Optional.empty();
        };
    }

    private static Optional<Feature> needs(CvtOp op, boolean word) {
        return switch (op) {
            case F32_F16, F16_F32 -> Optional.of(word ? Feature.CVT_F16_WORD : Feature.CVT_F16_SCALAR);
            case S32_RN_F32 -> Optional.of(Feature.ROUND);
            case F32_S32, F32_U32, S32_F32, S64_S32, S64_U32, S32_S64, S32_I1 -> Optional.empty();
        };
    }
}
