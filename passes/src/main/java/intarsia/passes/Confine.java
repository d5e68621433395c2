package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes every access lie inside its buffer by construction. Guards that are proved to hold go away. An offset that is not
 * proved to be inside is confined to the buffer, so that a program with an index error reads a wrong element but never
 * other memory; with {@code checked} such a program stops with the index instead.
 */
final class Confine implements Pass {
    private final boolean checked;

    Confine(boolean checked) {
        this.checked = checked;
    }

    @Override
    public String name() {
        return "confine";
    }

    @Override
    public Kernel run(Kernel k) {
        Ranges ranges = new Ranges(k);
        return new Copier(k) {
            @Override
            void stmt(Stmt s) {
                TileAccess a = TileAccess.of(s.op());
                if (a == null) {
                    super.stmt(s);
                    return;
                }
                code.at(s.source());
                Op confined = new One(this, ranges, a, s.op()).confined();
                keep(s, confined instanceof TileOp.CopyBegin c ? target(c, s.op()) : confined);
            }

            // The copy, whose target lies in the shared tile as a whole.
            private TileOp.CopyBegin target(TileOp.CopyBegin now, Op before) {
                TileAccess to = TileAccess.target((TileOp.CopyBegin) before);
                List<Value> offsets = new ArrayList<>();
                for (int d = 0; d < to.offsets().size(); d++) {
                    Affine at = ranges.of(to.offsets().get(d));
                    long most = to.extent(d).constant() - to.tileExtent(d);
                    boolean inside = ranges.atLeastZero(at) && ranges.atMostZero(at.plus(-most));
                    offsets.add(inside ? now.toOffsets().get(d) : clamped(now.toOffsets().get(d), most));
                }
                return new TileOp.CopyBegin(now.to(), now.toDims(), offsets, now.from(), now.dims(), now.offsets(), now.guard(), now.limits(), now.shape());
            }

            private Value clamped(Value offset, long most) {
                if (checked) {
                    Value ok = code.emit(new CommonOp.Compare(CompareOp.LE_U, offset, code.emit(Consts.i64(most))));
                    code.all(new CommonOp.Assert(ok, code.source() + ": a copy leaves its shared tile"));
                }
                Value low = code.emit(new CommonOp.Binary(BinaryOp.MAX, offset, code.emit(Consts.i64(0))));
                return code.emit(new CommonOp.Binary(BinaryOp.MIN, low, code.emit(Consts.i64(Math.max(0, most)))));
            }
        }.copy(k);
    }

    /** One access. */
    private final class One {
        private final Copier to;
        private final Ranges ranges;
        private final TileAccess a;
        private final Op op;
        private final List<Value> offsets = new ArrayList<>();
        private final List<Integer> guard = new ArrayList<>();
        private final List<Value> limits = new ArrayList<>();

        One(Copier to, Ranges ranges, TileAccess a, Op op) {
            this.to = to;
            this.ranges = ranges;
            this.a = a;
            this.op = op;
        }

        Op confined() {
            for (int d = 0; d < a.offsets().size(); d++) {
                dimension(d);
            }
            Op mapped = intarsia.ir.Ops.mapOperands(op, to::now);
            return TileAccess.with(mapped, offsets, guard, limits);
        }

        private void dimension(int d) {
            Value offset = a.offsets().get(d);
            Affine at = ranges.of(offset);
            Affine extent = ranges.of(a.extent(d));
            boolean low = ranges.atLeastZero(at);
            int j = a.dims().indexOf(d);
            if (j < 0) {
                boolean high = ranges.atMostZero(at.plus(1).minus(extent));
                offsets.add(low && high ? to.now(offset) : inside(d, to.now(offset), low, high));
                return;
            }
            offsets.add(low ? to.now(offset) : inside(d, to.now(offset), false, true));
            int g = a.guard().indexOf(j);
            Affine limit = g < 0 ? extent : ranges.of(a.limits().get(g));
            if (ranges.atMostZero(at.plus(a.tile().shape().get(j)).minus(limit)) && ranges.atMostZero(limit.minus(extent))) {
                return;
            }
            guard.add(j);
            if (g < 0) {
                limits.add(size(d));
            } else if (ranges.atMostZero(limit.minus(extent))) {
                limits.add(to.now(a.limits().get(g)));
            } else {
                limits.add(to.code.emit(new CommonOp.Binary(BinaryOp.MIN, to.now(a.limits().get(g)), size(d))));
            }
        }

        private Value size(int d) {
            return to.code.emit(new CommonOp.Size(a.extent(d)));
        }

        private Value inside(int d, Value offset, boolean low, boolean high) {
            Value zero = to.code.emit(Consts.i64(0));
            Value last = to.code.emit(new CommonOp.Binary(BinaryOp.SUB, size(d), to.code.emit(Consts.i64(1))));
            if (checked) {
                Value above = to.code.emit(new CommonOp.Compare(CompareOp.LE, zero, offset));
                Value below = high ? to.code.emit(Consts.i1(true)) : to.code.emit(new CommonOp.Compare(CompareOp.LE, offset, last));
                Value ok = to.code.emit(new CommonOp.Binary(BinaryOp.AND, above, below));
                to.code.all(new CommonOp.Assert(ok, to.code.source() + ": index along dimension " + d + " of " + a.buffer() + " is outside"));
            }
            Value v = low ? offset : to.code.emit(new CommonOp.Binary(BinaryOp.MAX, offset, zero));
            return high ? v : to.code.emit(new CommonOp.Binary(BinaryOp.MIN, v, last));
        }
    }
}
