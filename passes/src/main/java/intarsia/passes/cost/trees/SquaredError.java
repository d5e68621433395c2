package intarsia.passes.cost.trees;

import java.util.Arrays;

/** Half the sum of squared differences from targets. */
public record SquaredError(double[] targets) implements Objective {
    @Override
    public double base() {
        return Arrays.stream(targets).average().orElse(0);
    }

    @Override
    public void derive(double[] scores, double[] first, double[] second) {
        for (int i = 0; i < scores.length; i++) first[i] = scores[i] - targets[i];
        Arrays.fill(second, 1);
    }
}
