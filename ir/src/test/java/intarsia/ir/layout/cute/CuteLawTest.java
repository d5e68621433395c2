package intarsia.ir.layout.cute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.layout.linear.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** CuTe's operations against their definitions, index by index. The seed is printed, and taken from {@code -Dintarsia.seed}. */
class CuteLawTest {
    private static final long SEED = Long.getLong("intarsia.seed", 90_210);

    private SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void printSeed(TestInfo test) {
        random = new SplittableRandom(SEED);
        System.out.println(test.getDisplayName() + ": -Dintarsia.seed=" + SEED);
    }

    private static final int[] SIZES = {1, 2, 2, 3, 4, 4, 5, 6, 8};

    private int size() {
        return SIZES[random.nextInt(SIZES.length)];
    }

    /** Any strides; or those of a compact layout with gaps now and then, in any order. */
    private CuteLayout layout(int modes) {
        var out = new ArrayList<Mode>();
        long current = 1;
        boolean any = random.nextInt(4) == 0;
        for (int i = 0; i < modes; i++) {
            int size = size();
            if (any) {
                out.add(new Mode(size, random.nextInt(13)));
            } else {
                current *= random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
                out.add(new Mode(size, random.nextInt(12) == 0 ? 0 : current));
                current *= size;
            }
        }
        if (random.nextBoolean()) shuffle(out);
        return nested(out);
    }

    private void shuffle(List<Mode> modes) {
        for (int i = modes.size(); i > 1; i--) Collections.swap(modes, i - 1, random.nextInt(i));
    }

    private CuteLayout nested(List<Mode> modes) {
        if (modes.size() == 1 && random.nextBoolean()) return modes.getFirst();
        if (modes.size() < 2 || random.nextBoolean()) return CuteLayout.of(modes);
        int cut = 1 + random.nextInt(modes.size() - 1);
        return CuteLayout.of(List.of(nested(modes.subList(0, cut)), nested(modes.subList(cut, modes.size()))));
    }

    private static List<Long> values(CuteLayout l) {
        return LongStream.range(0, l.size()).map(l::at).boxed().toList();
    }

    @Test
    void coalesceKeepsTheFunctionAndNoModesAreLeftToFuse() {
        for (int i = 0; i < 5000; i++) {
            CuteLayout l = layout(random.nextInt(4));
            CuteLayout c = l.coalesce();
            assertEquals(values(l), values(c), l::toString);
            assertEquals(values(l).stream().mapToLong(v -> v + 1).max().orElse(1), l.cosize());
            List<Mode> flat = c.flat();
            for (int k = 1; k < flat.size(); k++) {
                assertTrue(flat.get(k).stride() != flat.get(k - 1).size() * flat.get(k - 1).stride(), c::toString);
            }
        }
    }

    @Test
    void compositionIsThatOfTheFunctionsWhereverItIsAdmitted() {
        int admitted = 0;
        int carries = 0;
        int wrongByMode = 0;
        for (int i = 0; i < 36_000; i++) {
            CuteLayout a = layout(1 + random.nextInt(3));
            CuteLayout b = layout(1 + random.nextInt(2));
            if (b.cosize() > a.size()) continue;
            switch (a.compose(b)) {
                case Answer.Found<CuteLayout>(CuteLayout r) -> {
                    admitted++;
                    assertEquals(b.size(), r.size());
                    for (long x = 0; x < b.size(); x++) assertEquals(a.at(b.at(x)), r.at(x), () -> a + " o " + b + " = " + r);
                    if (b instanceof Modes) assertEquals(sizes(b), sizes(r));
                }
                case Answer.Refused<CuteLayout>(String reason) -> {
                    if (!reason.contains("carries into")) continue;
                    carries++;
                    if (isWrongByMode(a, b)) wrongByMode++;
                }
            }
        }
        System.out.println(admitted + " compositions, " + carries + " refused for carries, " + wrongByMode + " of them wrong by mode");
        assertTrue(admitted >= 12_000 && wrongByMode > 100);
    }

    private static List<Long> sizes(CuteLayout l) {
        return l.modes().stream().map(CuteLayout::size).toList();
    }

    /** Whether adding the compositions of the single modes is another function. */
    private static boolean isWrongByMode(CuteLayout a, CuteLayout b) {
        for (long x = 0; x < b.size(); x++) {
            long rest = x;
            long sum = 0;
            for (Mode m : b.flat()) {
                sum += a.at(rest % m.size() * m.stride());
                rest /= m.size();
            }
            if (sum != a.at(b.at(x))) return true;
        }
        return false;
    }

    /** The outer layout counts incommensurable strides, so that no layout is the composed function by chance. */
    @Test
    void aSingleModeIsRefusedOnlyWhereNoLayoutExists() {
        int refused = 0;
        for (int i = 0; i < 8_000; i++) {
            CuteLayout a = CuteLayout.of(List.of(new Mode(size(), 1), new Mode(size(), 10_007), new Mode(size(), 100_000_007)));
            Mode b = new Mode(1 + random.nextInt(12), random.nextInt(12));
            if (b.cosize() > a.size() || a.compose(b) instanceof Answer.Found) continue;
            refused++;
            long[] f = LongStream.range(0, b.size()).map(x -> a.at(b.at(x))).toArray();
            assertTrue(!isLayout(f, 1), () -> a + " o " + b);
        }
        assertTrue(refused > 200, "refused: " + refused);
    }

    /** Whether f, known to be right on its multiples below {@code done}, is some layout: all factorisations are tried. */
    private static boolean isLayout(long[] f, int done) {
        if (done == f.length) return true;
        for (int size = 2; size <= f.length / done; size++) {
            if (f.length / done % size != 0) continue;
            boolean fits = true;
            for (int x = 0; x < done * size; x++) fits &= f[x] == f[x % done] + (long) (x / done) * f[done];
            if (fits && isLayout(f, done * size)) return true;
        }
        return false;
    }

    @Test
    void aLayoutAndItsComplementTakeEachOffsetOnce() {
        int found = 0;
        int refused = 0;
        for (int i = 0; i < 24_000; i++) {
            CuteLayout a = layout(random.nextInt(4));
            long m = 1L + random.nextInt(100);
            if (!(a.complement(m) instanceof Answer.Found<CuteLayout>(CuteLayout c))) {
                refused++;
                continue;
            }
            found++;
            var images = new HashSet<>(values(a));
            var seen = new HashSet<Long>();
            for (long x : images) for (long y : values(c)) assertTrue(seen.add(x + y), () -> a + " and " + c);
            long n = seen.size();
            assertTrue(seen.stream().allMatch(v -> v < n), () -> a + " and " + c + " in " + m);
            long period = a.flat().stream().filter(k -> k.size() > 1).mapToLong(k -> Math.max(1, k.size() * k.stride())).max().orElse(1);
            assertEquals((m + period - 1) / period * period, n, () -> a + " and " + c + " in " + m);
        }
        System.out.println(found + " complements, " + refused + " refused");
        assertTrue(found >= 20_000 && refused > 1000);
    }

    @Test
    void divideTakesTheTileInItsFirstModeAndAllOfTheLayoutOnce() {
        int found = 0;
        for (int i = 0; i < 12_000; i++) {
            CuteLayout a = layout(1 + random.nextInt(3));
            CuteLayout b = layout(1 + random.nextInt(2));
            if (!(a.logicalDivide(b) instanceof Answer.Found<CuteLayout>(CuteLayout r))) continue;
            found++;
            for (long x = 0; x < b.size(); x++) assertEquals(a.at(b.at(x)), r.modes().getFirst().at(x));
            if (b.flat().stream().anyMatch(m -> m.size() > 1 && m.stride() == 0)) continue;
            assertEquals(values(a).stream().sorted().toList(), values(r).stream().sorted().toList(), () -> a + " / " + b);
        }
        assertTrue(found > 1500, "found: " + found);
    }

    @Test
    void productIsTheLayoutAndDisjointCopiesOfIt() {
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            CuteLayout a = layout(1 + random.nextInt(2));
            CuteLayout b = layout(1 + random.nextInt(2));
            if (!(a.logicalProduct(b) instanceof Answer.Found<CuteLayout>(CuteLayout r))) continue;
            found++;
            assertEquals(a, r.modes().getFirst());
            CuteLayout rest = a.complement(a.size() * b.cosize()).orThrow();
            for (long x = 0; x < b.size(); x++) assertEquals(rest.at(b.at(x)), r.modes().getLast().at(x));
            var tile = new HashSet<>(values(a));
            var copies = new HashSet<>(values(b));
            assertEquals(tile.size() * copies.size(), new HashSet<>(values(r)).size(), () -> a + " x " + b);
        }
        assertTrue(found > 3000, "found: " + found);
    }

    @Test
    void inversesUndo() {
        int full = 0;
        int left = 0;
        for (int i = 0; i < 10_000; i++) {
            CuteLayout a = layout(random.nextInt(4));
            CuteLayout r = a.rightInverse();
            for (long x = 0; x < r.size(); x++) assertEquals(x, a.at(r.at(x)), () -> a + ": " + r);
            var images = new HashSet<>(values(a));
            boolean bijective = images.size() == a.size() && a.cosize() == a.size();
            if (bijective) {
                full++;
                assertEquals(a.size(), r.size(), a::toString);
            }
            if (a.leftInverse() instanceof Answer.Found<CuteLayout>(CuteLayout l)) {
                left++;
                for (long x = 0; x < a.size(); x++) assertEquals(x, l.at(a.at(x)), () -> a + ": " + l);
            }
        }
        assertTrue(full > 500 && left > 2000, full + " bijective, " + left + " left inverses");
    }

    @Test
    void textRoundTrips() {
        for (int i = 0; i < 5000; i++) {
            CuteLayout l = layout(random.nextInt(5));
            assertEquals(l, CuteLayout.parse(l.toString()));
        }
    }
}
