package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** {@link QuantizeRule#EXACT} and the rules that differ from it in the scale alone. */
final class ExactRule {
    private final BlockFormat format;
    private final int group;
    private final int groups;
    private final ScaleLevels scales;
    private final ScaleLevels minima;
    private final GroupScale choice;
    private final CodeWriter codes;

    private ExactRule(BlockFormat format, QuantizeRule rule) {
        this.format = format;
        this.group = group(format);
        this.groups = format.elements() / group;
        this.scales = new ScaleLevels(format, Role.SCALE, group);
        this.minima = new ScaleLevels(format, Role.MIN, group);
        this.choice = new GroupScale(format, rule);
        this.codes = new CodeWriter(format);
    }

    static void quantize(BlockFormat format, float[] row, MemorySegment out, QuantizeRule rule) {
        ExactRule exact = new ExactRule(format, rule);
        for (int start = 0; start < row.length; start += format.elements()) {
            exact.block(Arrays.copyOfRange(row, start, start + format.elements()), out, (long) start / format.elements() * format.bytes());
        }
    }

    /** Elements that share all parameters. */
    private static int group(BlockFormat format) {
        List<Field> parameters = format.fields().stream().filter(f -> f.role() != Role.CODE && f.role() != Role.SUM).toList();
        int group = parameters.stream().mapToInt(Field::granularity).min().orElse(format.elements());
        for (Field f : parameters) {
            boolean several = (f.role() == Role.ZERO || f.role() == Role.OFFSET) && format.fields(f.role()).size() > 1;
            if (f.granularity() % group != 0 || several) {
                throw new IllegalArgumentException("rule exact wants one zero point and one offset at most, and granularities that are multiples"
                    + " of the finest, found field " + f.name() + " of " + format);
            }
        }
        return group;
    }

    private void block(float[] x, MemorySegment out, long base) {
        double[] wanted = new double[groups];
        for (int g = 0; g < groups; g++) {
            wanted[g] = choice.scale(x, g * group, group);
        }
        offsets(wanted, out, base);
        scales.store(wanted, out, base);
        for (Field zero : format.fields(Role.ZERO)) {
            shared(zero, out, base, zeros(x, out, base));
        }
        double[] least = new double[groups];
        for (int g = 0; g < groups; g++) {
            least[g] = choice.range(x, g * group, group).least() - choice.low() * scale(out, base, g * group);
        }
        minima.store(least, out, base);
        codes.write(x, out, base);
    }

    /** Stores the means of the scales, and takes them off. */
    private void offsets(double[] wanted, MemorySegment out, long base) {
        for (Field offset : format.fields(Role.OFFSET)) {
            shared(offset, out, base, wanted);
            for (int g = 0; g < groups; g++) {
                wanted[g] -= format.fieldValue(offset, out, base, (long) g * group);
            }
        }
    }

    private double[] zeros(float[] x, MemorySegment out, long base) {
        double[] zeros = new double[groups];
        for (int g = 0; g < groups; g++) {
            double scale = scale(out, base, g * group);
            zeros[g] = scale == 0 ? 0 : choice.low() - choice.range(x, g * group, group).least() / scale;
        }
        return zeros;
    }

    /** Stores the mean of what the groups that share a value want. */
    private void shared(Field field, MemorySegment out, long base, double[] wanted) {
        int count = field.granularity() / group;
        for (int v = 0; v < field.packing().elements(); v++) {
            double mean = Arrays.stream(wanted, v * count, (v + 1) * count).average().orElseThrow();
            field.packing().write(out, base, v, ScaleLevels.encode(field, mean));
        }
    }

    private double scale(MemorySegment out, long base, int element) {
        return format.scale(out, base, element);
    }
}
