package intarsia.tests.samples;

final class MultiplyPlainly {
    private MultiplyPlainly() {
    }

    // sample
    static float[] multiply(float[] w, float[] x) {
        float[] y = new float[w.length / x.length];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.length; j++) {
                y[i] += w[i * x.length + j] * x[j];
            }
        }
        return y;
    }
    // end
}
