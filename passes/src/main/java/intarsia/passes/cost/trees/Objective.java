package intarsia.passes.cost.trees;

/** A loss over the scores of all rows, as boosting needs it. */
public interface Objective {
    /** The score of every row before the first tree. */
    double base();

    /**
     * The derivatives of the loss at the scores, a number a row.
     *
     * @param scores of the rows
     * @param first  takes the first derivatives
     * @param second takes the second, or what stands for them; none is negative
     */
    void derive(double[] scores, double[] first, double[] second);
}
