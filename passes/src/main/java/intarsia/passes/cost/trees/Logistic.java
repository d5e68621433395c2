package intarsia.passes.cost.trees;

/** The log loss of yes or no; a score is the log of the odds. */
public record Logistic(boolean[] yes) implements Objective {
    /** Odds that all rows being alike must not exceed: so many to one. */
    private static final double MOST_ODDS = 1000;

    /** The probability of a score. */
    public static double probability(double score) {
        return 1 / (1 + StrictMath.exp(-score));
    }

    @Override
    public double base() {
        double n = 0;
        for (boolean y : yes) if (y) n++;
        return StrictMath.log(Math.clamp(n / (yes.length - n), 1 / MOST_ODDS, MOST_ODDS));
    }

    @Override
    public void derive(double[] scores, double[] first, double[] second) {
        for (int i = 0; i < scores.length; i++) {
            double p = probability(scores[i]);
            first[i] = p - (yes[i] ? 1 : 0);
            second[i] = p * (1 - p);
        }
    }
}
