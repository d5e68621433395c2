package intarsia.ir.type;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which formats operations of single precision can make as {@link QuantizeRule#EXACT} makes them in double: quotients and sums that are rounded to odd have 22 bits
 * that comparisons with tie points may use, so what a tie point is multiplied with must leave that many.
 */
public final class ExactKernels {
    /** Significant bits of tie points that a number of 24 bits, rounded to odd, is compared with exactly. */
    private static final int BITS = 22;

    private ExactKernels() {
    }

    /** Why there is no kernel of rule exact for a format; nothing where there is one. */
    public static Optional<String> missing(BlockFormat format) {
        BlockFormat f = format.unrotated();
        return Stream.of(shape(f), scale(f), codes(f), shifts(f), sums(f), turns(format)).flatMap(List::stream).findFirst();
    }

    private static List<String> when(boolean missing, String reason) {
        return missing ? List.of(reason) : List.of();
    }

    private static List<String> shape(BlockFormat f) {
        boolean plain = f.fields().stream().allMatch(x -> x.book().isEmpty() && x.index().isRegular());
        if (!plain || f.fields(Role.CODE).size() > 1 || f.code().granularity() > 1) {
            return List.of("codes select vectors or are multiplied, and are searched by squared errors in double");
        }
        if (!f.fields(Role.OFFSET).isEmpty()) {
            return List.of("the mean of the scales is added in double");
        }
        boolean levels = f.fields(Role.SCALE).size() != 1 || f.fields(Role.MIN).size() > 1 || f.fields(Role.ZERO).size() > 1;
        if (levels) {
            return List.of("scales have several levels, which are divided in double");
        }
        int group = f.fields(Role.SCALE).getFirst().granularity();
        boolean alike = f.fields().stream().allMatch(x -> x.role() == Role.CODE || x.granularity() == group);
        return when(!alike, "scale, zero point, minimum and sum are of different groups");
    }

    private static List<String> scale(BlockFormat f) {
        if (f.fields(Role.SCALE).size() != 1) return List.of();
        DType scale = f.fields(Role.SCALE).getFirst().type();
        boolean shared = f.fit() == Fit.SHARED_EXPONENT;
        boolean plain = f.fields(Role.SCALE).getFirst().unit() == 1 && f.fields(Role.SCALE).getFirst().centre() == 0;
        boolean known = plain && (shared ? scale.equals(DType.E8M0) : scale.equals(DType.F32) || bits(scale) <= BITS);
        return when(!known, "scales of type " + scale + " with a centre or a unit, or with tie points of more than " + BITS + " bits");
    }

    private static List<String> codes(BlockFormat f) {
        Field code = f.code();
        return when(code.type().bits() > Byte.SIZE || bits(code.type()) > BITS, "tie points of " + code.type() + " have more than " + BITS + " bits");
    }

    private static boolean shifted(BlockFormat f) {
        return !f.fields(Role.ZERO).isEmpty() || !f.fields(Role.MIN).isEmpty();
    }

    private static List<String> shifts(BlockFormat f) {
        if (!shifted(f) || f.fields(Role.SCALE).size() != 1) return List.of();
        DType scale = f.fields(Role.SCALE).getFirst().type();
        boolean room = !scale.equals(DType.F32) && bits(scale) + Byte.SIZE <= BITS;
        boolean integers = f.code().type() instanceof IntType && f.code().unit() == 1 && f.fit() == Fit.REACH && f.fields(Role.MIN).size() + f.fields(Role.ZERO).size() == 1;
        boolean zeros = f.fields(Role.ZERO).stream().allMatch(z -> z.type() instanceof IntType && z.type().bits() <= Byte.SIZE && z.unit() == 1);
        boolean minima = f.fields(Role.MIN).isEmpty() || f.code().least() == 0;
        return when(!room || !integers || !zeros || !minima, "a zero point or minimum wants unsigned codes of at most 8 bits, scales of at most 16 and integer zero points");
    }

    private static List<String> sums(BlockFormat f) {
        List<Field> sums = f.fields(Role.SUM);
        boolean values = sums.stream().anyMatch(s -> s.type().isFloat()) || !sums.isEmpty() && !(f.code().type() instanceof IntType);
        return when(values, "sums of values are added in double");
    }

    private static List<String> turns(BlockFormat f) {
        int turned = f.rotation().map(r -> r.hadamard().size()).orElse(1);
        return when(f.fields(Role.SCALE).stream().anyMatch(s -> turned > f.columnStep(s)), "rows are rotated in longer groups than scales have; rotate first");
    }

    /** Significant bits of the numbers of a type and of the means of neighbours. */
    private static int bits(DType type) {
        if (type instanceof FloatType f) {
            return f.mantissaBits() + 2;
        }
        if (type.bits() > 2 * Byte.SIZE) return 53;
        List<Double> values = LongStream.range(0, 1L << type.bits()).filter(type::isCode).mapToObj(type::decode).filter(Double::isFinite).sorted().toList();
        int most = 1;
        for (int i = 0; i < values.size(); i++) {
            most = Math.max(most, significant(values.get(i)));
            most = i == 0 ? most : Math.max(most, significant((values.get(i - 1) + values.get(i)) / 2));
        }
        return most;
    }

    private static int significant(double v) {
        long fraction = Double.doubleToRawLongBits(v) & (1L << 52) - 1 | 1L << 52;
        return v == 0 ? 0 : 53 - Long.numberOfTrailingZeros(fraction);
    }
}
