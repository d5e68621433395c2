package intarsia.ir.type;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** What encoding must give, found by search in the decode table with exact rationals; shares no code with {@code encode}. */
final class RationalOracle {
    /** A finite value, and the lowest of the codes that have it. */
    record Entry(BigDecimal value, long code) {
    }

    private static final Map<DType, RationalOracle> ALL = new ConcurrentHashMap<>();

    private final DType type;
    private final List<Entry> ascending = new ArrayList<>();

    /** Of a type of at most 16 bits. */
    static RationalOracle of(DType type) {
        return ALL.computeIfAbsent(type, RationalOracle::new);
    }

    private RationalOracle(DType type) {
        this.type = type;
        List<Entry> all = new ArrayList<>();
        LongStream.range(0, 1L << type.bits()).filter(c -> means(type, c))
            .forEach(c -> DecodeOracle.value(type, c).ifPresent(v -> all.add(new Entry(v, c))));
        all.sort(Comparator.comparing(Entry::value).thenComparingLong(Entry::code));
        for (Entry e : all) {
            if (ascending.isEmpty() || ascending.getLast().value.compareTo(e.value) != 0) {
                ascending.add(e);
            }
        }
    }

    /** Whether a code has a meaning: books may be short, and scale types of 7 bits leave their top bit 0. */
    static boolean means(DType type, long code) {
        return switch (type) {
            case CodeBook b -> code < b.values().size();
            case FloatType f when !f.signed() -> code < 1L << (f.exponentBits() + f.mantissaBits());
            default -> true;
        };
    }

    List<Entry> entries() {
        return ascending;
    }

    /** The tie points between neighbours. */
    List<BigDecimal> ties() {
        List<BigDecimal> ties = new ArrayList<>();
        for (int i = 1; i < ascending.size(); i++) {
            tie(ascending.get(i - 1), ascending.get(i)).ifPresent(ties::add);
        }
        return ties;
    }

    /** The code nearest to {@code x}, the ends for what lies beyond them; the code of +0 for either zero. */
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
        if (exact.compareTo(a.value) <= 0 || exact.compareTo(b.value) >= 0) {
            return exact.compareTo(a.value) <= 0 ? a.code : b.code;
        }
        Optional<BigDecimal> tie = tie(a, b);
        if (tie.isEmpty()) {
            return a.value.signum() == 0 ? b.code : a.code; // a posit beside 0
        }
        int side = exact.compareTo(tie.get());
        if (side != 0) {
            return side < 0 ? a.code : b.code;
        }
        if (type.equals(DType.TERNARY)) {
            return a.value.signum() == 0 ? a.code : b.code;
        }
        if (type instanceof CodeBook) {
            return a.code;
        }
        return (b.code & 1) == 0 ? b.code : a.code; // both are even only around the missing zero of shiftB, where + wins
    }

    /** Where two neighbours part; nowhere beside the zero of a posit. */
    private Optional<BigDecimal> tie(Entry a, Entry b) {
        if (!(type instanceof PositType t)) {
            return Optional.of(a.value.add(b.value).divide(BigDecimal.TWO));
        }
        if (a.value.signum() == 0 || b.value.signum() == 0) {
            return Optional.empty();
        }
        return DecodeOracle.posit(2 * a.code + 1, t.bits() + 1, t.exponentBits());
    }
}
