package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** {@link QuantizeRule#GGML}: the functions {@code quantize_row_…_ref} of ggml, in f32 as there. */
final class GgmlRule {
    private final BlockFormat format;
    private final GgmlKind kind;
    private final MemorySegment out;
    private final int largest;

    private GgmlRule(BlockFormat format, GgmlKind kind, MemorySegment out) {
        this.format = format;
        this.kind = kind;
        this.out = out;
        this.largest = (1 << format.code().type().bits()) - 1;
    }

    static boolean knows(BlockFormat format) {
        return GgmlKind.of(format).isPresent() || GgmlSearch.of(format).isPresent();
    }

    static void quantize(BlockFormat format, float[] row, MemorySegment out) {
        Optional<GgmlSearch> search = GgmlSearch.of(format);
        if (search.isPresent()) {
            GgmlLevels.quantize(format, search.get(), row, out);
            return;
        }
        GgmlKind kind = GgmlKind.of(format).orElseThrow(() -> new IllegalArgumentException("rule ggml knows " + GgmlKind.names() + " and " + GgmlSearch.names() + ", found " + format
            + "; rule exact takes any format"));
        GgmlRule rule = new GgmlRule(format, kind, out);
        for (int start = 0; start < row.length; start += format.elements()) {
            rule.block(row, start, (long) start / format.elements() * format.bytes());
        }
    }

    private void block(float[] row, int start, long base) {
        float extreme = 0;
        float least = row[start];
        float greatest = row[start];
        for (int i = start; i < start + format.elements(); i++) {
            extreme = Math.abs(row[i]) > Math.abs(extreme) ? row[i] : extreme;
            least = Math.min(least, row[i]);
            greatest = Math.max(greatest, row[i]);
        }
        float d = switch (kind) {
            case MAGNITUDE -> Math.abs(extreme) / 127;
            case EXTREME -> extreme / -(largest / 2 + 1);
            case RANGE -> (greatest - least) / largest;
            case TRITS -> Math.abs(extreme);
            case EXPONENT -> extreme == 0 ? 0 : Math.scalb(1f, Math.getExponent(extreme) - 2);
        };
        store(Field.SCALE, base, d);
        store(Field.MIN, base, least);
        float inverse = d == 0 ? 0 : 1 / d;
        long[] codes = new long[format.elements()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = code(row[start + i], inverse, least, d);
        }
        write(codes, base);
        sum(codes, d, base);
    }

    /** Where a scale is so small that its inverse is infinite, C leaves codes open: here they are the outermost ones. */
    private long code(float x, float inverse, float least, float d) {
        return switch (kind) {
            case MAGNITUDE -> Math.clamp(round(x * inverse), -128, 127);
            case EXTREME -> Math.min(largest, (int) (x * inverse + (largest * 0.5f + 1)));
            case RANGE -> Math.min(largest, (int) ((x - least) * inverse + 0.5f));
            case TRITS -> Math.clamp(round(x * inverse), -1, 1) + 1;
            case EXPONENT -> firstNearest(x, d);
        };
    }

    /** C's roundf: halves away from zero. The sum in double is exact. */
    private static long round(float x) {
        return (long) Math.copySign(Math.floor(Math.abs((double) x) + 0.5), x);
    }

    private long firstNearest(float x, float d) {
        int best = 0;
        for (int code = 1; code <= largest; code++) {
            best = Math.abs(format.code().decode(code, 0) * d - x) < Math.abs(format.code().decode(best, 0) * d - x) ? code : best;
        }
        return best;
    }

    private void store(String field, long base, float value) {
        format.find(field).ifPresent(f -> f.packing().write(out, base, 0, f.type().encode(value)));
    }

    /** Digits of a word are those of the number that they are, first digit first, as a fraction that is rounded up. */
    private void write(long[] codes, long base) {
        Field field = format.code();
        if (field.book().isEmpty()) {
            for (int e = 0; e < codes.length; e++) {
                field.packing().write(out, base, field.index().value(e), codes[e]);
            }
            return;
        }
        RadixWord word = (RadixWord) field.book().get();
        int[] numbers = new int[field.packing().elements()];
        for (int e = 0; e < codes.length; e++) {
            numbers[field.index().value(e)] += (int) codes[e] * (int) Math.pow(word.radix(), word.digits() - 1 - field.index().component(e));
        }
        int all = (int) Math.pow(word.radix(), word.digits());
        for (int v = 0; v < numbers.length; v++) {
            field.packing().write(out, base, v, Math.ceilDiv(numbers[v] << word.bits(), all));
        }
    }

    /** Of Q8_1: in the scale before it is rounded. */
    private void sum(long[] codes, float d, long base) {
        int sum = 0;
        for (long code : codes) {
            sum += (int) code;
        }
        store("sum", base, sum * d);
    }
}
