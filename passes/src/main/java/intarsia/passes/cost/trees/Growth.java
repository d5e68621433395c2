package intarsia.passes.cost.trees;

/**
 * How an ensemble is grown.
 *
 * @param trees       rounds of boosting
 * @param leaves      of a tree at most
 * @param leastRows   of a leaf
 * @param shrinkage   what part of a tree's answer is added
 * @param penalty     on the squares of the leaves' values: added to the second derivatives of a leaf
 * @param rowShare    of the rows, drawn anew for every tree
 * @param columnShare of the columns, drawn anew for every tree
 * @param bins        of a column at most, those that miss a value apart
 * @param seed        of what is drawn: the same seed and rows give the same trees, bit for bit
 */
public record Growth(int trees, int leaves, int leastRows, double shrinkage, double penalty, double rowShare, double columnShare, int bins, long seed) {
    /** What suits some thousands of rows of a hundred columns. */
    public static final Growth DEFAULT = new Growth(200, 31, 5, 0.08, 1, 0.8, 0.5, 63, 1);

    private static final int MOST_TREES = 10_000;
    private static final int MOST_LEAVES = 1024;

    public Growth {
        expect("trees", trees, 1, MOST_TREES);
        expect("leaves", leaves, 2, MOST_LEAVES);
        expect("least rows of a leaf", leastRows, 1, Integer.MAX_VALUE);
        expect("shrinkage", shrinkage, Double.MIN_VALUE, 1);
        expect("penalty", penalty, 0, Double.MAX_VALUE);
        expect("share of rows", rowShare, Double.MIN_VALUE, 1);
        expect("share of columns", columnShare, Double.MIN_VALUE, 1);
        expect("bins", bins, 2, Bins.MOST);
    }

    private static void expect(String what, double found, double least, double most) {
        if (!(found >= least && found <= most)) throw new IllegalArgumentException(what + ": " + found + "; wanted " + least + " to " + most);
    }

    /** With so many trees. */
    public Growth withTrees(int wanted) {
        return new Growth(wanted, leaves, leastRows, shrinkage, penalty, rowShare, columnShare, bins, seed);
    }

    /** With another seed. */
    public Growth withSeed(long wanted) {
        return new Growth(trees, leaves, leastRows, shrinkage, penalty, rowShare, columnShare, bins, wanted);
    }
}
