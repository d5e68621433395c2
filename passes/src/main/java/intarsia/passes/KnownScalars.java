package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CvtOp;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.ScalarType;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What the lowering knows of the scalars of a tile kernel: which terms they are of scalars of lane code, and which of these are counts. */
final class KnownScalars {
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Lanes l;
    private final UnaryOperator<Value> lowered;
    /** Coordinates of blocks along dimensions of the grid that have one. */
    private final Set<Value> zeros = new HashSet<>();
    /** Scalars of the lane kernel that are never negative: coordinates of blocks, counters of loops. */
    private final Set<Value> counts = new HashSet<>();
    /** The last values of counters of loops whose ends are known. */
    private final Map<Value, Long> most = new HashMap<>();

    /** @param lowered the scalar of the lane kernel that stands for one of the tile kernel */
    KnownScalars(Kernel tile, Lanes l, UnaryOperator<Value> lowered) {
        this.l = l;
        this.lowered = lowered;
        Ops.walk(tile.body(), _ -> { }, s -> s.results().forEach(v -> definitions.put(v, s.op())));
    }

    /** Says that a scalar of the tile kernel is 0. */
    void zero(Value tileScalar) {
        zeros.add(tileScalar);
    }

    /** Says that a scalar of the lane kernel is never negative. */
    void count(Value laneScalar) {
        counts.add(laneScalar);
    }

    /** Says that a scalar of the lane kernel counts the trips of a loop. */
    void counter(CommonOp.For f, Value laneScalar) {
        OptionalLong lo = number(f.lo());
        OptionalLong step = number(f.step());
        if (lo.isPresent() && lo.getAsLong() >= 0 && step.isPresent() && step.getAsLong() > 0) {
            count(laneScalar);
            number(f.hi()).ifPresent(hi -> most.put(laneScalar, Math.max(0, hi - 1)));
        }
    }

    /** The number that a scalar of the tile kernel is, where that is known. */
    private OptionalLong number(Value v) {
        Terms t = terms(v);
        return t.of().isEmpty() ? OptionalLong.of(t.constant()) : OptionalLong.empty();
    }

    /** The greatest value of a lane scalar that is never negative; nothing where it is not known. */
    OptionalLong most(Value laneScalar) {
        Long found = most.get(laneScalar);
        return found == null ? OptionalLong.empty() : OptionalLong.of(found);
    }

    /** A scalar of the tile kernel as terms of scalars of lane code. */
    Terms terms(Value v) {
        return zeros.contains(v) ? Terms.of(0) : switch (definitions.get(v)) {
            case CommonOp.Const(ScalarType t, long bits) -> Terms.of(t == ScalarType.I32 ? (int) bits : bits);
            case CommonOp.Size(Expr.Const(long n)) -> Terms.of(n);
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.ADD -> terms(a).plus(terms(b));
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.SUB -> terms(a).plus(terms(b).times(-1));
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MUL && number(b).isPresent() -> terms(a).times(number(b).getAsLong());
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MUL && number(a).isPresent() -> terms(b).times(number(a).getAsLong());
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.DIV && number(b).orElse(0) > 0 ->
                quotient(terms(a), number(b).getAsLong()).orElseGet(() -> atom(v));
            case null, default -> atom(v);
        };
    }

    private Terms atom(Value v) {
        Value s = lowered.apply(v);
        return Terms.atom(s.type() == ScalarType.I32 ? l.cvt(CvtOp.S64_S32, s) : s);
    }

    /** The quotient as quotients of the terms. Division is toward zero, so that a rest may be left of what is not negative alone. */
    private Optional<Terms> quotient(Terms a, long n) {
        boolean whole = a.divisibleBy(n);
        boolean rest = neverNegative(a) && (a.withoutConstant().divisibleBy(n) || less(a, n));
        return whole || rest ? Optional.of(a.only(c -> c % n == 0).dividedBy(n, () -> "").plus(Terms.of(a.constant() / n))) : Optional.empty();
    }

    private boolean neverNegative(Terms a) {
        return a.constant() >= 0 && a.of().entrySet().stream().allMatch(t -> t.getValue() >= 0 && counts.contains(t.getKey()));
    }

    /** Whether what a number does not divide of terms is known to be less than it. */
    private boolean less(Terms a, long n) {
        OptionalLong rest = a.only(c -> c % n != 0).most(a.constant() % n, this::most);
        return rest.isPresent() && rest.getAsLong() < n;
    }
}
