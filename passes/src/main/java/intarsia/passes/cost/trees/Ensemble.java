package intarsia.passes.cost.trees;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trees whose answers are added. Rows are numbers by column; one that is missing is NaN.
 *
 * @param columns of a row
 * @param base    what is added to the trees' answers
 */
public record Ensemble(int columns, double base, List<Tree> trees) {
    public Ensemble {
        trees = List.copyOf(trees);
    }

    /** One that says the same of every row. */
    public static Ensemble constant(int columns, double value) {
        return new Ensemble(columns, value, List.of());
    }

    /**
     * Grows one.
     *
     * @param rows of the same number of columns each, at least one
     */
    public static Ensemble fit(float[][] rows, Objective objective, Growth growth) {
        int columns = width(rows);
        Bins bins = Bins.of(rows, columns, growth.bins());
        byte[][] binned = bins.binned(rows);
        double[] scores = new double[rows.length], first = new double[rows.length], second = new double[rows.length];
        java.util.Arrays.fill(scores, objective.base());
        SplittableRandom random = new SplittableRandom(growth.seed());
        List<Tree> trees = new java.util.ArrayList<>();
        for (int t = 0; t < growth.trees(); t++) {
            objective.derive(scores, first, second);
            Tree tree = new Grower(bins, binned, growth, first, second, drawn(rows.length, growth.rowShare(), random), drawn(columns, growth.columnShare(), random)).grow();
            for (int r = 0; r < rows.length; r++) scores[r] += tree.of(rows[r]);
            trees.add(tree);
        }
        return new Ensemble(columns, objective.base(), trees);
    }

    private static int width(float[][] rows) {
        if (rows.length == 0 || rows[0].length == 0) throw new IllegalArgumentException("no rows, or rows of no columns, to learn from; wanted at least one of each");
        for (float[] r : rows) if (r.length != rows[0].length) throw new IllegalArgumentException("rows of " + rows[0].length + " and of " + r.length + " columns; wanted as many in each");
        return rows[0].length;
    }

    /** Each of so many with a probability, in order; one at least. */
    private static int[] drawn(int n, double share, SplittableRandom random) {
        int[] some = IntStream.range(0, n).filter(_ -> random.nextDouble() < share).toArray();
        return some.length > 0 ? some : new int[] {random.nextInt(n)};
    }

    /** What it says of a row. */
    public double of(float[] row) {
        if (row.length != columns) throw new IllegalArgumentException("a row of " + row.length + " columns; wanted " + columns);
        double sum = base;
        for (Tree t : trees) sum += t.of(row);
        return sum;
    }

    /** How often a split asks for each column. */
    public int[] uses() {
        int[] uses = new int[columns];
        for (Tree t : trees) IntStream.of(t.column()).filter(c -> c >= 0).forEach(c -> uses[c]++);
        return uses;
    }
}
