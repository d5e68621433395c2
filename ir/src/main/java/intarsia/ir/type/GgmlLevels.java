package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@link QuantizeRule#GGML} for the formats of two levels of scale, {@code Q2_K} to {@code Q6_K}: the functions {@code quantize_row_…_ref} of ggml. */
final class GgmlLevels {
    private final BlockFormat format;
    private final GgmlSearch search;
    private final MemorySegment out;
    private final int group;

    private GgmlLevels(BlockFormat format, GgmlSearch search, MemorySegment out) {
        this.format = format;
        this.search = search;
        this.out = out;
        this.group = format.field(Field.SCALE).granularity();
    }

    static void quantize(BlockFormat format, GgmlSearch search, float[] row, MemorySegment out) {
        GgmlLevels rule = new GgmlLevels(format, search, out);
        for (int start = 0; start < row.length; start += format.elements()) {
            rule.block(Arrays.copyOfRange(row, start, start + format.elements()), (long) start / format.elements() * format.bytes());
        }
    }

    private void block(float[] x, long base) {
        ScaleSearch[] groups = new ScaleSearch[x.length / group];
        Arrays.setAll(groups, g -> searched(Arrays.copyOfRange(x, g * group, (g + 1) * group)));
        if (format.find(Field.MIN).isPresent()) {
            shifted(x, groups, base);
        } else {
            signed(x, groups, base);
        }
    }

    private ScaleSearch searched(float[] x) {
        return switch (search.way()) {
            case SHIFTED -> ScaleSearch.shifted(x, weights(x, search.absolute() ? 0 : mean(x)), search);
            case MOVED -> ScaleSearch.moved(x, search.most());
            case SIGNED -> ScaleSearch.signed(x, search.most());
        };
    }

    private static float[] weights(float[] x, float more) {
        float[] weights = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            weights[i] = more + Math.abs(x[i]);
        }
        return weights;
    }

    /** The root of the mean square. */
    private static float mean(float[] x) {
        float squares = 0;
        for (float v : x) {
            squares += v * v;
        }
        return (float) Math.sqrt(squares / x.length);
    }

    private void shifted(float[] x, ScaleSearch[] groups, long base) {
        int most = (1 << format.field(Field.SCALE).type().bits()) - 1;
        float scale = 0;
        float min = 0;
        for (ScaleSearch g : groups) {
            scale = Math.max(scale, g.scale);
            min = Math.max(min, g.min);
        }
        float d = store("d", base, scale > 0 ? scale / most : 0);
        float dmin = store("dmin", base, min > 0 ? min / most : 0);
        float inverse = scale > 0 ? most / scale : 0;
        float inverseMin = min > 0 ? most / min : 0;
        for (int g = 0; g < groups.length; g++) {
            int s = Math.min(most, ScaleSearch.nearest(inverse * groups[g].scale));
            int m = Math.min(most, ScaleSearch.nearest(inverseMin * groups[g].min));
            write(Field.SCALE, base, g, s);
            write(Field.MIN, base, g, m);
            codes(x, g, groups[g].codes, d * s, dmin * m, 0, base);
        }
    }

    private void signed(float[] x, ScaleSearch[] groups, long base) {
        float extreme = 0;
        for (ScaleSearch g : groups) {
            extreme = Math.abs(g.scale) > Math.abs(extreme) ? g.scale : extreme;
        }
        boolean bytes = format.field(Field.SCALE).type().bits() == Byte.SIZE;
        boolean nothing = bytes ? Math.abs(extreme) < GgmlSearch.NOTHING : extreme == 0;
        if (nothing) {
            return; // all bits are 0
        }
        int most = bytes ? 128 : 32;
        float inverse = -most / extreme;
        float d = store("d", base, 1 / inverse);
        int limit = 1 << format.code().type().bits() - 1;
        for (int g = 0; g < groups.length; g++) {
            int s = Math.clamp(ScaleSearch.nearest(inverse * groups[g].scale), -most, most - 1);
            write(Field.SCALE, base, g, s + (int) format.field(Field.SCALE).centre());
            codes(x, g, groups[g].codes, d * s, 0, limit, base);
        }
    }

    /** Codes anew under what is stored; where that is 0 those that were found. */
    private void codes(float[] x, int g, int[] found, float d, float min, int limit, long base) {
        int most = (1 << format.code().type().bits()) - 1;
        for (int i = 0; i < group; i++) {
            int code = d == 0 ? found[i] : Math.clamp(ScaleSearch.nearest((x[g * group + i] + min) / d), -limit, most - limit) + limit;
            write(Field.CODE, base, format.code().index().value(g * group + i), code);
        }
    }

    private void write(String field, long base, int value, int code) {
        format.field(field).packing().write(out, base, value, code);
    }

    /** Rounds a number of the block to its type, and gives back what was stored. */
    private float store(String field, long base, float value) {
        DType type = format.field(field).type();
        long code = type.encode(value);
        format.field(field).packing().write(out, base, 0, code);
        return (float) type.decode(code);
    }
}
