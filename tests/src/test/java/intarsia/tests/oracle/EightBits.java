package intarsia.tests.oracle;

/** Numbers in groups as multiples of a 127th of the largest magnitude, as single precision has it. Where a number lies beside the middle of two multiples, its last bit decides. */
final class EightBits {
    /** From the middle, in steps: what single precision and double may differ by. */
    private static final double BESIDE = 2e-5;

    private final int group, other;
    private int middles;

    /**
     * @param group 0: numbers stay as they are
     * @param other which of the numbers beside a middle goes the other way, counted from 1; 0 for none
     */
    EightBits(int group, int other) {
        this.group = group;
        this.other = other;
    }

    /** Numbers so far that lay beside a middle. */
    int middles() {
        return middles;
    }

    double[] of(double[] x) {
        if (group == 0 || x.length % group != 0) return x;
        var y = new double[x.length];
        for (int from = 0; from < x.length; from += group) {
            float most = 0;
            for (int i = from; i < from + group; i++) most = Math.max(most, Math.abs((float) x[i]));
            float step = most / 127, inverse = step == 0 ? 0 : 1 / step;
            for (int i = from; i < from + group; i++) y[i] = nearest((float) x[i] * inverse) * step;
        }
        return y;
    }

    private double nearest(float steps) {
        double low = Math.floor(steps), near = Math.rint(steps);
        boolean middle = Math.abs(steps - low - 0.5) < BESIDE;
        middles += middle ? 1 : 0;
        return middle && middles == other ? 2 * low + 1 - near : near;
    }
}
