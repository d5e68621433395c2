package intarsia.ir.type;

import java.lang.foreign.MemorySegment;

/** {@link QuantizeRule#EXACT}. */
final class ExactRule {
    /** What a group of elements is stored under. */
    private record Parameters(double scale, double zero, double min) {
    }

    private ExactRule() {
    }

    static void quantize(BlockFormat format, float[] row, MemorySegment out) {
        Field code = format.code();
        int group = QuantizeRule.group(format);
        for (int start = 0; start < row.length; start += group) {
            choose(format, row, start, group, out);
            Parameters p = new Parameters(format.fieldValue(Field.SCALE, out, 0, start, Double.NaN),
                format.fieldValue(Field.ZERO, out, 0, start, format.centre()), format.fieldValue(Field.MIN, out, 0, start, 0));
            for (int i = start; i < start + group; i++) {
                code.packing().write(out, 0, i, code.type().encode(target(row[i], p), Overflow.SATURATE));
            }
        }
    }

    /** The real number whose nearest code is wanted. */
    private static double target(float x, Parameters p) {
        double steps = p.scale == 0 ? 0 : RoundToOdd.divide(RoundToOdd.add(x, -p.min), p.scale);
        return RoundToOdd.add(steps, p.zero);
    }

    private static void choose(BlockFormat format, float[] row, int start, int group, MemorySegment out) {
        double least = 0;
        double greatest = 0;
        for (int i = start; i < start + group; i++) {
            least = Math.min(least, row[i]);
            greatest = Math.max(greatest, row[i]);
        }
        DType code = format.code().type();
        double low = code.minFinite() - format.centre();
        double high = code.maxFinite() - format.centre();
        boolean shifted = format.find(Field.ZERO).isPresent() || format.find(Field.MIN).isPresent();
        double scale = store(format, Field.SCALE, start, out,
            shifted ? (greatest - least) / (high - low) : symmetricScale(format.scale().type().isSigned(), least, greatest, low, high));
        store(format, Field.ZERO, start, out, scale == 0 ? 0 : low - least / scale);
        store(format, Field.MIN, start, out, least - low * scale);
    }

    private static double symmetricScale(boolean signed, double least, double greatest, double low, double high) {
        double plus = Math.max(steps(greatest, high), steps(least, low));
        double minus = Math.max(steps(greatest, -low), steps(least, -high));
        return signed && minus < plus ? -minus : plus;
    }

    /** Scale at which {@code limit} reaches {@code value}; 0 asks nothing, and a side without codes can reach nothing. */
    private static double steps(double value, double limit) {
        return value == 0 || limit == 0 ? 0 : value / limit;
    }

    /** Rounds {@code value} to the field, stores it, and gives back what was stored; nothing where the block has no such field. */
    private static double store(BlockFormat format, String name, int start, MemorySegment out, double value) {
        format.find(name).ifPresent(f ->
            f.packing().write(out, 0, start / f.granularity(), f.type().encode(value, Overflow.SATURATE)));
        return format.fieldValue(name, out, 0, start, 0);
    }
}
