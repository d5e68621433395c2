package intarsia.passes.cost.trees;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The order of the rows of each group, by pairs: a pair costs log(1 + exp(score of the worse − score of the better)), times what swapping the two would
 * change of the group's normalised discounted gain (C. Burges, "From RankNet to LambdaRank to LambdaMART", MSR-TR-2010-82), and a constant part, so that the
 * order far from the top counts as well. A row meets a fixed number of others of its group, drawn anew in every round.
 */
public final class Ranking implements Objective {
    /** Others that a row meets in a round. */
    private static final int MET = 24;
    /** What a pair counts besides what it changes of the discounted gain, which is 0 to 1. */
    private static final double EVERYWHERE = 0.1;

    private final double[] gains;
    private final List<int[]> groups;
    private final double[] ideal;
    private final SplittableRandom random;

    /**
     * @param group of each row
     * @param gains what a row is worth, at least 0: greater ones go before
     */
    public Ranking(int[] group, double[] gains, long seed) {
        this.gains = gains;
        Map<Integer, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < group.length; i++) members.computeIfAbsent(group[i], _ -> new ArrayList<>()).add(i);
        groups = members.values().stream().map(l -> l.stream().mapToInt(Integer::intValue).toArray()).toList();
        ideal = groups.stream().mapToDouble(g -> discounted(g, gains, gains)).toArray();
        random = new SplittableRandom(seed);
    }

    /** Σ gain / log2(1 + place) of rows in the order of their scores, the highest first. */
    public static double discounted(int[] rows, double[] scores, double[] gains) {
        int[] order = order(rows, scores);
        double sum = 0;
        for (int i = 0; i < order.length; i++) sum += gains[order[i]] * discount(i);
        return sum;
    }

    private static int[] order(int[] rows, double[] scores) {
        return IntStream.of(rows).boxed().sorted(Comparator.comparingDouble((Integer r) -> -scores[r])).mapToInt(Integer::intValue).toArray();
    }

    private static double discount(int place) {
        return StrictMath.log(2) / StrictMath.log(place + 2);
    }

    @Override
    public double base() {
        return 0;
    }

    @Override
    public void derive(double[] scores, double[] first, double[] second) {
        java.util.Arrays.fill(first, 0);
        java.util.Arrays.fill(second, 0);
        for (int g = 0; g < groups.size(); g++) group(order(groups.get(g), scores), ideal[g], new Sums(scores, first, second));
    }

    /** The scores, and what is summed. */
    private record Sums(double[] scores, double[] first, double[] second) {
        void pair(int better, int worse, double weight) {
            double p = Logistic.probability(scores[worse] - scores[better]);
            first[better] -= weight * p;
            first[worse] += weight * p;
            second[better] += weight * p * (1 - p);
            second[worse] += weight * p * (1 - p);
        }
    }

    private void group(int[] ordered, double best, Sums sums) {
        int n = ordered.length;
        int met = Math.min(MET, n - 1);
        for (int i = 0; i < n; i++) {
            for (int k = 1; k <= met; k++) {
                int j = met == n - 1 ? (i + k) % n : random.nextInt(n);
                pair(ordered, i, j, best, sums);
            }
        }
    }

    private void pair(int[] ordered, int i, int j, double best, Sums sums) {
        double more = gains[ordered[i]] - gains[ordered[j]];
        if (more == 0) return;
        double swapped = Math.abs(more * (discount(i) - discount(j))) / best;
        double weight = swapped + EVERYWHERE / ordered.length;
        sums.pair(ordered[more > 0 ? i : j], ordered[more > 0 ? j : i], weight);
    }
}
