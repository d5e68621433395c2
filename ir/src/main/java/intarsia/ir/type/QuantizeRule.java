package intarsia.ir.type;

import java.lang.foreign.MemorySegment;

/** How floats become the blocks of a {@link BlockFormat}. These are references: obvious, and slow. */
public enum QuantizeRule {
    /**
     * Any format. Scales, then zero or minimum, are chosen in double as the format's {@link Fit} says, so that the codes
     * just reach the least and the greatest value of the group and 0, and are rounded to their types. Of several levels of
     * scale the coarsest is chosen first, so that the finer ones reach the largest scale that they share it for. Each code is
     * then the one whose exact value under the <em>stored</em> fields is nearest, ties as the code type says; products of
     * codes and vectors are those of the least squared error.
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
    /**
     * As {@link #EXACT}, with the scale of each group, of several down to half as large, or of the powers of two around a shared one, whose codes
     * have the least squared error before it is rounded. For codes that are numbers of their own.
     */
    LEAST_SQUARES,
    /**
     * {@code Q8_0 Q8_1 Q4_0 Q4_1 Q5_0 Q5_1 TQ1_0 TQ2_0 MXFP4} as ggml's reference makes them, bit for bit: codes see the scale before it is
     * rounded to f16. {@code Q2_K Q3_K Q4_K Q5_K Q6_K} by its search for scales of least weighted error, without weights of importance; a C compiler
     * that fuses products and sums may choose other scales.
     */
    GGML;

    /** Whether the rule can make blocks of a format. */
    public boolean knows(BlockFormat format) {
        BlockFormat stored = format.unrotated();
        return switch (this) {
            case EXACT, ROUND_UP -> true;
            case LEAST_SQUARES -> stored.fields(Role.CODE).size() == 1 && stored.code().book().isEmpty();
            case SINGLE -> SingleRule.knows(stored);
            case GGML -> GgmlRule.knows(stored);
        };
    }

    /**
     * The blocks of a row.
     *
     * @throws IllegalArgumentException if the row is not whole blocks or holds a value that is not finite (which {@link #SINGLE}
     *     takes), or if the rule does not know the format
     */
    public byte[] quantize(BlockFormat format, float[] row) {
        if (format.rows() > 1) {
            throw new IllegalArgumentException("a row of " + format + ", whose blocks have " + format.rows() + " rows; give the extents of a matrix");
        }
        return blocks(format, row);
    }

    /**
     * The blocks of values that stand in the order of memory ({@link BlockFormat#stored}); of a rotated format, of what the rotation makes of them.
     *
     * @throws IllegalArgumentException as {@link #quantize(BlockFormat, float[])}
     */
    public byte[] blocks(BlockFormat format, float[] row) {
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
        if (format.rotation().isPresent()) {
            return blocks(format.unrotated(), format.rotation().get().rotated(row));
        }
        byte[] bytes = new byte[(int) size];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        switch (this) {
            case EXACT, ROUND_UP, LEAST_SQUARES -> ExactRule.quantize(format, row, memory, this);
            case SINGLE -> SingleRule.quantize(format, row, memory);
            case GGML -> GgmlRule.quantize(format, row, memory);
        }
        return bytes;
    }

    /**
     * The blocks of a matrix in row-major order.
     *
     * @throws IllegalArgumentException as {@link #quantize(BlockFormat, float[])}, and if the matrix is not whole blocks
     */
    public byte[] quantize(BlockFormat format, float[] matrix, long rows, long columns) {
        format.check(rows, columns);
        if (rows * columns != matrix.length) {
            throw new IllegalArgumentException(matrix.length + " values for " + rows + " rows of " + columns);
        }
        float[] stored = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            stored[(int) format.stored(i / columns, i % columns, columns)] = matrix[i];
        }
        return blocks(format, stored);
    }

    /** The largest magnitude that codes reach to both sides, or to the one side where there are any. */
    public static double limit(Field code) {
        double below = -code.least();
        double above = code.greatest();
        return below > 0 && above > 0 ? Math.min(below, above) : Math.max(below, above);
    }
}
