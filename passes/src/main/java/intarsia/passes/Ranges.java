package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.CommonOp.Binary;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbol;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the integer scalars of a tile kernel: their affine form over blocks, loop counters and symbols, and
 * the range of each. Answers are proofs: "no" means not proved.
 */
final class Ranges {
    private static final int MAX_STEPS = 32;

    /** Bounds of an atom, both included, where known. */
    private record Range(Optional<Affine> lo, Optional<Affine> hi) {
        static final Range UNKNOWN = new Range(Optional.empty(), Optional.empty());
    }

    private final Map<Value, Op> definitions = new HashMap<>();
    private final Map<Value, Range> ranges = new HashMap<>();
    private final Map<String, Symbol> symbols = new HashMap<>();
    /** Of a loop counter, a number that divides all its values. */
    private final Map<Value, Long> steps = new HashMap<>();
    /** The last value of a loop counter as a number, where its end is not one but is bounded by one. */
    private final Map<Value, Long> lastValues = new HashMap<>();
    /** Block indices and loop counters that take the values at both ends of their range. */
    private final Set<Value> attained = new HashSet<>();
    private boolean byNumbers;

    Ranges(Kernel k) {
        k.symbols().forEach(s -> symbols.put(s.name(), s));
        int first = k.params().size();
        for (int d = 0; d < k.grid().size(); d++) {
            Affine last = of(k.grid().get(d)).plus(-1);
            ranges.put(k.body().args().get(first + d), new Range(Optional.of(Affine.ZERO), Optional.of(last)));
            attained.add(k.body().args().get(first + d));
        }
        Ops.walk(k.body(), _ -> { }, s -> {
            s.results().forEach(v -> definitions.put(v, s.op()));
            if (s.op() instanceof CommonOp.For f) {
                ranges.put(f.body().args().getFirst(), counter(f));
                if (exact(f)) {
                    attained.add(f.body().args().getFirst());
                }
                if (of(f.step()).isConstant() && of(f.step()).constant() > 0 && divides(of(f.step()).constant(), of(f.lo()))) {
                    steps.put(f.body().args().getFirst(), of(f.step()).constant());
                }
                lastNumber(f);
            }
        });
    }

    /** From lo to the last value below hi: hi − step where the step divides the way, else hi − 1. */
    private Range counter(CommonOp.For f) {
        Affine lo = of(f.lo());
        Affine hi = of(f.hi());
        Affine step = of(f.step());
        Affine last = hi.plus(-1);
        if (step.isConstant() && step.constant() > 0) {
            Affine way = normal(hi.minus(lo));
            if (way.isConstant()) {
                last = lo.plus(Math.max(0, way.constant() - 1) / step.constant() * step.constant());
            } else if (divides(step.constant(), way)) {
                last = hi.plus(-step.constant());
            }
        }
        return new Range(Optional.of(lo), Optional.of(last));
    }

    /** Whether {@link #counter} is exact: the loop runs, and its step leads to the last value. */
    private boolean exact(CommonOp.For f) {
        Affine way = normal(of(f.hi()).minus(of(f.lo())));
        Affine step = of(f.step());
        boolean leads = step.isConstant() && step.constant() > 0 && (step.constant() == 1 || way.isConstant() || divides(step.constant(), way));
        return leads && atLeastZero(way.plus(-1));
    }

    /** The largest value that is taken, over symbols alone; nothing where an atom is not known to take the values at its ends. */
    Optional<Affine> largestTaken(Affine a) {
        Affine at = a;
        for (int i = 0; i < MAX_STEPS && at.hasValues(); i++) {
            Map.Entry<Object, Long> t = at.terms().entrySet().stream().filter(e -> e.getKey() instanceof Value).findFirst().orElseThrow();
            Optional<Affine> end = attained.contains(t.getKey()) ? bound(t.getKey(), t.getValue()) : Optional.empty();
            if (end.isEmpty()) {
                return Optional.empty();
            }
            at = normal(at.put(t.getKey(), Affine.ZERO).plus(end.get()));
        }
        return at.hasValues() ? Optional.empty() : Optional.of(at);
    }

    private void lastNumber(CommonOp.For f) {
        Affine lo = of(f.lo());
        Affine step = of(f.step());
        if (lo.isConstant() && step.isConstant() && step.constant() > 0 && !of(f.hi()).isConstant()) {
            constantMax(f.hi()).ifPresent(hi -> lastValues.put(f.body().args().getFirst(),
                    lo.constant() + Math.max(0, hi - 1 - lo.constant()) / step.constant() * step.constant()));
        }
    }

    /** The affine form of a scalar. */
    Affine of(Value v) {
        Op op = definitions.get(v);
        return switch (op) {
            case CommonOp.Const(ScalarType t, long bits) -> Affine.of(t == ScalarType.I32 ? (int) bits : bits);
            case CommonOp.Size(Expr e) -> of(e);
            case CommonOp.Cast(Value a, ScalarType t) when t == ScalarType.I64 && a.type() == ScalarType.I32 -> of(a);
            // Sums of i32 wrap, and a cast to i32 saturates: they are what they are.
            case Op _ when v.type() == ScalarType.I32 -> Affine.atom(v);
            case Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.ADD -> of(a).plus(of(b));
            case Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.SUB -> of(a).minus(of(b));
            case Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MUL && of(b).isConstant() -> of(a).times(of(b).constant());
            case Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MUL && of(a).isConstant() -> of(b).times(of(a).constant());
            case Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.DIV && of(b).isConstant() && of(b).constant() > 0
                    && divides(of(b).constant(), a) -> divided(of(a), of(b).constant());
            case null, default -> Affine.atom(v);
        };
    }

    /** Whether a quotient is the quotients of the terms: division is toward zero, so a constant may leave a rest of what is not negative. */
    private boolean divides(long n, Value a) {
        Affine terms = of(a);
        return terms.plus(-Math.floorMod(terms.constant(), n)).divisibleBy(n) && (terms.constant() % n == 0 || atLeastZero(terms));
    }

    /** The affine form of an expression over symbols. */
    Affine of(Expr e) {
        return switch (e) {
            case Expr.Const(long n) -> Affine.of(n);
            case Expr.Bin(Expr.Kind kind, Expr a, Expr b) when kind == Expr.Kind.ADD -> of(a).plus(of(b));
            case Expr.Bin(Expr.Kind kind, Expr a, Expr b) when kind == Expr.Kind.SUB -> of(a).minus(of(b));
            case Expr.Bin(Expr.Kind kind, Expr a, Expr.Const(long n)) when kind == Expr.Kind.MUL -> of(a).times(n);
            case Expr.Bin(Expr.Kind kind, Expr a, Expr.Const(long n))
                when (kind == Expr.Kind.DIV || kind == Expr.Kind.CEILDIV) && n > 0 && of(a).divisibleBy(n) -> divided(of(a), n);
            case Expr.Bin _, Expr.Sym _ -> Affine.atom(e);
        };
    }

    private static Affine divided(Affine a, long n) {
        Map<Object, Long> terms = new HashMap<>();
        a.terms().forEach((k, c) -> terms.put(k, c / n));
        return new Affine(terms, Math.floorDiv(a.constant(), n));
    }

    /** Whether {@code a <= 0} is proved. */
    boolean atMostZero(Affine a) {
        if (proved(a)) {
            return true;
        }
        byNumbers = true;
        try {
            return proved(a);
        } finally {
            byNumbers = false;
        }
    }

    private boolean proved(Affine a) {
        Affine at = normal(a);
        for (int i = 0; i < MAX_STEPS && !at.isConstant(); i++) {
            Optional<Affine> next = raise(at);
            if (next.isEmpty()) {
                return false;
            }
            at = normal(next.get());
        }
        return at.isConstant() && at.constant() <= 0;
    }

    /** Whether {@code a >= 0} is proved. */
    boolean atLeastZero(Affine a) {
        return atMostZero(a.times(-1));
    }

    /** Whether {@code n} divides it whatever the symbols are. */
    boolean divides(long n, Affine a) {
        return a.constant() % n == 0 && a.terms().entrySet().stream()
                .allMatch(t -> Math.multiplyExact(t.getValue(), divisor(t.getKey())) % n == 0);
    }

    /** A number known to divide an atom. */
    private long divisor(Object atom) {
        return switch (atom) {
            case Expr.Sym(String name) -> symbols.containsKey(name) ? symbols.get(name).divisor() : 1;
            case Value v -> steps.getOrDefault(v, 1L);
            default -> 1;
        };
    }

    /** {@code n · ⌈x/n⌉} and {@code n · ⌊x/n⌋} as x where n divides x, and {@code ⌈x/n⌉} as {@code ⌊x/n⌋}. */
    private Affine normal(Affine a) {
        Affine at = a;
        for (Map.Entry<Object, Long> t : a.terms().entrySet()) {
            if (t.getKey() instanceof Expr.Bin(Expr.Kind kind, Expr x, Expr.Const(long n))
                    && (kind == Expr.Kind.CEILDIV || kind == Expr.Kind.DIV) && divides(n, of(x))) {
                Affine rest = at.put(t.getKey(), Affine.ZERO);
                boolean whole = t.getValue() % n == 0;
                at = rest.plus(whole ? of(x).times(t.getValue() / n) : Affine.atom(new Expr.Bin(Expr.Kind.DIV, x, Expr.of(n))).times(t.getValue()));
            }
        }
        return at;
    }

    /** The last atom replaced by a bound that makes the whole no smaller; values first, since their bounds hold symbols. */
    private Optional<Affine> raise(Affine a) {
        for (boolean values : new boolean[] {true, false}) {
            for (Map.Entry<Object, Long> t : a.terms().entrySet()) {
                if (t.getKey() instanceof Value == values) {
                    Optional<Affine> b = bound(t.getKey(), t.getValue());
                    if (b.isPresent()) {
                        return Optional.of(a.put(t.getKey(), Affine.ZERO).plus(b.get()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The most that {@code c · atom} can be. */
    private Optional<Affine> bound(Object atom, long c) {
        return switch (atom) {
            case Value v -> (c > 0 ? range(v).hi() : range(v).lo()).map(r -> r.times(c));
            case Expr.Bin(Expr.Kind kind, Expr x, Expr.Const(long n)) when kind == Expr.Kind.DIV && c % n == 0 ->
                Optional.of(of(x).plus(c > 0 ? 0 : 1 - n).times(c / n));
            case Expr.Bin(Expr.Kind kind, Expr x, Expr.Const(long n)) when kind == Expr.Kind.CEILDIV && c % n == 0 ->
                Optional.of(of(x).plus(c > 0 ? n - 1 : 0).times(c / n));
            case Expr.Sym(String name) when symbols.containsKey(name) ->
                Optional.of(Affine.of(Math.multiplyExact(c, c > 0 ? symbols.get(name).max() : symbols.get(name).min())));
            default -> Optional.empty();
        };
    }

    private Range range(Value v) {
        Range known = ranges.get(v);
        Long last = byNumbers ? lastValues.get(v) : null;
        if (known != null && last != null) {
            return new Range(known.lo(), Optional.of(Affine.of(last)));
        }
        if (known != null) {
            return known;
        }
        return switch (definitions.get(v)) {
            case TileOp.Item(Value t) when definitions.get(t) instanceof TileOp.Load l && l.buffer().type() instanceof BufferType b -> b.range()
                    .map(r -> new Range(Optional.of(Affine.of(r.min())), Optional.of(Affine.of(r.max())))).orElse(Range.UNKNOWN);
            case Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MIN -> new Range(both(a, b), Optional.of(smaller(a, b)));
            case Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MAX -> new Range(Optional.of(larger(a, b)), largest(a, b));
            case Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.REM && of(b).isConstant() && of(b).constant() > 0 && atLeastZero(of(a)) ->
                new Range(Optional.of(Affine.ZERO), Optional.of(of(b).plus(-1)));
            case Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.DIV && of(b).isConstant() && of(b).constant() > 0 && atLeastZero(of(a)) ->
                new Range(Optional.of(Affine.ZERO), constantMax(a).map(m -> Affine.of(m / of(b).constant())));
            case null, default -> Range.UNKNOWN;
        };
    }

    /** Of a minimum: either operand bounds it from above; the one over symbols alone is the better to go on with. */
    private Affine smaller(Value a, Value b) {
        return of(b).hasValues() ? of(a) : of(b);
    }

    private Affine larger(Value a, Value b) {
        return of(b).hasValues() ? of(a) : of(b);
    }

    /** Of a maximum: the larger of the largest values, where both are numbers. */
    private Optional<Affine> largest(Value a, Value b) {
        return constantMax(a).flatMap(x -> constantMax(b).map(y -> Affine.of(Math.max(x, y))));
    }

    private Optional<Affine> both(Value a, Value b) {
        return atLeastZero(of(a)) && atLeastZero(of(b)) ? Optional.of(Affine.ZERO) : Optional.empty();
    }

    /** The largest value, where that is a number. */
    private Optional<Long> constantMax(Value v) {
        Affine at = normal(of(v));
        for (int i = 0; i < MAX_STEPS && !at.isConstant(); i++) {
            Optional<Affine> next = raise(at);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = normal(next.get());
        }
        return at.isConstant() ? Optional.of(at.constant()) : Optional.empty();
    }
}
