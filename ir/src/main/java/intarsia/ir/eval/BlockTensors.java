package intarsia.ir.eval;

import intarsia.ir.BinaryOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Hadamard;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.stream.IntStream;

/** Blocks as values and values as blocks. */
final class BlockTensors {
    private BlockTensors() {
    }

    /** Where each element of a tensor stands in the order of its boxes; nothing where that is its own. */
    static Optional<int[]> stored(BlockFormat f, int[] shape) {
        int columns = f.rows() == 1 ? 1 : shape[shape.length - 1];
        return f.rows() == 1 ? Optional.empty()
            : Optional.of(IntStream.range(0, Tiles.size(shape)).map(i -> (int) f.stored(i / columns, i % columns, columns)).toArray());
    }

    /** The elements of a tensor in the order of its boxes. */
    static Elements inBoxes(BlockFormat f, int[] shape, Elements rows) {
        return f.rows() == 1 ? rows : rows.pick(IntStream.range(0, rows.size()).map(i -> (int) f.logical(i, shape[shape.length - 1])).toArray());
    }

    /** The elements of boxes in the order of the tensor. */
    static Elements inRows(BlockFormat f, int[] shape, Elements boxes) {
        return stored(f, shape).map(boxes::pick).orElse(boxes);
    }

    /** The value of a block format, {@code (Π code − Σ zero) · (Π scale + Σ offset) + Π min}, each step rounded to f32. */
    static Elements dequantize(BlockFormat f, byte[] blocks, int n) {
        return f.rotation().map(r -> rotated(r.hadamard(), stored(f.unrotated(), blocks, n))).orElseGet(() -> stored(f, blocks, n));
    }

    /** Groups of successive elements rotated, as {@link Hadamard#rotate} does it. */
    static Elements rotated(Hadamard h, Elements values) {
        if (values.size() % h.size() != 0) {
            throw new IllegalArgumentException(values.size() + " elements; a rotation wants whole groups of " + h.size());
        }
        Elements x = Casts.cast(values, DType.F32);
        for (int step = 1; step < h.size(); step *= 2) {
            x = butterfly(x, step);
        }
        return Elementwise.binary(BinaryOp.MUL, x, Elements.fill(DType.F32, 1, Codec.of(DType.F32).encode(h.scale())));
    }

    /** Of elements i and i + step, where i lacks that bit, their sum and their difference. */
    private static Elements butterfly(Elements x, int step) {
        int n = x.size();
        Elements first = x.pick(IntStream.range(0, n).map(i -> i & ~step).toArray());
        Elements second = x.pick(IntStream.range(0, n).map(i -> i | step).toArray());
        Elements sum = Elementwise.binary(BinaryOp.ADD, first, second);
        Elements difference = Elementwise.binary(BinaryOp.SUB, first, second);
        long[] codes = new long[n];
        double[] err = new double[n];
        for (int i = 0; i < n; i++) {
            Elements from = (i & step) == 0 ? sum : difference;
            codes[i] = from.codes[i];
            err[i] = from.err(i);
        }
        return new Elements(x.codec, codes, err);
    }

    /** The same with the bounds of numbers that were rotated and rotated back: a rotation adds as often as its size has bits, and multiplies once. */
    static Elements twiceRounded(Hadamard h, Elements x) {
        double roundings = 2 * (Integer.numberOfTrailingZeros(h.size()) + 1) * x.codec.unitRoundoff();
        double[] err = new double[x.size()];
        for (int g = 0; g < err.length; g += h.size()) {
            double sum = IntStream.range(g, g + h.size()).mapToDouble(i -> Math.abs(x.value(i)) + x.err(i)).sum();
            for (int i = g; i < g + h.size(); i++) {
                err[i] = x.err(i) + roundings * sum;
            }
        }
        return new Elements(x.codec, x.codes, err);
    }

    private static Elements stored(BlockFormat f, byte[] blocks, int n) {
        MemorySegment memory = MemorySegment.ofArray(blocks);
        Elements codes = product(f, Role.CODE, memory, n).orElseThrow();
        Elements shifted = fold(f, Role.ZERO, BinaryOp.SUB, codes, memory, n);
        Elements scaled = scale(f, memory, n).map(scale -> Elementwise.binary(BinaryOp.MUL, shifted, scale)).orElse(shifted);
        return product(f, Role.MIN, memory, n).map(min -> Elementwise.binary(BinaryOp.ADD, scaled, min)).orElse(scaled);
    }

    /** What codes are multiplied with. */
    static Optional<Elements> scale(BlockFormat f, MemorySegment memory, int n) {
        return product(f, Role.SCALE, memory, n).map(product -> fold(f, Role.OFFSET, BinaryOp.ADD, product, memory, n));
    }

    /** The fields of a role multiplied. */
    static Optional<Elements> product(BlockFormat f, Role role, MemorySegment memory, int n) {
        return f.fields(role).stream().map(field -> field(f, field, memory, n)).reduce((a, b) -> Elementwise.binary(BinaryOp.MUL, a, b));
    }

    /** All fields of a role, one after another. */
    static Elements fold(BlockFormat f, Role role, BinaryOp op, Elements start, MemorySegment memory, int n) {
        Elements all = start;
        for (Field field : f.fields(role)) {
            all = Elementwise.binary(op, all, field(f, field, memory, n));
        }
        return all;
    }

    private static Elements field(BlockFormat f, Field field, MemorySegment memory, int n) {
        Codec f32 = Codec.of(DType.F32);
        long[] codes = new long[n];
        for (int i = 0; i < n; i++) {
            codes[i] = f32.encode(f.fieldValue(field, memory, 0, i));
        }
        return Elements.of(DType.F32, codes);
    }

    /** The blocks of values that follow one another: what conversion to blocks means. */
    static byte[] quantize(BlockFormat f, Elements values) {
        Elements f32 = Casts.cast(values, DType.F32);
        float[] row = new float[f32.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) f32.value(i);
        }
        return (QuantizeRule.SINGLE.knows(f) ? QuantizeRule.SINGLE : QuantizeRule.EXACT).blocks(f, row);
    }

    /**
     * The values of {@code blocks}, which were made of {@code from}. Where a value of a group is not exact, its scale and
     * with that every code of the group may move: by the bound three times (value, scale, minimum) and one step.
     */
    static Elements quantized(BlockFormat f, byte[] blocks, Elements from) {
        return f.rotation().map(r -> rotated(r.hadamard(), quantized(f.unrotated(), blocks, rotated(r.hadamard(), from)))).orElseGet(() -> coded(f, blocks, from));
    }

    private static Elements coded(BlockFormat f, byte[] blocks, Elements from) {
        Elements values = stored(f, blocks, from.size());
        if (from.err == null) {
            return values;
        }
        int group = f.fields().stream().filter(x -> x.role() != Role.CODE && x.role() != Role.SUM).mapToInt(Field::granularity).max().orElse(1);
        double[] err = new double[values.size()];
        double step = f.fields(Role.CODE).stream().mapToDouble(BlockTensors::step).reduce(1, (a, b) -> a * b);
        Optional<Elements> scale = scale(f, MemorySegment.ofArray(blocks), values.size());
        for (int g = 0; g < err.length; g += group) {
            double widest = 0;
            for (int i = g; i < g + group; i++) {
                widest = Math.max(widest, from.err(i));
            }
            for (int i = g; widest != 0 && i < g + group; i++) {
                err[i] = 3 * widest + 2 * step * (scale.isPresent() ? Math.abs(scale.get().value(i)) : 1);
            }
        }
        return new Elements(values.codec, values.codes, err);
    }

    /** The widest gap between neighbouring codes. */
    private static double step(Field field) {
        return field.book().isPresent() ? field.greatest() - field.least() : Math.abs(field.unit()) * step(field.type());
    }

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
