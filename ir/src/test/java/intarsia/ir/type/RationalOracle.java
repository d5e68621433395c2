package intarsia.ir.type;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What encoding must give, found by search in the decode table with exact rationals; shares no code with {@code encode}.
 */
final class RationalOracle {
    record Entry(BigDecimal value, long code) {
    }

    private final List<Entry> ascending = new ArrayList<>();
    private final boolean bookTie;

    /** Of a type of at most 16 bits. */
    RationalOracle(DType type, List<Long> codes) {
        bookTie = type instanceof CodeBook;
        for (long code : codes) {
            double v = type.decode(code);
            boolean negativeZero = v == 0 && 1 / v < 0;
            if (Double.isFinite(v) && !negativeZero) {
                ascending.add(new Entry(new BigDecimal(v), code));
            }
        }
        ascending.sort((a, b) -> a.value.compareTo(b.value));
    }

    List<Entry> entries() {
        return ascending;
    }

    /** The exact means of neighbours. */
    List<BigDecimal> ties() {
        List<BigDecimal> ties = new ArrayList<>();
        for (int i = 1; i < ascending.size(); i++) {
            ties.add(mean(ascending.get(i - 1), ascending.get(i)));
        }
        return ties;
    }

    /** The code nearest to {@code x}, the ends for what lies beyond them; the value +0 for either zero. */
    long nearest(double x) {
        BigDecimal exact = new BigDecimal(x);
        int low = 0;
        int high = ascending.size() - 1;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (ascending.get(middle).value.compareTo(exact) <= 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Entry a = ascending.get(low);
        Entry b = ascending.get(high);
        int side = exact.compareTo(mean(a, b));
        if (side != 0) {
            return side < 0 ? a.code : b.code;
        }
        if (bookTie) {
            return a.code;
        }
        return (b.code & 1) == 0 ? b.code : a.code; // both are even only around the missing zero of shiftB, where + wins
    }

    private static BigDecimal mean(Entry a, Entry b) {
        return a.value.add(b.value).divide(BigDecimal.TWO);
    }
}
