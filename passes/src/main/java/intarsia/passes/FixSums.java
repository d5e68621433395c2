package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.DotAtom;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.ReduceOp;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * Reductions of floats in one order, whatever the layouts. A reduction of a tile may take any order, and takes the one that its layout makes cheap; layouts follow from
 * everything else in a kernel, such as how many rows a block computes. Here it becomes a binary tree of pairs of neighbours: a reduction of two elements has one order.
 * Where an odd number is left, these are combined one after the other. What loops carry from trip to trip is elementwise and stays as it is.
 */
public final class FixSums implements Pass {
    @Override
    public String name() {
        return "fix-sums";
    }

    @Override
    public Kernel run(Kernel k) {
        return new Trees(k).copy(k);
    }

    /** Whether the order of what an op combines changes its bits. */
    private static boolean rounds(ReduceOp op, Value a) {
        return (op == ReduceOp.SUM || op == ReduceOp.PROD) && ((TileType) a.type()).elem().isFloat();
    }

    private static final class Trees extends Copier {
        Trees(Kernel k) {
            super(k);
        }

        @Override
        void stmt(Stmt s) {
            code.at(s.source());
            switch (s.op()) {
                case TileOp.Reduce r when rounds(r.op(), r.a()) -> bind(s.result(), tree(r.op(), now(r.a()), r.dim()));
                case TileOp.Scan(Value a, ReduceOp op, int _, TileType _) when rounds(op, a) -> throw refused(s.op());
                case TileOp.Dot d when d.type().elem().isFloat() -> bind(s.result(), code.emit(new TileOp.Dot(now(d.a()), now(d.b()), now(d.acc()), DotAtom.MAC_F32.name(), d.type())));
                default -> super.stmt(s);
            }
        }

        private static IllegalArgumentException refused(Op op) {
            return new IllegalArgumentException(Ops.mnemonic(op) + " of floats has no fixed order of sums; wanted a reduction, or order any");
        }

        /** Halves the extent as long as it is even. */
        private Value tree(ReduceOp op, Value a, int dim) {
            Value now = a;
            while (extent(now, dim) % 2 == 0) {
                List<Integer> half = new ArrayList<>(((TileType) now.type()).shape());
                half.set(dim, extent(now, dim) / 2);
                List<Integer> pairs = new ArrayList<>(half);
                pairs.add(dim + 1, 2);
                now = reshaped(reduced(op, reshaped(now, pairs), dim + 1), half);
            }
            return extent(now, dim) == 1 ? now : oneByOne(op, now, dim);
        }

        private static int extent(Value a, int dim) {
            return ((TileType) a.type()).shape().get(dim);
        }

        private Value reshaped(Value a, List<Integer> shape) {
            TileType t = (TileType) a.type();
            return t.shape().equals(shape) ? a : code.emit(new TileOp.Reshape(a, t.withShape(shape)));
        }

        private Value reduced(ReduceOp op, Value a, int dim) {
            TileType t = (TileType) a.type();
            List<Integer> shape = new ArrayList<>(t.shape());
            shape.set(dim, 1);
            return code.emit(new TileOp.Reduce(op, a, dim, t.withShape(shape)));
        }

        /** Each element alone, the others at what changes nothing, so that any order gives it; then one after the other. */
        private Value oneByOne(ReduceOp op, Value a, int dim) {
            TileType t = (TileType) a.type();
            Value nothing = code.emit(Consts.of(t, op == ReduceOp.SUM ? -0.0 : 1));
            Value index = code.emit(new TileOp.Iota(dim, t.withElem(DType.I32)));
            Value all = element(op, a, dim, 0, index, nothing);
            for (int i = 1; i < extent(a, dim); i++) {
                all = code.emit(new CommonOp.Binary(op == ReduceOp.SUM ? BinaryOp.ADD : BinaryOp.MUL, all, element(op, a, dim, i, index, nothing)));
            }
            return all;
        }

        private Value element(ReduceOp op, Value a, int dim, int i, Value index, Value nothing) {
            Value here = code.emit(new CommonOp.Compare(CompareOp.EQ, index, code.emit(Consts.of(index.type(), i))));
            return reduced(op, code.emit(new CommonOp.Select(here, a, nothing)), dim);
        }
    }
}
