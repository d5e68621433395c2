package intarsia.tests.oracle;

import java.nio.ByteBuffer;

/** The real numbers that stored weights mean, by GGML's block layouts; the type numbers are GGML's. */
final class Dequantise {
    static final int F32 = 0, F16 = 1, Q4_0 = 2, Q8_0 = 8, BF16 = 30;

    private Dequantise() { }

    static double[] values(int type, ByteBuffer data, int n) {
        var out = new double[n];
        switch (type) {
            case F32 -> {
                for (int i = 0; i < n; i++) out[i] = data.getFloat();
            }
            case F16 -> {
                for (int i = 0; i < n; i++) out[i] = half(data.getShort());
            }
            case BF16 -> {
                for (int i = 0; i < n; i++) out[i] = Float.intBitsToFloat(data.getShort() << 16);
            }
            case Q8_0 -> {
                for (int block = 0; block < n; block += 32) {
                    double scale = half(data.getShort());
                    for (int i = 0; i < 32; i++) out[block + i] = scale * data.get();
                }
            }
            case Q4_0 -> {
                for (int block = 0; block < n; block += 32) {
                    double scale = half(data.getShort());
                    for (int i = 0; i < 16; i++) {
                        int pair = data.get() & 0xff;
                        out[block + i] = scale * ((pair & 15) - 8);
                        out[block + 16 + i] = scale * ((pair >> 4) - 8);
                    }
                }
            }
            default -> throw new IllegalArgumentException("the oracle knows no tensor type " + type);
        }
        return out;
    }

    /** IEEE 754 binary16. */
    static double half(short bits) {
        double sign = bits < 0 ? -1 : 1;
        int exponent = (bits >> 10) & 31, fraction = bits & 1023;
        if (exponent == 31) return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        if (exponent == 0) return sign * fraction * 0x1p-24;
        return sign * Math.scalb(1024.0 + fraction, exponent - 25);
    }
}
