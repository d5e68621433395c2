package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * {@link QuantizeRule#SINGLE}. Every line is one operation of single precision, so that kernels repeat it bit for bit.
 */
final class SingleRule {
    private final BlockFormat format;
    private final float[] row;
    private final MemorySegment out;
    private final int group;
    private final float low, high, limit;

    private SingleRule(BlockFormat format, float[] row, MemorySegment out) {
        this.format = format;
        this.row = row;
        this.out = out;
        group = format.fields(Role.SCALE).getFirst().granularity();
        low = (float) format.code().least();
        high = (float) format.code().greatest();
        limit = (float) QuantizeRule.limit(format.code());
    }

    /** One number an element, one scale a group of them, perhaps a zero point or a minimum, and sums of integer codes of the group or of equal parts of it. */
    static boolean knows(BlockFormat f) {
        List<Field> scales = f.fields(Role.SCALE);
        if (scales.size() != 1 || f.fields(Role.CODE).size() != 1 || f.fit() == Fit.SHARED_EXPONENT || !f.fields(Role.OFFSET).isEmpty()
                || f.fields(Role.ZERO).size() + f.fields(Role.MIN).size() > 1 || f.fields().stream().anyMatch(x -> x.book().isPresent() || !x.index().isRegular())) {
            return false;
        }
        int group = scales.getFirst().granularity();
        boolean sums = f.fields(Role.SUM).stream().allMatch(x -> x.type() instanceof IntType && f.code().type() instanceof IntType);
        boolean shared = f.fields().stream().filter(x -> x.role() != Role.CODE).allMatch(x -> x.centre() == 0
                && (x.role() == Role.SUM ? group % x.granularity() == 0 : x.granularity() == group));
        return sums && shared && f.code().granularity() == 1 && f.code().unit() == 1;
    }

    static void quantize(BlockFormat format, float[] row, MemorySegment out) {
        if (!knows(format)) {
            throw new IllegalArgumentException("rule single makes blocks of one code an element and one scale a group, with a zero point, a minimum"
                + " or neither of the same group, found " + format + "; rule exact takes any format");
        }
        var rule = new SingleRule(format, row, out);
        boolean symmetric = format.fields(Role.ZERO).isEmpty() && format.fields(Role.MIN).isEmpty();
        for (int start = 0; start < row.length; start += rule.group) {
            if (symmetric) rule.symmetric(start, start + rule.group);
            else rule.shifted(start, start + rule.group);
            rule.sums(start, start + rule.group);
        }
    }

    private void symmetric(int start, int end) {
        float largest = 0;
        for (int i = start; i < end; i++) largest = Math.max(largest, Math.abs(row[i]));
        float inverse = inverse(store(Role.SCALE, start, largest / limit));
        float from = Math.max(low, -limit);
        float to = Math.min(high, limit);
        for (int i = start; i < end; i++) code(i, Math.max(Math.min(row[i] * inverse, to), from));
    }

    private void shifted(int start, int end) {
        float least = 0;
        float greatest = 0;
        for (int i = start; i < end; i++) {
            least = Math.min(least, row[i]);
            greatest = Math.max(greatest, row[i]);
        }
        float scale = store(Role.SCALE, start, (greatest - least) / (high - low));
        float inverse = inverse(scale);
        float zero = store(Role.ZERO, start, -(least * inverse) + low);
        float min = store(Role.MIN, start, least - scale * low);
        for (int i = start; i < end; i++) code(i, Math.max(Math.min((row[i] - min) * inverse + zero, high), low));
    }

    /** 0 of a scale of 0, and finite of one so small that its inverse is not. */
    private static float inverse(float scale) {
        return scale == 0 ? 0 : Math.min(1 / scale, Float.MAX_VALUE);
    }

    /** Stores the code of a number of steps; −0 stays what it is where there is no centre. */
    private void code(int i, float steps) {
        Field code = format.code();
        float stored = code.centre() == 0 ? steps : steps + (float) code.centre();
        write(code, i, code.type().encode(stored));
    }

    private void write(Field field, int i, long code) {
        field.packing().write(out, (long) i / format.elements() * format.bytes(), field.index().value(i % format.elements()), code);
    }

    /** Rounds a value to the field of a role, saturating, stores it, and gives back what was stored; 0 where the block has none. */
    private float store(Role role, int start, float value) {
        for (Field f : format.fields(role)) {
            float stored = value * (float) (1 / f.unit());
            float inside = Math.max(Math.min(stored, (float) f.type().maxFinite()), (float) f.type().minFinite());
            write(f, start, f.type().encode(inside));
            return (float) format.fieldValue(f, out, 0, start);
        }
        return 0;
    }

    private void sums(int start, int end) {
        for (Field f : format.fields(Role.SUM)) {
            for (int from = start; from < end; from += f.granularity()) sum(f, from, from + f.granularity());
        }
    }

    private void sum(Field f, int start, int end) {
        double total = 0;
        for (int i = start; i < end; i++) total += format.fieldValue(format.code(), out, 0, i);
        write(f, start, f.type().encode(total));
    }
}
