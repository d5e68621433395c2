package intarsia.passes.findings;

import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Small values of a kernel's symbols, as declared: around the edges of tiles, all alike and mixed. */
final class Sizes {
    private static final long[] ALIKE = {33, 7, 1, 64, 100};
    private static final long[] MIXED = {1, 2, 3, 5, 8, 9, 17, 31, 32, 33, 40, 65};
    private static final long SMALL = 3;
    private static final long LARGE = 41;
    private static final int DRAWN = 4;
    private static final long SEED = 20260101;

    private Sizes() {
    }

    static List<Map<String, Long>> of(Kernel k, List<Map<String, Long>> meant) {
        Set<Map<String, Long>> all = new LinkedHashSet<>(meant);
        if (k.symbols().isEmpty()) {
            return List.of(Map.of());
        }
        SplittableRandom random = new SplittableRandom(SEED);
        for (long n : ALIKE) {
            all.add(values(k, _ -> n));
        }
        for (Symbol one : k.symbols()) {
            all.add(values(k, s -> s.equals(one) ? SMALL : LARGE));
            all.add(values(k, s -> s.equals(one) ? LARGE : SMALL));
        }
        for (int i = 0; i < DRAWN; i++) {
            all.add(values(k, _ -> MIXED[random.nextInt(MIXED.length)]));
        }
        return new ArrayList<>(all);
    }

    private static Map<String, Long> values(Kernel k, java.util.function.ToLongFunction<Symbol> wanted) {
        Map<String, Long> values = new HashMap<>();
        for (Symbol s : k.symbols()) {
            long first = Math.ceilDiv(s.min(), s.divisor());
            long last = Math.max(first, s.max() / s.divisor());
            values.put(s.name(), Math.clamp(Math.ceilDiv(wanted.applyAsLong(s), s.divisor()), first, last) * s.divisor());
        }
        return values;
    }

    /** In a message. */
    static String text(Map<String, Long> sizes) {
        return sizes.isEmpty() ? "by a run" : "by a run with " + String.join(", ", new java.util.TreeMap<>(sizes).entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList());
    }
}
