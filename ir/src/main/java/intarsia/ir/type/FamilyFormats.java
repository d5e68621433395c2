package intarsia.ir.type;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Published families that are not GGUF's bytes: the codes of a block, then its scales. {@code mx_TYPE}: OCP MX 1.0, blocks of
 * 32. {@code nv_TYPE}: NVFP4 and NVINT4, blocks of 16, beside which stands an f32 of the tensor. {@code bfp_iB[gN]}: block
 * floating point, mantissas of B bits with B − 2 after the point. {@code nf4_double}: NF4 with scales that are
 * {@code dynamic8} in blocks of 256, plus their mean.
 */
final class FamilyFormats {
    /** A family: its names, and the format a name of it means. */
    private record Family(Pattern name, Function<MatchResult, BlockFormat> format) {
        Family(String name, Function<MatchResult, BlockFormat> format) {
            this(Pattern.compile(name), format);
        }
    }

    static final String FORMS = "mx_TYPE nv_f4e2m1 nv_i4 bfp_iB[gN] nf4_double";

    private static final List<Family> FAMILIES = List.of(
        new Family("mx_(f8e4m3fn|f8e5m2|f6e3m2|f6e2m3|f4e2m1|i8)", m -> sharedExponent(m.group(), DType.parse(m.group(1)), 32)),
        new Family("bfp_(i[2-8])(?:g([1-9]\\d{0,4}))?", m -> floatingPoint(DType.parse(m.group(1)), m.group(2))),
        new Family("nv_(f4e2m1|i4)", m -> new FieldStack(m.group(), 16).packed(Field.CODE, DType.parse(m.group(1)), Packing.dense(4, 16))
            .add(Role.SCALE, Field.SCALE, DType.F8E4M3FN, 16).build(Fit.SYMMETRIC)),
        new Family("nf4_double", m -> new FieldStack(m.group(), 64 * 256).packed(Field.CODE, DType.NF4, highFirst(64 * 256))
            .add(Role.SCALE, Field.SCALE, DType.DYNAMIC8, 64).add(Role.SCALE, "d", DType.F32, 64 * 256)
            .add(Role.OFFSET, "offset", DType.F32, 64 * 256).build(Fit.SYMMETRIC)));

    private FamilyFormats() {
    }

    static Optional<BlockFormat> find(String name) {
        for (Family family : FAMILIES) {
            Matcher m = family.name.matcher(name);
            if (m.matches()) {
                return Optional.of(family.format.apply(m.toMatchResult()));
            }
        }
        return Optional.empty();
    }

    private static BlockFormat floatingPoint(DType type, @Nullable String size) {
        boolean usual = size == null || size.equals("32");
        return sharedExponent("bfp_" + type + (usual ? "" : "g" + size), type, size == null ? 32 : Integer.parseInt(size));
    }

    /** Integer codes are fractions below 2. */
    private static BlockFormat sharedExponent(String name, DType type, int size) {
        return new FieldStack(name, size).packed(Field.CODE, type, Packing.dense(type, size))
            .unit(type instanceof IntType ? Math.scalb(1.0, 2 - type.bits()) : 1)
            .add(Role.SCALE, Field.SCALE, DType.E8M0, size).build(Fit.SHARED_EXPONENT);
    }

    /** Two codes of 4 bits a byte, the first in the high bits. */
    private static Packing highFirst(int elements) {
        return new Packing(4, elements, elements / 2, List.of(Piece.place(4, 4, elements / 2, 8, 2, -4)));
    }
}
