package intarsia.ir.type;

import java.lang.foreign.MemorySegment;

/** {@link QuantizeRule#GGML}: {@code quantize_row_q8_0_ref} and {@code quantize_row_q4_0_ref} of ggml, in f32 as there. */
final class GgmlRule {
    private GgmlRule() {
    }

    static boolean knows(BlockFormat format) {
        return format.equals(GgufFormats.Q8_0) || format.equals(GgufFormats.Q4_0);
    }

    static void quantize(BlockFormat format, float[] row, MemorySegment out) {
        boolean wide = format.equals(GgufFormats.Q8_0);
        if (!wide && !format.equals(GgufFormats.Q4_0)) {
            throw new IllegalArgumentException("rule ggml knows Q8_0 and Q4_0, found " + format + "; rule exact takes any format");
        }
        Packing codes = format.code().packing();
        Packing scales = format.field(Field.SCALE).packing();
        for (int start = 0; start < row.length; start += format.elements()) {
            float extreme = extreme(row, start, format.elements());
            float d = wide ? Math.abs(extreme) / 127 : extreme / -8;
            float inverse = d == 0 ? 0 : 1 / d;
            scales.write(out, 0, start / format.elements(), DType.F16.encode(d));
            for (int i = start; i < start + format.elements(); i++) {
                codes.write(out, 0, i, wide ? q8(row[i] * inverse) : q4(row[i] * inverse));
            }
        }
    }

    /** The value of the largest magnitude, the first of several. */
    private static float extreme(float[] row, int start, int count) {
        float extreme = 0;
        for (int i = start; i < start + count; i++) {
            extreme = Math.abs(row[i]) > Math.abs(extreme) ? row[i] : extreme;
        }
        return extreme;
    }

    /** C's roundf: halves away from zero. The sum in double is exact. */
    private static long q8(float x) {
        return DType.I8.encode(Math.copySign(Math.floor(Math.abs((double) x) + 0.5), x));
    }

    private static long q4(float x) {
        return Math.min(15, (int) (x + 8.5f));
    }
}
