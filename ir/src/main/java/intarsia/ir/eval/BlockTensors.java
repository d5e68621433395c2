package intarsia.ir.eval;

import intarsia.ir.BinaryOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.QuantizeRule;
import java.lang.foreign.MemorySegment;

/** Blocks as values and values as blocks. */
final class BlockTensors {
    private BlockTensors() {
    }

    /** {@code (code − zero or centre) · scale + min}, each step rounded to f32. */
    static Elements dequantize(BlockFormat f, byte[] blocks, int n) {
        MemorySegment memory = MemorySegment.ofArray(blocks);
        Elements code = field(f.code(), memory, n);
        Elements zero = f.find(Field.ZERO).map(z -> field(z, memory, n))
                .orElseGet(() -> Elements.of(DType.F32, Codec.of(DType.F32).encode(f.centre())));
        Elements scaled = Elementwise.binary(BinaryOp.MUL, Elementwise.binary(BinaryOp.SUB, code, zero), field(f.scale(), memory, n));
        return f.find(Field.MIN).map(m -> Elementwise.binary(BinaryOp.ADD, scaled, field(m, memory, n))).orElse(scaled);
    }

    /** A field's value of each element, in f32. */
    static Elements field(Field field, MemorySegment memory, int n) {
        long[] codes = new long[n];
        for (int i = 0; i < n; i++) {
            codes[i] = field.packing().read(memory, 0, i / field.granularity());
        }
        return Casts.cast(Elements.of(field.type(), codes), DType.F32);
    }

    /** The blocks of values that follow one another: what conversion to blocks means. */
    static byte[] quantize(BlockFormat f, Elements values) {
        Elements f32 = Casts.cast(values, DType.F32);
        float[] row = new float[f32.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) f32.value(i);
        }
        return QuantizeRule.SINGLE.quantize(f, row);
    }

    /**
     * The values of {@code blocks}, which were made of {@code from}. Where a value of a group is not exact, its scale and
     * with that every code of the group may move: by the bound three times (value, scale, minimum) and one step.
     */
    static Elements quantized(BlockFormat f, byte[] blocks, Elements from) {
        Elements values = dequantize(f, blocks, from.size());
        if (from.err == null) {
            return values;
        }
        int group = f.scale().granularity();
        double[] err = new double[values.size()];
        double step = step(f.code().type());
        Elements scale = field(f.scale(), MemorySegment.ofArray(blocks), values.size());
        for (int g = 0; g < err.length; g += group) {
            double widest = 0;
            for (int i = g; i < g + group; i++) {
                widest = Math.max(widest, from.err(i));
            }
            double e = widest == 0 ? 0 : 3 * widest + 2 * step * Math.abs(scale.value(g));
            java.util.Arrays.fill(err, g, g + group, e);
        }
        return new Elements(values.codec, values.codes, err);
    }

    /** The widest gap between neighbouring codes. */
    private static double step(DType code) {
        if (code.bits() > 8 || Codec.of(code).isInt()) {
            return 1;
        }
        double[] all = new double[1 << code.bits()];
        for (int c = 0; c < all.length; c++) {
            all[c] = code.isCode(c) ? code.decode(c) : 0; // a code without meaning lies nowhere
        }
        java.util.Arrays.sort(all);
        double widest = 0;
        for (int c = 1; c < all.length && Double.isFinite(all[c]); c++) {
            widest = Math.max(widest, all[c] - all[c - 1]);
        }
        return widest;
    }
}
