package intarsia.ir.verify;

import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.Value;

/** Which ops and values may stand where, then what each op asks. */
final class StatementRules {
    private final Kernel k;
    private final Report report;
    private final CommonRules common;
    private final TileRules tile;
    private final TensorRules tensor;
    private final LaneRules lane;
    private final ComplexRules complex;

    StatementRules(Kernel k, Report report) {
        this.k = k;
        this.report = report;
        this.common = new CommonRules(k, report);
        this.tile = new TileRules(k, report);
        this.tensor = new TensorRules(report);
        this.lane = new LaneRules(k, report);
        this.complex = new ComplexRules(report);
    }

    void check() {
        if (k.level() == Level.LANE) {
            long blocks = k.body().body().stream().filter(s -> s.op() instanceof LaneOp.Blocks).count();
            report.check(blocks == 1, k.name(), () -> blocks + " loops over blocks; wanted one, outermost");
        }
        region(k.body(), false, 0);
    }

    private void region(Region r, boolean inMap, int depth) {
        for (Stmt s : r.body()) {
            s.results().forEach(v -> value(v, s, inMap));
            op(s, inMap, depth);
            if (depth < ScopeRules.MAX_DEPTH) {
                boolean map = inMap || s.op() instanceof TensorOp.Map;
                for (Region inner : Ops.regions(s.op())) {
                    inner.args().forEach(v -> value(v, s, map));
                    region(inner, map, s.op() instanceof LaneOp.Blocks && depth == 0 ? 1 : depth + 2);
                }
            }
        }
    }

    private void value(Value v, Stmt s, boolean inMap) {
        Type t = v.type();
        boolean fits = switch (k.level()) {
            case TENSOR -> inMap ? t == ScalarType.F32 || t == ScalarType.I32 || t == ScalarType.I64 || t == ScalarType.I1 : t instanceof TensorType;
            case TILE -> t instanceof TileType || t instanceof ScalarType && t != ScalarType.PTR || s.op() instanceof TileOp.Shared;
            case LANE -> t instanceof LaneType || t instanceof ScalarType;
        };
        String why = t instanceof BufferType ? "; tensors in memory are parameters only" : "";
        report.check(fits, s, () -> v + " is a " + t + ", no value of " + (inMap ? "the body of a map" : "the " + k.level().text() + " level") + why);
    }

    /** {@code depth} is 0 outermost, 1 directly inside of blocks, and more inside control. */
    private void op(Stmt s, boolean inMap, int depth) {
        boolean here = switch (s.op()) {
            case CommonOp _ -> k.level() != Level.TENSOR || inMap;
            case TileOp _ -> k.level() == Level.TILE;
            case TensorOp _ -> k.level() == Level.TENSOR && !inMap;
            case LaneOp _ -> k.level() == Level.LANE;
        };
        if (!here) {
            report.add(s, Ops.mnemonic(s.op()) + " may not stand in " + (inMap ? "the body of a map" : "a kernel of the " + k.level().text() + " level"));
            return;
        }
        complex.check(s);
        Op op = s.op();
        switch (op) {
            case CommonOp.Barrier _ -> report.check(k.level() == Level.TILE || k.level() == Level.LANE && depth > 0, s, "barrier outside of a block");
            case CommonOp c -> common.check(s, c, inMap);
            case TileOp.Shared shared -> {
                report.check(depth == 0, s, "shared inside control; wanted it at the start of the block");
                tile.check(s, shared);
            }
            case TileOp t -> tile.check(s, t);
            case TensorOp t -> tensor.check(s, t);
            case LaneOp l -> lane.check(s, l, depth);
        }
    }
}
