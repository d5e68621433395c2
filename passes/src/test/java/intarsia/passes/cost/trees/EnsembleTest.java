package intarsia.passes.cost.trees;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    private static final long SEED = Long.getLong("intarsia.seed", 7);
    private static final Growth PLAIN = new Growth(200, 31, 5, 0.1, 1, 1, 1, 63, 1);

    private static float[][] rows(int n, int columns, long seed) {
        Random random = new Random(seed);
        float[][] rows = new float[n][columns];
        for (float[] row : rows) for (int c = 0; c < columns; c++) row[c] = random.nextFloat() * 2 - 1;
        return rows;
    }

    private static double[] of(float[][] rows, ToDoubleFunction<float[]> f) {
        return Stream.of(rows).mapToDouble(f).toArray();
    }

    /** The part of the variance of the wanted values that an ensemble leaves unexplained. */
    private static double unexplained(Ensemble e, float[][] rows, double[] wanted) {
        double mean = IntStream.range(0, wanted.length).mapToDouble(i -> wanted[i]).average().orElseThrow();
        double error = IntStream.range(0, wanted.length).mapToDouble(i -> Math.pow(e.of(rows[i]) - wanted[i], 2)).sum();
        return error / IntStream.range(0, wanted.length).mapToDouble(i -> Math.pow(wanted[i] - mean, 2)).sum();
    }

    private static double unexplained(ToDoubleFunction<float[]> f, double[] noise) {
        float[][] rows = rows(2000, 5, SEED), fresh = rows(500, 5, SEED + 1);
        double[] targets = of(rows, f);
        for (int i = 0; i < targets.length; i++) targets[i] += noise[i % noise.length];
        return unexplained(Ensemble.fit(rows, new SquaredError(targets), PLAIN), fresh, of(fresh, f));
    }

    @Test
    void aProductOfTwoColumnsIsLearned() {
        double left = unexplained(r -> r[0] * r[1], new double[1]);
        assertTrue(left < 0.05, () -> left + " unexplained, seed " + SEED);
    }

    @Test
    void aStepIsLearnedExactlyAtItsPlace() {
        float[][] rows = {{1}, {2}, {3}, {4}};
        Growth one = new Growth(1, 2, 1, 1, 0, 1, 1, 255, 1);
        Ensemble e = Ensemble.fit(rows, new SquaredError(new double[] {10, 10, 20, 20}), one);
        assertArrayEquals(new double[] {10, 10, 20, 20}, of(new float[][] {{-9}, {2}, {2.5f}, {99}}, e::of));
    }

    @Test
    void noiseIsAveragedOut() {
        Random random = new Random(SEED);
        double[] noise = IntStream.range(0, 2000).mapToDouble(_ -> random.nextGaussian() * 0.3).toArray();
        double left = unexplained(r -> 2 * r[2] + Math.abs(r[3]), noise);
        assertTrue(left < 0.15, () -> left + " unexplained, seed " + SEED);
    }

    @Test
    void missingValuesGoWhereTheyBelong() {
        float[][] rows = rows(1000, 2, SEED);
        for (int i = 0; i < rows.length; i += 3) rows[i][0] = Float.NaN;
        double[] wanted = of(rows, r -> Float.isNaN(r[0]) ? 5 : r[0]);
        Ensemble e = Ensemble.fit(rows, new SquaredError(wanted), PLAIN);
        assertEquals(5, e.of(new float[] {Float.NaN, 0.5f}), 0.05);
        assertEquals(-0.8, e.of(new float[] {-0.8f, 0.5f}), 0.1);
    }

    @Test
    void valuesThatAreNeverMissingInTrainingMayBeMissingLater() {
        float[][] rows = rows(100, 1, SEED);
        double found = Ensemble.fit(rows, new SquaredError(of(rows, r -> r[0])), PLAIN).of(new float[] {Float.NaN});
        assertTrue(Math.abs(found) <= 1.1, () -> "found " + found);
    }

    @Test
    void allRowsAlikeGiveTheirMean() {
        Ensemble e = Ensemble.fit(new float[][] {{1}, {1}, {1}}, new SquaredError(new double[] {1, 2, 6}), PLAIN);
        assertEquals(3, e.of(new float[] {1}), 1e-6);
        assertEquals(4, Ensemble.fit(new float[][] {{Float.NaN}}, new SquaredError(new double[] {4}), PLAIN).of(new float[] {0}), 1e-6);
    }

    @Test
    void extremeValuesAreOrdered() {
        float[][] rows = {{Float.NEGATIVE_INFINITY}, {-Float.MAX_VALUE}, {-0f}, {0f}, {Float.MIN_VALUE}, {Float.POSITIVE_INFINITY}};
        Growth exact = new Growth(1, 6, 1, 1, 0, 1, 1, 255, 1);
        double[] wanted = {1, 2, 3, 3, 4, 5};
        assertArrayEquals(wanted, of(rows, Ensemble.fit(rows, new SquaredError(wanted), exact)::of), 1e-6);
    }

    @Test
    void probabilitiesAreLearned() {
        float[][] rows = rows(2000, 3, SEED);
        boolean[] yes = new boolean[rows.length];
        Random random = new Random(SEED);
        for (int i = 0; i < yes.length; i++) yes[i] = random.nextDouble() < (rows[i][0] > 0.2 ? 0.9 : 0.2);
        Ensemble e = Ensemble.fit(rows, new Logistic(yes), PLAIN.withTrees(30));
        assertEquals(0.9, Logistic.probability(e.of(new float[] {0.7f, 0, 0})), 0.1);
        assertEquals(0.2, Logistic.probability(e.of(new float[] {-0.7f, 0, 0})), 0.1);
    }

    @Test
    void allYesStaysFinite() {
        Ensemble e = Ensemble.fit(rows(50, 2, SEED), new Logistic(filled(50)), PLAIN);
        double p = Logistic.probability(e.of(new float[2]));
        assertTrue(p > 0.99 && p <= 1, () -> "found " + p);
    }

    private static boolean[] filled(int n) {
        boolean[] all = new boolean[n];
        java.util.Arrays.fill(all, true);
        return all;
    }

    /** Gains whose level differs from group to group by more than within one: only the order inside of groups can be learned. */
    @Test
    void rankingRaisesTheDiscountedGainOfGroupsNeverSeen() {
        int groups = 40, each = 30;
        float[][] rows = rows(groups * each, 6, SEED);
        int[] group = IntStream.range(0, rows.length).map(i -> i / each).toArray();
        double[] gains = IntStream.range(0, rows.length).mapToDouble(i -> Math.exp(2 * rows[i][0] * rows[i][1] + rows[i][2])).toArray();
        int known = 30 * each;
        Ensemble e = Ensemble.fit(java.util.Arrays.copyOf(rows, known), new Ranking(java.util.Arrays.copyOf(group, known), java.util.Arrays.copyOf(gains, known), 1), PLAIN.withTrees(60));
        double[] scores = of(rows, e::of), flat = of(rows(rows.length, 1, SEED + 2), r -> r[0]);
        double learned = 0, drawn = 0;
        for (int g = 30; g < groups; g++) {
            int[] members = IntStream.range(g * each, (g + 1) * each).toArray();
            double ideal = Ranking.discounted(members, gains, gains);
            learned += Ranking.discounted(members, scores, gains) / ideal / 10;
            drawn += Ranking.discounted(members, flat, gains) / ideal / 10;
        }
        double found = learned, before = drawn;
        assertTrue(found > 0.95 && found > before + 0.1, () -> found + " against " + before + " by chance, seed " + SEED);
    }

    @Test
    void groupsOfOneRowAndOfEqualGainsTeachNothing() {
        float[][] rows = rows(5, 2, SEED);
        Ensemble e = Ensemble.fit(rows, new Ranking(new int[] {0, 1, 1, 1, 1}, new double[] {3, 2, 2, 2, 2}, 1), PLAIN.withTrees(3));
        assertArrayEquals(new double[5], of(rows, e::of));
        assertArrayEquals(new double[5], of(rows, Ensemble.fit(rows, new Ranking(new int[5], new double[5], 1), PLAIN.withTrees(3))::of));
    }

    @Test
    void theSameSeedGrowsTheSameTrees() {
        float[][] rows = rows(500, 10, SEED);
        double[] wanted = of(rows, r -> r[0] + r[1] * r[2]);
        Ensemble a = Ensemble.fit(rows, new SquaredError(wanted), Growth.DEFAULT), b = Ensemble.fit(rows, new SquaredError(wanted), Growth.DEFAULT);
        assertEquals(a, b);
        assertNotEquals(a, Ensemble.fit(rows, new SquaredError(wanted), Growth.DEFAULT.withSeed(2)));
    }

    @Test
    void leavesAreAsManyAndAsFullAsAsked() {
        float[][] rows = rows(300, 3, SEED);
        Ensemble e = Ensemble.fit(rows, new SquaredError(of(rows, r -> r[0] * r[1])), new Growth(5, 8, 20, 0.5, 0, 1, 1, 63, 1));
        for (Tree t : e.trees()) {
            assertTrue(t.nodes() <= 15, t::toString);
            long[] full = new long[t.nodes()];
            for (float[] r : rows) full[java.util.Arrays.binarySearch(sorted(t.number()), t.of(r))]++;
            for (long n : full) assertTrue(n == 0 || n >= 20, () -> t + " has a leaf of " + n + " rows");
        }
    }

    private static float[] sorted(float[] all) {
        float[] s = all.clone();
        java.util.Arrays.sort(s);
        return s;
    }

    @Test
    void rowsOfOtherWidthsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Ensemble.fit(new float[0][], new SquaredError(new double[0]), PLAIN));
        assertThrows(IllegalArgumentException.class, () -> Ensemble.fit(new float[][] {{1}, {1, 2}}, new SquaredError(new double[2]), PLAIN));
        assertThrows(IllegalArgumentException.class, () -> Ensemble.constant(3, 1).of(new float[2]));
        assertThrows(IllegalArgumentException.class, () -> new Growth(0, 31, 5, 0.1, 1, 1, 1, 63, 1));
        assertThrows(IllegalArgumentException.class, () -> new Growth(1, 31, 5, Double.NaN, 1, 1, 1, 63, 1));
        assertThrows(IllegalArgumentException.class, () -> new Growth(1, 31, 5, 0.1, 1, 1, 1, 256, 1));
    }

    /** On an idle core this takes about a second; the limit allows for a machine that others use. */
    @Test
    void thousandsOfRowsTakeSeconds() {
        float[][] rows = rows(3000, 100, SEED);
        double[] wanted = of(rows, r -> r[0] * r[1] + r[2]);
        long begin = System.nanoTime();
        Ensemble.fit(rows, new SquaredError(wanted), Growth.DEFAULT);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("3000 rows x 100 columns x 200 trees: %.2f s%n", seconds);
        assertTrue(seconds < 15, () -> seconds + " s");
    }
}
