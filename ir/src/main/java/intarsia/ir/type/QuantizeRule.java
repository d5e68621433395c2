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
    /** As {@link #EXACT}, but where values share an exponent ({@link Fit#SHARED_EXPONENT}) the least one under which none saturates. */
    ROUND_UP,
    /**
     * In operations of single precision that a kernel repeats bit for bit: what a tensor graph's conversion to blocks means, of
     * formats with one code an element and one scale a group. Without zero and minimum the scale is the largest magnitude of the
     * group over the largest that codes reach to both sides (127 of i8), rounded to its type; the codes are
     * {@code x · (1 / scale)}, clamped to that magnitude, plus the centre, rounded as their type encodes. With one of them, scale and
     * then zero or minimum are chosen so that the codes just reach the least and the greatest value and 0. A group of zeros has
     * scale 0; NaN goes where the types let it.
     */
    SINGLE,
    /** Q8_0 and Q4_0 as ggml's reference makes them, bit for bit: the codes see the scale before it is rounded to f16. */
    GGML;

    /** Whether the rule can make blocks of a format. */
    public boolean knows(BlockFormat format) {
        return switch (this) {
            case EXACT -> true;
            case SINGLE -> SingleRule.knows(format);
            case ROUND_UP, GGML -> GgmlRule.knows(format);
        };
    }

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
            case EXACT, ROUND_UP -> ExactRule.quantize(format, row, memory, this);
            case SINGLE -> SingleRule.quantize(format, row, memory);
            case GGML -> GgmlRule.quantize(format, row, memory);
        }
        return bytes;
    }

    /** The largest magnitude that codes reach to both sides, or to the one side where there are any. */
    public static double limit(Field code) {
        double below = -code.least();
        double above = code.greatest();
        return below > 0 && above > 0 ? Math.min(below, above) : Math.max(below, above);
    }
}
