package intarsia.ir.verify;

import intarsia.ir.Consts;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.LaneType;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TargetOp;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.List;

/** What lane ops ask of their operands. */
final class LaneRules {
    /** Shared memory of a block at most; above it no machine has as much. */
    private static final int MAX_SHARED = 1 << 24;
    /** Lanes that share the words of {@code ldmatrix}. */
    private static final int MATRIX_LANES = 32;
    private final Kernel k;
    private final Report report;

    LaneRules(Kernel k, Report report) {
        this.k = k;
        this.report = report;
    }

    /** {@code depth} is 0 outermost, 1 directly inside of blocks, and more inside control. */
    void check(Stmt s, LaneOp op, int depth) {
        switch (op) {
            case LaneOp.Ld ld -> address(s, ld.at(), ld.count());
            case LaneOp.St st -> {
                address(s, st.at(), st.values().size());
                List<Type> types = st.values().stream().map(Value::type).distinct().toList();
                report.check(types.size() == 1, s, () -> "store of " + types + "; wanted one type");
            }
            case LaneOp.Red red -> address(s, red.at(), 1);
            case LaneOp.Lanes(List<Long> values, LaneType type) -> {
                report.check(values.size() <= k.lanes(), s, () -> values.size() + " constants for " + k.lanes() + " lanes");
                long mask = DType.mask(Consts.elem(type).bits());
                report.check(values.stream().allMatch(v -> (v & ~mask) == 0), s, () -> "constants wider than a lane of " + type);
            }
            case LaneOp.Splat _ -> { }
            case LaneOp.Extract(Value _, int lane) -> lane(s, lane);
            case LaneOp.Exchange(Value a, int distance) -> {
                lanes(s, a);
                lane(s, distance);
            }
            case LaneOp.Rotate(Value a, int distance) -> {
                lanes(s, a);
                lane(s, Math.abs((long) distance));
            }
            case LaneOp.Permute(Value a, Value index) -> {
                lanes(s, a);
                index(s, index);
            }
            case LaneOp.Table t -> table(s, t);
            case LaneOp.Decode d -> index(s, d.code());
            case LaneOp.Cvt _, LaneOp.Warp _ -> { }
            case LaneOp.Blocks(Region body) -> {
                report.check(depth == 0, s, () -> Ops.mnemonic(op) + " inside another op; wanted it outermost");
                boolean fits = body.args().size() == 1 && body.args().getFirst().type() instanceof ScalarType t && t.isInt() && body.yields().isEmpty();
                report.check(fits, s, () -> "blocks takes " + body.args() + " and yields " + body.yields() + "; wanted one i32 or i64, and nothing");
            }
            case LaneOp.Alloc(int bytes) -> {
                report.check(depth <= 1, s, "alloc inside control; wanted it at the start of a block");
                report.check(bytes >= 1 && bytes <= MAX_SHARED, s, () -> bytes + " bytes of shared memory; wanted 1 to " + MAX_SHARED);
            }
            case TargetOp t -> target(s, t);
            case LaneOp.Touch(Value base, Value index, long _) -> report.check(base.type() == ScalarType.PTR && index.type() == ScalarType.I64, s,
                    () -> "touch of " + base.type() + " and " + index.type() + "; wanted ptr and i64");
        }
    }

    private void table(Stmt s, LaneOp.Table op) {
        op.tables().forEach(t -> lanes(s, t));
        report.check(op.tables().stream().map(Value::type).distinct().count() == 1, s, "tables of several types; wanted one");
        if (op.halves()) {
            report.check(op.resultTypes().getFirst() == LaneType.I16X2, s, () -> "index is a " + op.index().type() + " of tables of " + op.resultTypes().getFirst() + "; wanted one type");
        } else {
            index(s, op.index());
        }
    }

    private void target(Stmt s, TargetOp op) {
        switch (op) {
            case TargetOp.CopyAsync(Address to, Address from, int _) -> {
                address(s, to, 1);
                address(s, from, 1);
            }
            case TargetOp.Ldmatrix m -> {
                address(s, m.rows(), 1);
                lanesOf(s, MATRIX_LANES);
            }
            case TargetOp.Mma m -> lanesOf(s, m.atom().lanes());
            case TargetOp.Commit _, TargetOp.Wait _, TargetOp.Dot4 _, TargetOp.CvtPair _, TargetOp.Bytes _ -> { }
        }
    }

    private void lanesOf(Stmt s, int wanted) {
        report.check(k.lanes() == wanted, s, () -> Ops.mnemonic(s.op()) + " in a warp of " + k.lanes() + " lanes; wanted " + wanted);
    }

    private void address(Stmt s, Address at, int count) {
        report.check(at.form() == Form.STRIDED || at.stride() == 0, s, () -> "stride " + at.stride() + " of a form that has none");
        at.lanes().ifPresent(v -> report.check(v.type() == LaneType.I32, s, () -> "offsets a lane are " + v.type() + "; wanted " + LaneType.I32));
        at.mask().ifPresent(v -> report.check(v.type() == LaneType.MASK, s, () -> "mask is a " + v.type() + "; wanted " + LaneType.MASK));
        report.check(count == 1 || at.form() == Form.UNIT, s, () -> count + " words a lane in form " + at.form().text() + "; wanted unit");
    }

    private void lane(Stmt s, long lane) {
        report.check(lane >= 0 && lane < k.lanes(), s, () -> "lane number or distance " + lane + "; wanted 0 to " + (k.lanes() - 1));
    }

    private void lanes(Stmt s, Value a) {
        report.check(a.type() instanceof LaneType t && t != LaneType.MASK, s, () -> Ops.mnemonic(s.op()) + " of a " + a.type() + "; wanted a word in every lane");
    }

    private void index(Stmt s, Value index) {
        report.check(index.type() == LaneType.I32, s, () -> "index is a " + index.type() + "; wanted " + LaneType.I32);
    }
}
