package intarsia.passes;

import intarsia.ir.Consts;
import intarsia.ir.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/** {@code constant + Σ coefficient · scalar} over i64 scalars of lane code. Immutable. */
record Terms(Map<Value, Long> of, long constant) {
    static Terms of(long constant) {
        return new Terms(Map.of(), constant);
    }

    static Terms atom(Value v) {
        return new Terms(Map.of(v, 1L), 0);
    }

    Terms plus(Terms b) {
        Map<Value, Long> sum = new LinkedHashMap<>(of);
        b.of.forEach((v, c) -> sum.merge(v, c, Math::addExact));
        sum.values().removeIf(c -> c == 0);
        return new Terms(sum, Math.addExact(constant, b.constant));
    }

    Terms times(long n) {
        if (n == 0) {
            return of(0);
        }
        Map<Value, Long> now = new LinkedHashMap<>();
        of.forEach((v, c) -> now.put(v, Math.multiplyExact(c, n)));
        return new Terms(now, Math.multiplyExact(constant, n));
    }

    /** Whether a number divides the constant and every coefficient. */
    boolean divisibleBy(long n) {
        return constant % n == 0 && of.values().stream().allMatch(c -> c % n == 0);
    }

    /** The terms with some coefficients, without the constant. */
    Terms only(LongPredicate coefficient) {
        Map<Value, Long> now = new LinkedHashMap<>(of);
        now.values().removeIf(c -> !coefficient.test(c));
        return new Terms(now, 0);
    }

    /** The greatest value of the terms and a number, where each is known and none is negative. */
    OptionalLong most(long more, Function<Value, OptionalLong> known) {
        long sum = more;
        for (Map.Entry<Value, Long> t : of.entrySet()) {
            OptionalLong most = known.apply(t.getKey());
            if (t.getValue() < 0 || most.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += t.getValue() * most.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    Terms withoutConstant() {
        return new Terms(of, 0);
    }

    /** Every coefficient divided; an error where one is no multiple. */
    Terms dividedBy(long n, Supplier<String> what) {
        Map<Value, Long> now = new LinkedHashMap<>();
        of.forEach((v, c) -> {
            if (c % n != 0) {
                throw new IllegalArgumentException(what.get() + "; found a factor of " + c);
            }
            now.put(v, c / n);
        });
        return new Terms(now, Math.floorDiv(constant, n));
    }

    /**
     * The sum without the constant, divided by {@code unit}, as one i64 scalar. Scalars that were defined first are added
     * first, so that what outer loops know stands outside and is shared.
     */
    Value index(Lanes l, long unit, Supplier<String> what) {
        Map<Integer, Map.Entry<Value, Long>> ordered = new TreeMap<>();
        of.entrySet().forEach(e -> ordered.put(e.getKey().id(), e));
        Value sum = l.emit(Consts.i64(unit == 1 ? constant : 0));
        for (Map.Entry<Value, Long> e : ordered.values()) {
            if (e.getValue() % unit != 0) {
                throw new IllegalArgumentException("wanted " + what.get() + "; found a step of " + e.getValue() + " bits");
            }
            sum = l.add(l.mul(e.getKey(), l.emit(Consts.i64(e.getValue() / unit))), sum);
        }
        return sum;
    }
}
