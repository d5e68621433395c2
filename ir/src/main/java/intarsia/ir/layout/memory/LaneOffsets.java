package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each lane adds to an address, in bits: a number, and so many times each of a few products of symbols.
 *
 * @param numbers  of the lanes
 * @param symbolic by product, of the lanes
 */
record LaneOffsets(long[] numbers, SortedMap<Expr, long[]> symbolic) {
    static LaneOffsets of(List<RegisterDigit> digits, int lanes) {
        LaneOffsets all = new LaneOffsets(new long[lanes], new TreeMap<>(Polynomial.BY_TEXT));
        for (RegisterDigit d : digits) {
            Polynomial.of(d.stride()).terms().forEach((unit, n) -> {
                boolean number = unit.equals(Expr.Const.ONE);
                long[] sum = number ? all.numbers : all.symbolic.computeIfAbsent(unit, _ -> new long[lanes]);
                for (int lane = 0; lane < lanes; lane++) sum[lane] += d.valueIn(lane) * n;
            });
        }
        return all;
    }

    /** What is known of the symbolic part of any lane: a multiple of this. */
    Congruence symbolicPart(Facts facts) {
        Congruence any = Congruence.exactly(0);
        for (var t : symbolic.entrySet()) {
            long times = 0;
            for (long n : t.getValue()) times = Congruence.gcd(times, n);
            any = any.plus(Congruence.multipleOf(facts.of(t.getKey()).times(Congruence.exactly(times)).divisor()));
        }
        return any;
    }

    /** A number that two lanes share just when their symbolic parts agree. */
    List<Long> symbolicOf(int lane) {
        return symbolic.values().stream().map(n -> n[lane]).toList();
    }

    List<AccessStep.LaneTerm> terms() {
        return symbolic.entrySet().stream().map(t -> new AccessStep.LaneTerm(t.getKey(), longs(t.getValue()))).toList();
    }

    static List<Long> longs(long[] n) {
        return java.util.Arrays.stream(n).boxed().toList();
    }
}
