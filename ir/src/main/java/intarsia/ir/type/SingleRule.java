package intarsia.ir.type;

import java.lang.foreign.MemorySegment;

/**
 * {@link QuantizeRule#SINGLE}. Every line is one operation of single precision, so that kernels repeat it bit for bit.
 */
final class SingleRule {
    private final BlockFormat format;
    private final float[] row;
    private final MemorySegment out;
    private final float low, high, limit;

    private SingleRule(BlockFormat format, float[] row, MemorySegment out) {
        this.format = format;
        this.row = row;
        this.out = out;
        low = (float) QuantizeRule.low(format);
        high = (float) QuantizeRule.high(format);
        limit = (float) QuantizeRule.limit(format);
    }

    static void quantize(BlockFormat format, float[] row, MemorySegment out) {
        var rule = new SingleRule(format, row, out);
        int group = QuantizeRule.group(format);
        boolean symmetric = format.find(Field.ZERO).isEmpty() && format.find(Field.MIN).isEmpty();
        for (int start = 0; start < row.length; start += group) {
            if (symmetric) rule.symmetric(start, start + group);
            else rule.shifted(start, start + group);
        }
    }

    private void symmetric(int start, int end) {
        float largest = 0;
        for (int i = start; i < end; i++) largest = Math.max(largest, Math.abs(row[i]));
        float inverse = inverse(store(Field.SCALE, start, largest / limit));
        float from = Math.max(low, -limit);
        float to = Math.min(high, limit);
        for (int i = start; i < end; i++) code(i, centred(Math.max(Math.min(row[i] * inverse, to), from)));
    }

    /** −0 plus 0 would be 0. */
    private float centred(float steps) {
        return format.centre() == 0 ? steps : steps + (float) format.centre();
    }

    private void shifted(int start, int end) {
        float least = 0;
        float greatest = 0;
        for (int i = start; i < end; i++) {
            least = Math.min(least, row[i]);
            greatest = Math.max(greatest, row[i]);
        }
        float scale = store(Field.SCALE, start, (greatest - least) / (high - low));
        float inverse = inverse(scale);
        float zero = store(Field.ZERO, start, -(least * inverse) + low);
        float min = store(Field.MIN, start, least - scale * low);
        for (int i = start; i < end; i++) code(i, Math.max(Math.min((row[i] - min) * inverse + zero, high), low));
    }

    /** 0 of a scale of 0, and finite of one so small that its inverse is not. */
    private static float inverse(float scale) {
        return scale == 0 ? 0 : Math.min(1 / scale, Float.MAX_VALUE);
    }

    private void code(int i, float value) {
        Field code = format.code();
        code.packing().write(out, 0, i, code.type().encode(value));
    }

    /** Rounds a value to the field, saturating, stores it, and gives back what was stored; 0 where the block has no such field. */
    private float store(String name, int start, float value) {
        format.find(name).ifPresent(f -> {
            float inside = Math.max(Math.min(value, (float) f.type().maxFinite()), (float) f.type().minFinite());
            f.packing().write(out, 0, start / f.granularity(), f.type().encode(inside));
        });
        return (float) format.fieldValue(name, out, 0, start, 0);
    }
}
