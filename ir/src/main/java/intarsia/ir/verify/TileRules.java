package intarsia.ir.verify;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.ReduceOp;
import intarsia.ir.ScalarType;
import intarsia.ir.Space;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What tile ops ask of their operands. */
final class TileRules {
    /** Bytes of shared memory of a block at most; above it no machine has as much. */
    private static final int MAX_SHARED = 1 << 24;
    private static final int MAX_RANK = 8;
    private final Kernel k;
    private final Report report;

    TileRules(Kernel k, Report report) {
        this.k = k;
        this.report = report;
    }

    void check(Stmt s, TileOp op) {
        switch (op) {
            case TileOp.Load l -> {
                indices(s, l.offsets(), l.guard(), l.limits());
                reads(s, l.buffer());
            }
            case TileOp.Store t -> {
                indices(s, t.offsets(), t.guard(), t.limits());
                writes(s, t.buffer());
            }
            case TileOp.LoadAt l -> {
                reads(s, l.buffer());
                width(s, l.type(), List.of(1, 2, 4, 8, 16, 32));
                alike(s);
            }
            case TileOp.StoreAt t -> {
                writes(s, t.buffer());
                width(s, (TileType) t.tile().type(), List.of(8, 16, 32));
                alike(s);
            }
            case TileOp.Atomic a -> {
                reads(s, a.buffer());
                writes(s, a.buffer());
                alike(s);
            }
            case TileOp.Shared(BufferType type) -> shared(s, type);
            case TileOp.CopyBegin c -> {
                indices(s, c.offsets(), c.guard(), c.limits());
                indices(s, c.toOffsets(), List.of(), List.of());
                reads(s, c.from());
                memory(s, c.to());
            }
            case TileOp.WarpIndex _ -> report.check(k.lanes() > 0, s, "warp.index in a kernel without lanes; it stands in what passes make, which says what one warp does");
            case TileOp.CopyCommit _, TileOp.CopyWait _ -> { }
            case TileOp.Philox _, TileOp.CastStochastic _ -> alike(s);
            case TileOp.Iota(int dim, TileType type) -> {
                report.check(type.elem().equals(DType.I32), s, () -> "iota of " + type.elem() + "; wanted i32");
                report.check(dim >= 0 && dim < type.rank(), s, () -> "iota along dimension " + dim + " of rank " + type.rank());
            }
            case TileOp.Fill(Value scalar, TileType _) ->
                report.check(scalar.type() instanceof ScalarType t && t != ScalarType.PTR, s, () -> "fill with a " + scalar.type() + "; wanted a number");
            case TileOp.Broadcast _ -> { }
            case TileOp.Reshape(Value a, TileType type) -> sameElem(s, a, type);
            case TileOp.Transpose(Value a, List<Integer> _, TileType type) -> sameElem(s, a, type);
            case TileOp.Reduce r -> reduce(s, r);
            case TileOp.Scan r -> scan(s, r);
            case TileOp.Sort r -> sort(s, r);
            case TileOp.Dot d -> dot(s, d);
            case TileOp.Convert(Value a, TileType type) -> {
                sameElem(s, a, type);
                report.check(a.type() instanceof TileType t && t.shape().equals(type.shape()), s, () -> "convert of " + a.type() + " to " + type + "; wanted one shape");
            }
            case TileOp.Lookup l -> lookup(s, l);
            case TileOp.Pin _, TileOp.View _, TileOp.Item _, TileOp.Print _ -> { }
            case TileOp.Assume(Value cond) -> report.check(cond.type() == ScalarType.I1, s, () -> "assume of " + cond.type() + "; wanted i1");
        }
    }

    private void reads(Stmt s, Value buffer) {
        memory(s, buffer).ifPresent(p -> report.check(p.access().reads(), s,
                () -> Ops.mnemonic(s.op()) + " of " + p.name() + ", which is only written; declare it inout"));
    }

    private void writes(Stmt s, Value buffer) {
        memory(s, buffer).ifPresent(p -> report.check(p.access().writes(), s,
                () -> Ops.mnemonic(s.op()) + " to " + p.name() + ", which is only read; declare it inout" + (s.op() instanceof TileOp.Atomic ? "" : " or out")));
    }

    /** Every lane has the indices of its own elements. */
    private void alike(Stmt s) {
        List<Optional<Layout>> layouts = Stream.concat(Ops.operands(s.op()).stream(), s.results().stream()).map(Value::type)
                .flatMap(t -> t instanceof TileType tile ? Stream.of(tile.layout()) : Stream.empty()).distinct().toList();
        report.check(layouts.size() <= 1, s, () -> Ops.mnemonic(s.op()) + " of tiles in the layouts " + layouts + "; wanted one");
    }

    /** Elements that a lane finds by its own address. */
    private void width(Stmt s, TileType t, List<Integer> known) {
        report.check(known.contains(t.elem().bits()), s, () -> Ops.mnemonic(s.op()) + " of elements of " + t.elem().bits() + " bits; wanted one of " + known);
    }

    /** All numbers of a shared tile are known where it is compiled. */
    private void shared(Stmt s, BufferType type) {
        if (!(type.format() instanceof DType) || type.range().isPresent()) {
            report.add(s, "shared tile " + type + "; wanted plain elements of any value");
            return;
        }
        boolean constant = Stream.of(type.shape(), type.strides(), List.of(type.offset())).flatMap(List::stream).allMatch(Expr::isConst);
        if (!constant) {
            report.add(s, "shared tile " + type + "; wanted numbers for its extents, strides and offset");
            return;
        }
        boolean inside = type.shape().stream().allMatch(e -> e.constant() >= 1 && e.constant() <= MAX_SHARED) && type.rank() <= MAX_RANK
                && type.strides().stream().allMatch(e -> e.constant() >= 0 && e.constant() <= 8L * MAX_SHARED)
                && type.offset().constant() >= 0 && type.offset().constant() <= 8L * MAX_SHARED;
        report.check(inside && type.sharedBytes() <= MAX_SHARED, s, () -> "shared tile " + type + "; wanted 1 to " + MAX_SHARED + " bytes, no stride below 0");
    }

    /** The parameter that a memory is; nothing of a shared tile, in which everything is legal. */
    private Optional<Param> memory(Stmt s, Value buffer) {
        return buffer.type() instanceof BufferType b && b.space() == Space.SHARED ? Optional.empty() : param(s, buffer);
    }

    private Optional<Param> param(Stmt s, Value buffer) {
        Optional<Param> p = k.params().stream().filter(x -> x.value().equals(buffer)).findFirst();
        report.check(p.isPresent(), s, () -> buffer + " is no parameter of the kernel");
        return p;
    }

    private void indices(Stmt s, List<Value> offsets, List<Integer> guard, List<Value> limits) {
        List<Value> all = new ArrayList<>(offsets);
        all.addAll(limits);
        all.stream().filter(v -> v.type() != ScalarType.I64).forEach(v -> report.add(s, "offset or limit " + v + " is a " + v.type() + "; wanted i64"));
        report.check(guard.stream().distinct().count() == guard.size(), s, () -> "guards " + guard + "; wanted each dimension once");
    }

    private void sameElem(Stmt s, Value a, TileType type) {
        report.check(a.type() instanceof TileType t && t.elem().equals(type.elem()), s, () -> a.type() + " as " + type + "; wanted one element type");
    }

    private void reduce(Stmt s, TileOp.Reduce r) {
        if (!(r.a().type() instanceof TileType t)) {
            report.add(s, "reduce of " + r.a().type() + "; wanted a tile");
            return;
        }
        sameElem(s, r.a(), r.type());
        if (r.dim() < 0 || r.dim() >= t.rank()) {
            report.add(s, "reduce along dimension " + r.dim() + " of rank " + t.rank());
            return;
        }
        List<Integer> want = new ArrayList<>(t.shape());
        want.set(r.dim(), 1);
        report.check(r.type().shape().equals(want), s, () -> "reduce of " + t + " along " + r.dim() + " gives " + r.type() + "; wanted shape " + want);
        combines(s, r.op(), r.op().text(), t);
    }

    /** What a reduction asks of elements. */
    private void combines(Stmt s, ReduceOp op, String text, TileType t) {
        Kind kind = Kind.of(t.elem());
        boolean fits = switch (op) {
            case SUM, PROD -> kind == Kind.INTEGER || kind == Kind.FLOAT;
            case AND, OR, XOR -> kind == Kind.INTEGER || kind == Kind.TRUTH;
            case MIN, MAX -> true;
        };
        report.check(fits, s, () -> text + " of " + t.elem() + "; cast to an integer" + (op.bitwise() ? "" : " or a float") + " first");
        boolean chooses = op == ReduceOp.MIN || op == ReduceOp.MAX;
        report.check(chooses || !Kind.limited(t), s, () -> text + " of " + t.elem() + ", whose results may lie beyond the limit; cast to integers without one first");
    }

    private void scan(Stmt s, TileOp.Scan r) {
        sameElem(s, r.a(), r.type());
        along(s, "scan", r.a(), r.dim(), r.type()).ifPresent(t -> combines(s, r.op(), "scan by " + r.op().text(), t));
    }

    private void sort(Stmt s, TileOp.Sort r) {
        along(s, r.op().text(), r.a(), r.dim(), r.type());
        if (r.op().indices()) {
            report.check(r.type().elem().equals(DType.I32), s, () -> r.op().text() + " gives " + r.type() + "; wanted i32");
        } else {
            sameElem(s, r.a(), r.type());
        }
    }

    /** A tile along one of its dimensions, the result of its shape. */
    private Optional<TileType> along(Stmt s, String text, Value a, int dim, TileType to) {
        if (!(a.type() instanceof TileType t)) {
            report.add(s, text + " of " + a.type() + "; wanted a tile");
            return Optional.empty();
        }
        report.check(dim >= 0 && dim < t.rank(), s, () -> text + " along dimension " + dim + " of rank " + t.rank());
        report.check(to.shape().equals(t.shape()), s, () -> text + " of " + t + " gives " + to + "; wanted its shape");
        return Optional.of(t);
    }

    private void dot(Stmt s, TileOp.Dot d) {
        report.check(d.acc().type().equals(d.type()), s, () -> "dot adds to " + d.acc().type() + " and gives " + d.type() + "; wanted one type");
        Kind acc = Kind.of(d.type().elem());
        report.check(acc == Kind.INTEGER || acc == Kind.FLOAT, s, () -> "dot in " + d.type().elem() + "; wanted an integer or a float");
        report.check(!Kind.limited(d.type()), s, () -> "dot in " + d.type().elem() + ", whose sums may lie beyond the limit; wanted integers without one");
        boolean integers = integer(d.a().type()) && integer(d.b().type());
        report.check(acc != Kind.INTEGER || integers, s, () -> "dot of " + d.a().type() + " and " + d.b().type() + " in " + d.type().elem() + "; wanted integers, or a float sum");
    }

    private void lookup(Stmt s, TileOp.Lookup l) {
        boolean table = l.table().type() instanceof TileType t && t.rank() == 1 && t.elem().equals(l.type().elem());
        report.check(table, s, () -> "lookup in " + l.table().type() + "; wanted a tile of rank 1 of " + l.type().elem());
        boolean index = l.index().type() instanceof TileType i && i.shape().equals(l.type().shape()) && i.layout().equals(l.type().layout()) && integer(i);
        report.check(index, s, () -> "lookup at " + l.index().type() + "; wanted integers in the shape and layout of " + l.type());
    }

    private static boolean integer(Type t) {
        Kind kind = Kind.of(t);
        return kind == Kind.INTEGER || kind == Kind.TRUTH;
    }
}
