package intarsia.ir.type;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What the bytes of a GGUF block mean, by shifts and masks: no field, packing or index. In double, where every value is exact. */
final class GgufOracle {
    /** A block to its values. */
    interface Decoder {
        double[] decode(byte[] b);
    }

    /** By GGUF's name. */
    static final Map<String, Decoder> ALL = new TreeMap<>(Map.ofEntries(
        Map.entry("Q4_0", GgufOracle::q40), Map.entry("Q4_1", GgufOracle::q41), Map.entry("Q5_0", GgufOracle::q50), Map.entry("Q5_1", GgufOracle::q51),
        Map.entry("Q8_0", b -> bytes(b, half(b, 0), 2, 32)), Map.entry("Q8_1", b -> bytes(b, half(b, 0), 4, 32)),
        Map.entry("Q8_K", b -> bytes(b, Float.intBitsToFloat(word(b, 0)), 4, 256)),
        Map.entry("Q2_K", GgufOracle::q2k), Map.entry("Q3_K", GgufOracle::q3k), Map.entry("Q4_K", b -> q45k(b, false)),
        Map.entry("Q5_K", b -> q45k(b, true)), Map.entry("Q6_K", GgufOracle::q6k), Map.entry("IQ4_NL", GgufOracle::iq4nl),
        Map.entry("IQ4_XS", GgufOracle::iq4xs), Map.entry("TQ1_0", GgufOracle::tq1), Map.entry("TQ2_0", GgufOracle::tq2),
        Map.entry("MXFP4", GgufOracle::mxfp4), Map.entry("NVFP4", GgufOracle::nvfp4), Map.entry("Q1_0", GgufOracle::q10),
        Map.entry("Q2_0", GgufOracle::q20), Map.entry("IQ2_XXS", GgufOracle::iq2xxs), Map.entry("IQ2_XS", GgufOracle::iq2xs),
        Map.entry("IQ2_S", GgufOracle::iq2s), Map.entry("IQ3_XXS", GgufOracle::iq3xxs), Map.entry("IQ3_S", GgufOracle::iq3s),
        Map.entry("IQ1_S", GgufOracle::iq1s), Map.entry("IQ1_M", GgufOracle::iq1m)));

    private static final int[] NL = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    private static final double[] E2M1 = {0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6};

    private GgufOracle() {
    }

    private static int u(byte[] b, int at) {
        return b[at] & 0xFF;
    }

    private static int short16(byte[] b, int at) {
        return u(b, at) | u(b, at + 1) << 8;
    }

    private static int word(byte[] b, int at) {
        return short16(b, at) | short16(b, at + 2) << 16;
    }

    private static double half(byte[] b, int at) {
        return Float.float16ToFloat((short) short16(b, at));
    }

    private static double[] bytes(byte[] b, double d, int at, int n) {
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = d * b[at + i];
        }
        return y;
    }

    private static double[] q40(byte[] b) {
        double[] y = new double[32];
        for (int j = 0; j < 16; j++) {
            y[j] = ((u(b, 2 + j) & 15) - 8) * half(b, 0);
            y[j + 16] = ((u(b, 2 + j) >> 4) - 8) * half(b, 0);
        }
        return y;
    }

    private static double[] q41(byte[] b) {
        double[] y = new double[32];
        for (int j = 0; j < 16; j++) {
            y[j] = (u(b, 4 + j) & 15) * half(b, 0) + half(b, 2);
            y[j + 16] = (u(b, 4 + j) >> 4) * half(b, 0) + half(b, 2);
        }
        return y;
    }

    private static double[] q50(byte[] b) {
        int high = word(b, 2);
        double[] y = new double[32];
        for (int j = 0; j < 16; j++) {
            y[j] = ((u(b, 6 + j) & 15 | (high >>> j & 1) << 4) - 16) * half(b, 0);
            y[j + 16] = ((u(b, 6 + j) >> 4 | (high >>> j + 16 & 1) << 4) - 16) * half(b, 0);
        }
        return y;
    }

    private static double[] q51(byte[] b) {
        int high = word(b, 4);
        double[] y = new double[32];
        for (int j = 0; j < 16; j++) {
            y[j] = (u(b, 8 + j) & 15 | (high >>> j & 1) << 4) * half(b, 0) + half(b, 2);
            y[j + 16] = (u(b, 8 + j) >> 4 | (high >>> j + 16 & 1) << 4) * half(b, 0) + half(b, 2);
        }
        return y;
    }

    private static double[] q2k(byte[] b) {
        double[] y = new double[256];
        int i = 0;
        for (int half = 0; half < 2; half++) {
            for (int shift = 0; shift < 8; shift += 2) {
                for (int l = 0; l < 32; l++, i++) {
                    int q = u(b, 16 + 32 * half + l) >> shift & 3;
                    int s = u(b, i / 16);
                    y[i] = half(b, 80) * (s & 15) * q - half(b, 82) * (s >> 4);
                }
            }
        }
        return y;
    }

    private static double[] q3k(byte[] b) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int s = i / 16;
            int scale = (s < 8 ? u(b, 96 + s) & 15 : u(b, 96 + s - 8) >> 4) | (u(b, 104 + s % 4) >> 2 * (s / 4) & 3) << 4;
            int q = u(b, 32 + i / 128 * 32 + i % 32) >> i % 128 / 32 * 2 & 3;
            int mask = u(b, i % 32) >> i / 32 & 1;
            y[i] = half(b, 108) * (scale - 32) * (q - (mask == 1 ? 0 : 4));
        }
        return y;
    }

    private static double[] q45k(byte[] b, boolean five) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int j = i / 32;
            int scale = j < 4 ? u(b, 4 + j) & 63 : u(b, 8 + j) & 15 | u(b, j) >> 6 << 4;
            int min = j < 4 ? u(b, 8 + j) & 63 : u(b, 8 + j) >> 4 | u(b, 4 + j) >> 6 << 4;
            int q = u(b, (five ? 48 : 16) + i / 64 * 32 + i % 32) >> j % 2 * 4 & 15;
            int high = five ? (u(b, 16 + i % 32) >> j & 1) << 4 : 0;
            y[i] = half(b, 0) * scale * (q + high) - half(b, 2) * min;
        }
        return y;
    }

    private static double[] q6k(byte[] b) {
        double[] y = new double[256];
        for (int n = 0; n < 2; n++) {
            for (int l = 0; l < 32; l++) {
                int h = u(b, 128 + 32 * n + l);
                int first = u(b, 64 * n + l);
                int second = u(b, 64 * n + 32 + l);
                int[] q = {first & 15 | (h & 3) << 4, second & 15 | (h >> 2 & 3) << 4, first >> 4 | (h >> 4 & 3) << 4, second >> 4 | h >> 6 << 4};
                for (int k = 0; k < 4; k++) {
                    y[128 * n + 32 * k + l] = half(b, 208) * b[192 + 8 * n + 2 * k + l / 16] * (q[k] - 32);
                }
            }
        }
        return y;
    }

    private static double[] iq4nl(byte[] b) {
        double[] y = new double[32];
        for (int j = 0; j < 16; j++) {
            y[j] = half(b, 0) * NL[u(b, 2 + j) & 15];
            y[j + 16] = half(b, 0) * NL[u(b, 2 + j) >> 4];
        }
        return y;
    }

    private static double[] iq4xs(byte[] b) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int g = i / 32;
            int scale = u(b, 4 + g / 2) >> 4 * (g % 2) & 15 | (short16(b, 2) >> 2 * g & 3) << 4;
            int q = u(b, 8 + 16 * g + i % 16) >> (i % 32 < 16 ? 0 : 4) & 15;
            y[i] = half(b, 0) * (scale - 32) * NL[q];
        }
        return y;
    }

    /** The digit that n multiplications by 3 bring to the top. */
    private static int trit(int byteOf, int n) {
        int q = byteOf;
        for (int i = 0; i < n; i++) {
            q = q * 3 & 0xFF;
        }
        return (q * 3 >> 8) - 1;
    }

    private static double[] tq1(byte[] b) {
        double[] y = new double[256];
        int i = 0;
        for (int n = 0; n < 5; n++) {
            for (int m = 0; m < 32; m++) {
                y[i++] = half(b, 52) * trit(u(b, m), n);
            }
        }
        for (int n = 0; n < 5; n++) {
            for (int m = 0; m < 16; m++) {
                y[i++] = half(b, 52) * trit(u(b, 32 + m), n);
            }
        }
        for (int n = 0; n < 4; n++) {
            for (int m = 0; m < 4; m++) {
                y[i++] = half(b, 52) * trit(u(b, 48 + m), n);
            }
        }
        return y;
    }

    private static double[] tq2(byte[] b) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            y[i] = half(b, 64) * ((u(b, i / 128 * 32 + i % 32) >> i % 128 / 32 * 2 & 3) - 1);
        }
        return y;
    }

    private static double[] mxfp4(byte[] b) {
        double d = u(b, 0) == 255 ? Double.NaN : Math.scalb(1.0, u(b, 0) - 127);
        double[] y = new double[32];
        for (int j = 0; j < 16; j++) {
            y[j] = d * E2M1[u(b, 1 + j) & 15];
            y[j + 16] = d * E2M1[u(b, 1 + j) >> 4];
        }
        return y;
    }

    private static double[] nvfp4(byte[] b) {
        double[] y = new double[64];
        for (int i = 0; i < 64; i++) {
            int c = u(b, i / 16) & 127;
            double d = c == 127 ? 0 : c < 8 ? c / 512.0 : (8 + c % 8) * Math.pow(2, (c >> 3) - 10);
            y[i] = d * E2M1[u(b, 4 + i / 16 * 8 + i % 8) >> (i % 16 < 8 ? 0 : 4) & 15];
        }
        return y;
    }

    private static double[] q10(byte[] b) {
        double[] y = new double[128];
        for (int i = 0; i < 128; i++) {
            y[i] = (u(b, 2 + i / 8) >> i % 8 & 1) == 1 ? half(b, 0) : -half(b, 0);
        }
        return y;
    }

    private static double[] q20(byte[] b) {
        double[] y = new double[64];
        for (int i = 0; i < 64; i++) {
            y[i] = half(b, 0) * ((u(b, 2 + i / 4) >> 2 * (i % 4) & 3) - 1);
        }
        return y;
    }

    // ---- grids ----

    /** A grid as the resource of the module says it; which facts it holds is not this oracle's to know. */
    private static double[][] grid(String name) {
        try (var in = GgufOracle.class.getResourceAsStream(name)) {
            String[] words = new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                .replaceAll("(?m)^#.*\n", "").strip().split("\n", 2);
            double[] levels = java.util.Arrays.stream(words[0].split(" ")).mapToDouble(Double::parseDouble).toArray();
            return java.util.Arrays.stream(words[1].split("\\s+")).map(w -> w.chars().mapToDouble(c -> levels[c - 48]).toArray())
                .toArray(double[][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sign of component j of 8 under 7 stored bits: the eighth makes an even number of minus signs. */
    private static int sign(int seven, int j) {
        int all = seven | (Integer.bitCount(seven) % 2) << 7;
        return (all >> j & 1) == 1 ? -1 : 1;
    }

    private static final double[][] XXS2 = grid("iq2_xxs.txt");
    private static final double[][] XS2 = grid("iq2_xs.txt");
    private static final double[][] S2 = grid("iq2_s.txt");
    private static final double[][] XXS3 = grid("iq3_xxs.txt");
    private static final double[][] S3 = grid("iq3_s.txt");
    private static final double[][] S1 = grid("iq1_s.txt");

    private static double[] iq2xxs(byte[] b) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int at = 2 + i / 32 * 8;
            int signs = word(b, at + 4);
            double d = half(b, 0) * (0.5 + (signs >>> 28)) * 0.25;
            y[i] = d * XXS2[u(b, at + i % 32 / 8)][i % 8] * sign(signs >>> 7 * (i % 32 / 8) & 127, i % 8);
        }
        return y;
    }

    private static double[] iq2xs(byte[] b) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int q = short16(b, 2 + i / 8 * 2);
            double d = half(b, 0) * (0.5 + (u(b, 66 + i / 32) >> (i % 32 < 16 ? 0 : 4) & 15)) * 0.25;
            y[i] = d * XS2[q & 511][i % 8] * sign(q >> 9, i % 8);
        }
        return y;
    }

    private static double[] iq2s(byte[] b) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int l = i % 32 / 8;
            int q = u(b, 2 + i / 8) | u(b, 66 + i / 32) << 8 - 2 * l & 0x300;
            double d = half(b, 0) * (0.5 + (u(b, 74 + i / 32) >> (l < 2 ? 0 : 4) & 15)) * 0.25;
            y[i] = d * S2[q][i % 8] * ((u(b, 34 + i / 8) >> i % 8 & 1) == 1 ? -1 : 1);
        }
        return y;
    }

    private static double[] iq3xxs(byte[] b) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int signs = word(b, 66 + i / 32 * 4);
            double d = half(b, 0) * (0.5 + (signs >>> 28)) * 0.5;
            y[i] = d * XXS3[u(b, 2 + i / 4)][i % 4] * sign(signs >>> 7 * (i % 32 / 8) & 127, i % 8);
        }
        return y;
    }

    private static double[] iq3s(byte[] b) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int q = u(b, 2 + i / 4) | (u(b, 66 + i / 32) >> i % 32 / 4 & 1) << 8;
            double d = half(b, 0) * (1 + 2 * (u(b, 106 + i / 64) >> (i % 64 < 32 ? 0 : 4) & 15));
            y[i] = d * S3[q][i % 4] * ((u(b, 74 + i / 8) >> i % 8 & 1) == 1 ? -1 : 1);
        }
        return y;
    }

    private static double[] iq1s(byte[] b) {
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int h = short16(b, 34 + i / 32 * 2);
            int q = u(b, 2 + i / 8) | (h >> 3 * (i % 32 / 8) & 7) << 8;
            double delta = (h & 0x8000) != 0 ? -0.125 : 0.125;
            y[i] = half(b, 0) * (2 * (h >> 12 & 7) + 1) * (S1[q][i % 8] + delta);
        }
        return y;
    }

    private static double[] iq1m(byte[] b) {
        int d16 = short16(b, 48) >> 12 | short16(b, 50) >> 8 & 0xF0 | short16(b, 52) >> 4 & 0xF00 | short16(b, 54) & 0xF000;
        double[] y = new double[256];
        for (int i = 0; i < 256; i++) {
            int g = i / 8;
            int h = u(b, 32 + g / 2) >> 4 * (g % 2) & 15;
            int scale = short16(b, 48 + i / 64 * 2) >> 6 * (i / 32 % 2) + 3 * (i / 16 % 2) & 7;
            double delta = (h & 8) != 0 ? -0.125 : 0.125;
            y[i] = Float.float16ToFloat((short) d16) * (2 * scale + 1) * (S1[u(b, g) | (h & 7) << 8][i % 8] + delta);
        }
        return y;
    }
}
