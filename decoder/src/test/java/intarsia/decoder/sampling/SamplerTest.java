package intarsia.decoder.sampling;

import static org.junit.jupiter.api.Assertions.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerTest {
    private static final float INF = Float.POSITIVE_INFINITY;

    @Test
    void greedyTakesTheLowestIdOfTheLargest() {
        var s = new Sampler(Sampling.GREEDY, 4);
        assertEquals(1, s.pick(new float[] {-3, 2, 2, 1}));
        assertEquals(0, s.pick(new float[] {-0f, 0f, -1, -INF}));
        assertEquals(3, s.pick(new float[] {-INF, -INF, -INF, -1e30f}));
    }

    @Test
    void logitsAreReadFromAnyPlaceOfASegment() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment m = arena.allocate(64);
            float[] logits = {1, 5, 3};
            for (int i = 0; i < 3; i++) m.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 17 + 4L * i, logits[i]);
            assertEquals(1, new Sampler(Sampling.GREEDY, 3).pick(m, 17));
            assertThrows(IndexOutOfBoundsException.class, () -> new Sampler(Sampling.GREEDY, 3).pick(m, 56));
        }
    }

    @Test
    void logitsThatAreNoNumbersAreErrors() {
        for (var how : new Sampling[] {Sampling.GREEDY, new Sampling(1, 0, 1, 0)}) {
            var s = new Sampler(how, 3);
            assertEquals("logit of token 1 is NaN, wanted a number", assertThrows(ArithmeticException.class, () -> s.pick(new float[] {0, Float.NaN, 1})).getMessage());
            assertEquals("logit of token 2 is Infinity, wanted a number", assertThrows(ArithmeticException.class, () -> s.pick(new float[] {0, 1, INF})).getMessage());
            assertEquals("all 3 logits are -Infinity, wanted one number", assertThrows(ArithmeticException.class, () -> s.pick(new float[] {-INF, -INF, -INF})).getMessage());
        }
        assertEquals("2 logits, wanted 3, one a token of the vocabulary",
                assertThrows(IllegalArgumentException.class, () -> new Sampler(Sampling.GREEDY, 3).pick(new float[2])).getMessage());
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Sampling(-1, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(Double.NaN, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, -1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, 0, 1.01, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampler(Sampling.GREEDY, 0));
    }

    /** The draws against sorting everything and walking the sum, with the same random numbers. */
    @ParameterizedTest
    @CsvSource({"1, 0, 1", "0.7, 5, 1", "1.5, 0, 0.9", "0.8, 40, 0.95", "1, 1000, 0.5", "1, 3, 0.01", "0.01, 0, 1", "100, 0, 0.3"})
    void drawsAsSortingWould(double temperature, int topK, double topP) {
        long seed = Long.getLong("intarsia.seed", 21);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int n = 300;
        var how = new Sampling(temperature, topK, topP, 99);
        var sampler = new Sampler(how, n);
        var units = Xoshiro256.seeded(99);
        for (int round = 0; round < 300; round++) {
            var logits = new float[n];
            // Few distinct values: many ties.
            for (int i = 0; i < n; i++) logits[i] = round % 2 == 0 ? random.nextInt(8) - 4 : (float) random.nextGaussian() * 3;
            double u = units.nextUnit();
            int drawn = sampler.pick(logits);
            if (awayFromEdges(logits, how, u)) assertEquals(sorted(logits, how, u), drawn, "round " + round);
        }
    }

    private static boolean awayFromEdges(float[] logits, Sampling how, double u) {
        return sorted(logits, how, u * (1 - 1e-9)) == sorted(logits, how, Math.min(1, u * (1 + 1e-9)));
    }

    private static int sorted(float[] logits, Sampling how, double u) {
        int[] order = IntStream.range(0, logits.length).boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -logits[i]).thenComparingInt(i -> i)).mapToInt(i -> i).toArray();
        int count = how.topK() == 0 ? order.length : Math.min(how.topK(), order.length);
        double[] w = Arrays.stream(order).limit(count).mapToDouble(i -> Math.exp(((double) logits[i] - logits[order[0]]) / how.temperature())).toArray();
        if (how.topP() < 1) count = reach(w, count, how.topP() * Arrays.stream(w).sum());
        return order[reach(w, count, u * Arrays.stream(w).limit(count).sum()) - 1];
    }

    private static int reach(double[] w, int count, double target) {
        double sum = 0;
        for (int i = 0; i < count; i++) if ((sum += w[i]) >= target * (1 - 1e-12)) return i + 1;
        return count;
    }

    @Test
    void drawsFollowTheSoftmax() {
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2), -INF};
        var s = new Sampler(new Sampling(1, 0, 1, 2026), 4);
        int[] seen = new int[4];
        int n = 100_000;
        for (int i = 0; i < n; i++) seen[s.pick(logits)]++;
        // Five standard deviations.
        assertEquals(0.5, seen[0] / (double) n, 5 * Math.sqrt(0.25 / n));
        assertEquals(0.3, seen[1] / (double) n, 5 * Math.sqrt(0.21 / n));
        assertEquals(0.2, seen[2] / (double) n, 5 * Math.sqrt(0.16 / n));
        assertEquals(0, seen[3]);
    }

    @Test
    void limitsCutExactlyAndTiesKeepTheLowerId() {
        float[] equal = new float[100];
        assertEquals(ids(7), drawn(equal, new Sampling(1, 7, 1, 1)));
        assertEquals(ids(25), drawn(equal, new Sampling(1, 0, 0.2499, 1)));
        assertEquals(ids(4), drawn(equal, new Sampling(1, 8, 0.5, 1)));
    }

    private static Set<Integer> ids(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toSet());
    }

    private static Set<Integer> drawn(float[] logits, Sampling how) {
        var s = new Sampler(how, logits.length);
        var ids = new HashSet<Integer>();
        for (int i = 0; i < 2000; i++) ids.add(s.pick(logits));
        return ids;
    }

    @Test
    void theSeedDecides() {
        float[] equal = new float[1000];
        int[] first = run(equal, 5), again = run(equal, 5), other = run(equal, 6);
        assertArrayEquals(first, again);
        assertFalse(Arrays.equals(first, other));
    }

    private static int[] run(float[] logits, long seed) {
        var s = new Sampler(new Sampling(0.9, 0, 0.9, seed), logits.length);
        return IntStream.range(0, 20).map(i -> s.pick(logits)).toArray();
    }
}
