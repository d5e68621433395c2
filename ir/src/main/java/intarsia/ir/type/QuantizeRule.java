package intarsia.ir.type;

import java.lang.foreign.MemorySegment;

/** How floats become the blocks of a {@link BlockFormat}. These are references: obvious, and slow. */
public enum QuantizeRule {
    /**
     * Any format. Scale, then zero or minimum, are chosen in double so that the codes just reach the least and the greatest
     * value of the group and 0, and are rounded to their types; a signed scale is negative where that lets it be smaller.
     * Each code is then the one whose exact value under the <em>stored</em> fields is nearest: ties as the code type says.
     */
    EXACT,
    /**
     * Any format, in operations of single precision that a kernel repeats bit for bit: what a tensor graph's conversion to blocks
     * means. Without zero and minimum the scale is the largest magnitude of the group over the largest that codes reach to both
     * sides (127 of i8), rounded to its type; the codes are {@code x · (1 / scale)} plus the centre, rounded as their type
     * encodes and clamped to that magnitude. With one of them, scale and then zero or minimum are chosen so that the codes just
     * reach the least and the greatest value and 0. A group of zeros has scale 0; NaN goes where the types let it.
     */
    SINGLE,
    /** Q8_0 and Q4_0 as ggml's reference makes them, bit for bit: the codes see the scale before it is rounded to f16. */
    GGML;

    /**
     * The blocks of a row.
     *
     * @throws IllegalArgumentException if the row is not whole blocks or holds a value that is not finite (which {@link #SINGLE}
     *     takes), or if the rule does not know the format
     */
    public byte[] quantize(BlockFormat format, float[] row) {
        long size = format.bytes(row.length);
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a row of " + row.length + " values takes " + size + " bytes as " + format
                + ", more than an array holds; quantise it in parts");
        }
        for (int i = 0; i < row.length && this != SINGLE; i++) {
            if (!Float.isFinite(row[i])) {
                throw new IllegalArgumentException("value " + i + " is " + row[i] + "; " + format + " holds finite values");
            }
        }
        byte[] bytes = new byte[(int) size];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        switch (this) {
            case EXACT -> ExactRule.quantize(format, row, memory);
            case SINGLE -> SingleRule.quantize(format, row, memory);
            case GGML -> GgmlRule.quantize(format, row, memory);
        }
        format.find(Field.SUM).ifPresent(f -> sums(format, f, row.length, memory));
        return bytes;
    }

    private static void sums(BlockFormat format, Field sum, int elements, MemorySegment memory) {
        for (int start = 0; start < elements; start += sum.granularity()) {
            double total = 0;
            for (int i = start; i < start + sum.granularity(); i++) {
                total += format.fieldValue(Field.CODE, memory, 0, i, Double.NaN);
            }
            sum.packing().write(memory, 0, start / sum.granularity(), sum.type().encode(total));
        }
    }

    /** Elements that share the fields beside the codes. */
    public static int group(BlockFormat format) {
        int group = format.scale().granularity();
        if (format.fields().stream().anyMatch(f -> !f.name().equals(Field.CODE) && f.granularity() != group)) {
            throw new IllegalArgumentException("quantising wants one granularity for all fields beside the codes, found " + format.fields());
        }
        return group;
    }

    /** The least code above the centre. */
    public static double low(BlockFormat format) {
        return format.code().type().minFinite() - format.centre();
    }

    /** The greatest code above the centre. */
    public static double high(BlockFormat format) {
        return format.code().type().maxFinite() - format.centre();
    }

    /** The largest magnitude that codes reach to both sides of the centre, or to the one side where there are any. */
    public static double limit(BlockFormat format) {
        double below = -low(format);
        double above = high(format);
        return below > 0 && above > 0 ? Math.min(below, above) : Math.max(below, above);
    }
}
