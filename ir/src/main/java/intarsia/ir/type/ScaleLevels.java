package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Stores a number a group as a product of fields, of which some are shared by several groups: from the coarsest on, each is
 * chosen so that the fields below reach the largest quotient, is rounded to its type, and the others take what is left.
 */
final class ScaleLevels {
    private final List<Field> fields;
    private final int group;

    /** @param group elements of a group; all fields are shared by whole groups */
    ScaleLevels(BlockFormat format, Role role, int group) {
        this.fields = format.fields(role).stream().sorted(Comparator.comparingInt(Field::granularity).reversed()).toList();
        this.group = group;
    }

    /** Stores what each group of the block at {@code base} should have. */
    void store(double[] wanted, MemorySegment out, long base) {
        double[] left = wanted.clone();
        for (int level = 0; level < fields.size(); level++) {
            Field field = fields.get(level);
            int groups = field.granularity() / group;
            for (int value = 0; value < field.packing().elements(); value++) {
                double shared = groups == 1 && level == fields.size() - 1 ? left[value] : quotient(left, value * groups, groups, level + 1);
                long code = encode(field, shared);
                field.packing().write(out, base, value, code);
                divide(left, value * groups, groups, field.decode(code, 0));
            }
        }
    }

    /** The code of a field whose value is nearest. */
    static long encode(Field field, double value) {
        return field.type().encode(RoundToOdd.add(value / field.unit(), field.centre()), Overflow.SATURATE);
    }

    /** What the fields from a level on must be multiplied with to reach the largest of some numbers. */
    private double quotient(double[] left, int from, int count, int level) {
        double most = 0;
        for (int i = from; i < from + count; i++) {
            most = Math.abs(left[i]) > Math.abs(most) ? left[i] : most;
        }
        double least = 1;
        double greatest = 1;
        for (Field f : fields.subList(level, fields.size())) {
            double[] ends = {least * f.least(), least * f.greatest(), greatest * f.least(), greatest * f.greatest()};
            Arrays.sort(ends);
            least = ends[0];
            greatest = ends[3];
        }
        boolean both = least < 0 && greatest > 0;
        return both ? Math.abs(most) / greatest : most / (greatest > 0 ? greatest : least);
    }

    private static void divide(double[] left, int from, int count, double by) {
        for (int i = from; i < from + count; i++) {
            left[i] = by == 0 ? 0 : RoundToOdd.divide(left[i], by);
        }
    }
}
