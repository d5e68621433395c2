package intarsia.ir.verify;

import intarsia.ir.Expr;
import intarsia.ir.ReduceOp;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What tensor ops ask of their operands. */
final class TensorRules {
    private final Report report;

    TensorRules(Report report) {
        this.report = report;
    }

    void check(Stmt s, TensorOp op) {
        switch (op) {
            case TensorOp.Contract c -> {
                List<Dim> have = new ArrayList<>(dims(c.a()));
                have.addAll(dims(c.b()));
                c.type().dims().stream().filter(d -> !have.contains(d)).forEach(d -> report.add(s, "contract gives dimension " + d + ", which no operand has"));
                report.check(c.order().chunk() >= 0, s, () -> "order fixed" + c.order().chunk() + "; wanted any or a chunk of at least 1");
            }
            case TensorOp.Map m -> map(s, m);
            case TensorOp.Index(TensorType type) -> report.check(type.format().equals(DType.I32), s, () -> "index of " + type.format() + "; wanted i32");
            case TensorOp.Fold(Value a, var kind, String _) -> combines(s, "fold", a, kind);
            case TensorOp.Scan(Value a, var kind, String _) -> combines(s, "scan", a, kind);
            case TensorOp.Gather g -> integers(s, g.index());
            case TensorOp.Append a -> append(s, a);
            case TensorOp.Rename _, TensorOp.Split _, TensorOp.Merge _, TensorOp.Flip _ -> { }
            case TensorOp.Slice(Value a, String dim, long from, Expr size) -> {
                Optional<Expr> extent = dims(a).stream().filter(d -> d.name().equals(dim)).map(Dim::size).findFirst();
                boolean known = extent.isPresent() && extent.get().isConst() && size.isConst();
                boolean inside = from >= 0 && (!known || size.constant() >= 0 && from <= extent.orElseThrow().constant() - size.constant());
                report.check(inside, s, () -> "slice of " + size + " elements from " + from + " along " + dim + " of " + a.type());
            }
            case TensorOp.Rope r -> rope(s, r);
            case TensorOp.Rotate(Value a, int _) -> report.check(!(format(a).orElse(DType.F32) instanceof DType d) || Kind.of(d) == Kind.FLOAT, s,
                "rotate of " + a.type() + "; wanted floats or a block format");
            case TensorOp.Convert(Value a, TensorType type) ->
                report.check(dims(a).equals(type.dims()), s, () -> "convert of " + a.type() + " to " + type + "; wanted the same dimensions");
        }
    }

    /** Numbers of a plain type, bits of integers only. */
    private void combines(Stmt s, String what, Value a, ReduceOp kind) {
        boolean number = format(a).orElse(DType.U1) instanceof DType d && (Kind.of(d) == Kind.INTEGER || Kind.of(d) == Kind.FLOAT);
        report.check(number, s, () -> what + " of " + a.type() + "; wanted integers or floats: convert it before");
        boolean bits = !(a.type() instanceof TensorType t) || t.format() instanceof IntType;
        report.check(!kind.bitwise() || bits, s, () -> what + " by " + kind.text() + " of " + a.type() + "; wanted integers for bits");
    }

    private void map(Stmt s, TensorOp.Map m) {
        List<Type> want = m.inputs().stream().map(v -> (Type) TensorOp.Names.scalar((TensorType) v.type())).toList();
        List<Type> args = m.body().args().stream().map(Value::type).toList();
        report.check(args.equals(want), s, () -> "the body of a map takes " + args + "; its inputs are " + want);
        for (Value v : m.inputs()) {
            dims(v).stream().filter(d -> !m.type().dims().contains(d))
                    .forEach(d -> report.add(s, "map of " + v.type() + " gives " + m.type() + ", which lacks " + d + "; fold that dimension first"));
        }
        Type yield = m.body().yieldTypes().getFirst();
        report.check(yield instanceof ScalarType t && t != ScalarType.PTR, s, () -> "a map yields " + yield + "; wanted a number");
    }

    private void append(Stmt s, TensorOp.Append a) {
        List<Dim> state = dims(a.state());
        if (a.indices().isEmpty() || a.indices().size() > state.size()) {
            report.add(s, "append at " + a.indices().size() + " indices of " + a.state().type() + "; wanted 1 to " + state.size());
            return;
        }
        List<Dim> rest = state.subList(a.indices().size(), state.size());
        List<Dim> outer = new ArrayList<>(dims(a.value()));
        report.check(outer.containsAll(rest), s, () -> "append of " + a.value().type() + " to " + a.state().type() + "; wanted its dimensions " + rest);
        outer.removeAll(rest);
        for (Value i : a.indices()) {
            integers(s, i);
            report.check(outer.containsAll(dims(i)), s, () -> "append at " + i.type() + "; the value has " + outer + " beside those of the state");
        }
    }

    private void integers(Stmt s, Value index) {
        report.check(format(index).orElse(DType.F32) instanceof IntType, s, () -> "index " + index + " is " + index.type() + "; wanted integers");
    }

    private void rope(Stmt s, TensorOp.Rope r) {
        List<Dim> dims = r.type().dims();
        boolean signed = r.part() == TensorOp.Rope.Part.SIGNED_SIN;
        boolean fits = dims.size() == (signed ? 3 : 2) && (!signed || dims.get(1).size().equals(Expr.of(2)))
                && (r.divisors().isEmpty() || dims.getLast().size().equals(Expr.of(r.divisors().size())));
        report.check(fits && r.type().format().equals(DType.F32), s, () -> "rope table " + r.type() + " with " + r.divisors().size()
                + " divisors; wanted f32, positions, 2 signs where it is signed, pairs; one divisor a pair or none");
        report.check(Double.isFinite(r.base()) && r.base() > 0 && r.divisors().stream().allMatch(d -> Double.isFinite(d) && d > 0), s,
                () -> "rope of base " + r.base() + " and divisors " + r.divisors() + "; wanted positive numbers");
    }

    private static List<Dim> dims(Value v) {
        return v.type() instanceof TensorType t ? t.dims() : List.of();
    }

    private static Optional<Format> format(Value v) {
        return v.type() instanceof TensorType t ? Optional.of(t.format()) : Optional.empty();
    }
}
