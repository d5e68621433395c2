package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives every guarded access an interior where its guard is folded away. A guard along a loop's counter splits the loop:
 * trips that lie inside, then the rest. What is left depends on the block alone: one test chooses between an interior
 * and an edge body, both from the same statements.
 */
final class SplitTails implements Pass {
    /** Whether copies gain from it: without guards they are of more bytes. */
    private final boolean copies;

    SplitTails(boolean copies) {
        this.copies = copies;
    }

    @Override
    public String name() {
        return "split-tails";
    }

    @Override
    public Kernel run(Kernel k) {
        Kernel loops = new Loops(k, copies).copy(k);
        return new Blocks(loops, copies).run(loops);
    }

    /** A guard of an access: tile dimension {@code j}, which holds where {@code offset + extent <= limit}. */
    private record Guard(Value offset, int extent, Value limit) {
        static List<Guard> of(Op op) {
            TileAccess a = TileAccess.of(op);
            List<Guard> found = new ArrayList<>();
            for (int i = 0; a != null && i < a.guard().size(); i++) {
                int j = a.guard().get(i);
                found.add(new Guard(a.offset(j), a.tile().shape().get(j), a.limits().get(i)));
            }
            return found;
        }

        /** All guards in a region, each once. */
        static Set<Guard> in(Region r, boolean copies) {
            Set<Guard> found = new LinkedHashSet<>();
            Ops.walk(r, _ -> { }, s -> found.addAll(copies || !(s.op() instanceof TileOp.CopyBegin) ? of(s.op()) : List.of()));
            return found;
        }
    }

    /** An access without the guards in a set. */
    private static Op without(Op op, Set<Guard> proved) {
        TileAccess a = TileAccess.of(op);
        if (a == null || a.guard().isEmpty()) {
            return op;
        }
        List<Guard> all = Guard.of(op);
        List<Integer> guard = new ArrayList<>();
        List<Value> limits = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!proved.contains(all.get(i))) {
                guard.add(a.guard().get(i));
                limits.add(a.limits().get(i));
            }
        }
        return guard.size() == a.guard().size() ? op : TileAccess.with(op, a.offsets(), guard, limits);
    }

    /** Splits loops. */
    private static final class Loops extends Copier {
        private final Ranges ranges;
        private final boolean copies;
        private final Set<Guard> proved = new HashSet<>();

        Loops(Kernel k, boolean copies) {
            super(k);
            this.copies = copies;
            ranges = new Ranges(k);
        }

        @Override
        void stmt(Stmt s) {
            if (s.op() instanceof CommonOp.For f) {
                Set<Guard> own = new LinkedHashSet<>();
                for (Guard g : Guard.in(f.body(), copies)) {
                    if (!proved.contains(g) && along(g, f)) {
                        own.add(g);
                    }
                }
                if (!own.isEmpty()) {
                    split(s, f, own);
                    return;
                }
            }
            code.at(s.source());
            keep(s, Ops.map(without(s.op(), proved), this::now, this::region));
        }

        /** Whether the offset is a positive multiple of the counter plus what the loop does not change. */
        private boolean along(Guard g, CommonOp.For f) {
            Value i = f.body().args().getFirst();
            Affine rest = ranges.of(g.offset()).minus(ranges.of(g.limit()));
            long c = rest.coefficient(i);
            Set<Value> inner = definedIn(f.body());
            return c > 0 && rest.put(i, Affine.ZERO).terms().keySet().stream().noneMatch(inner::contains);
        }

        private void split(Stmt s, CommonOp.For f, Set<Guard> own) {
            code.at(s.source());
            Value i = f.body().args().getFirst();
            Value lo = index(now(f.lo()));
            Value hi = index(now(f.hi()));
            Value step = index(now(f.step()));
            Value inside = hi;
            for (Guard g : own) {
                Affine a = ranges.of(g.offset()).minus(ranges.of(g.limit())).plus(g.extent());
                long c = a.coefficient(i);
                Value room = emit(a.put(i, Affine.ZERO).times(-1));
                inside = binary(BinaryOp.MIN, inside, binary(BinaryOp.ADD, floor(room, c), number(1)));
            }
            Value trips = binary(BinaryOp.DIV, binary(BinaryOp.ADD, binary(BinaryOp.MAX, binary(BinaryOp.SUB, inside, lo), number(0)),
                    binary(BinaryOp.SUB, step, number(1))), step);
            Value end = binary(BinaryOp.ADD, lo, binary(BinaryOp.MUL, trips, step));
            // As an i32 it saturates, and no counter that is below an i32 reaches the largest.
            Value middle = i.type() == ScalarType.I64 ? end : code.emit(new CommonOp.Cast(end, ScalarType.I32));
            proved.addAll(own);
            List<Value> carried = code.all(new CommonOp.For(now(f.lo()), middle, now(f.step()), f.inits().stream().map(this::now).toList(), region(f.body())));
            proved.removeAll(own);
            keep(s, new CommonOp.For(middle, now(f.hi()), now(f.step()), carried, region(f.body())));
        }

        /** Largest integer not above {@code room / c}; room may be negative. */
        private Value floor(Value room, long c) {
            if (c == 1) {
                return room;
            }
            Value low = number(c - 1);
            Value negative = code.emit(new CommonOp.Compare(CompareOp.LT, room, number(0)));
            Value from = code.emit(new CommonOp.Select(negative, binary(BinaryOp.SUB, room, low), room));
            return binary(BinaryOp.DIV, from, number(c));
        }

        private Value emit(Affine a) {
            Value sum = number(a.constant());
            for (var t : a.terms().entrySet()) {
                Value atom = t.getKey() instanceof Value v ? index(now(v)) : code.emit(new CommonOp.Size((intarsia.ir.Expr) t.getKey()));
                sum = binary(BinaryOp.ADD, sum, binary(BinaryOp.MUL, atom, number(t.getValue())));
            }
            return sum;
        }

        private Value index(Value v) {
            return v.type() == ScalarType.I64 ? v : code.emit(new CommonOp.Cast(v, ScalarType.I64));
        }

        private Value number(long n) {
            return code.emit(Consts.i64(n));
        }

        private Value binary(BinaryOp op, Value a, Value b) {
            return code.emit(new CommonOp.Binary(op, a, b));
        }
    }

    /** Chooses between interior and edge, a block at a time. */
    private static final class Blocks {
        private final Kernel k;
        private final Set<Guard> decided = new LinkedHashSet<>();

        Blocks(Kernel k, boolean copies) {
            this.k = k;
            Set<Value> known = new HashSet<>(k.body().args());
            prefix(known);
            for (Guard g : Guard.in(k.body(), copies)) {
                if (known.contains(g.offset()) && known.contains(g.limit())) {
                    decided.add(g);
                }
            }
        }

        /** Values that are known before the first access: the scalars at the head of the kernel, wherever they stand. */
        private void prefix(Set<Value> known) {
            for (Stmt s : k.body().body()) {
                if (scalar(s) && known.containsAll(Ops.operands(s.op()))) {
                    known.addAll(s.results());
                }
            }
        }

        private static boolean scalar(Stmt s) {
            return s.op() instanceof CommonOp && !Ops.hasEffect(s.op()) && Ops.regions(s.op()).isEmpty()
                    && s.results().size() == 1 && s.result().type() instanceof ScalarType;
        }

        Kernel run(Kernel kernel) {
            if (decided.isEmpty()) {
                return kernel;
            }
            Copier to = new Copier(kernel) {
                @Override
                void stmt(Stmt s) {
                    code.at(s.source());
                    keep(s, Ops.map(interior ? without(s.op(), decided) : s.op(), this::now, this::region));
                }
            };
            List<Stmt> head = new ArrayList<>();
            List<Stmt> rest = new ArrayList<>();
            Set<Value> known = new HashSet<>(kernel.body().args());
            for (Stmt s : kernel.body().body()) {
                boolean early = s.op() instanceof TileOp.Shared || scalar(s) && known.containsAll(Ops.operands(s.op()));
                (early ? head : rest).add(s);
                if (early) {
                    known.addAll(s.results());
                }
            }
            int shared = shared(rest);
            head.addAll(rest.subList(0, shared));
            rest.subList(0, shared).clear();
            head.forEach(to::stmt);
            Value all = to.code.emit(Consts.i1(true));
            for (Guard g : decided) {
                Value end = to.code.emit(new CommonOp.Binary(BinaryOp.ADD, to.now(g.offset()), to.code.emit(Consts.i64(g.extent()))));
                Value holds = to.code.emit(new CommonOp.Compare(CompareOp.LE, end, to.now(g.limit())));
                all = to.code.emit(new CommonOp.Binary(BinaryOp.AND, all, holds));
            }
            interior = true;
            Region inside = to.region(Region.of(rest));
            interior = false;
            Region edge = to.region(Region.of(rest));
            to.code.all(new CommonOp.If(all, inside, edge));
            return kernel.withBody(new Region(kernel.body().args(), to.code.statements(), List.of()));
        }

        /** Loops before the first access that is decided are the same inside and at the edge: how many statements end with the last of them. */
        private int shared(List<Stmt> rest) {
            int shared = 0;
            for (int i = 0; i < rest.size(); i++) {
                Region one = Region.of(List.of(rest.get(i)));
                if (Guard.in(one, true).stream().anyMatch(decided::contains)) return shared;
                shared = Ops.regions(rest.get(i).op()).isEmpty() ? shared : i + 1;
            }
            return shared;
        }

        private boolean interior;
    }

    private static Set<Value> definedIn(Region r) {
        Set<Value> found = new HashSet<>();
        Ops.walk(r, inner -> found.addAll(inner.args()), s -> found.addAll(s.results()));
        found.removeAll(r.args().subList(0, 1));
        return found;
    }
}
