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
    /** Q8_0 and Q4_0 as ggml's reference makes them, bit for bit: the codes see the scale before it is rounded to f16. */
    GGML;

    /** Whether the rule can make blocks of a format. */
    public boolean knows(BlockFormat format) {
        return this == EXACT || GgmlRule.knows(format);
    }

    /**
     * The blocks of a row.
     *
     * @throws IllegalArgumentException if the row is not whole blocks or holds a value that is not finite, or if the rule
     *     does not know the format
     */
    public byte[] quantize(BlockFormat format, float[] row) {
        long size = format.bytes(row.length);
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a row of " + row.length + " values takes " + size + " bytes as " + format
                + ", more than an array holds; quantise it in parts");
        }
        for (int i = 0; i < row.length; i++) {
            if (!Float.isFinite(row[i])) {
                throw new IllegalArgumentException("value " + i + " is " + row[i] + "; " + format + " holds finite values");
            }
        }
        byte[] bytes = new byte[(int) size];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        switch (this) {
            case EXACT, ROUND_UP -> ExactRule.quantize(format, row, memory, this);
            case GGML -> GgmlRule.quantize(format, row, memory);
        }
        return bytes;
    }
}
