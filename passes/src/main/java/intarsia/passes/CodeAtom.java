package intarsia.passes;

import intarsia.dsl.Global;
import intarsia.dsl.Tile;
import intarsia.dsl.library.CodeProducts;
import intarsia.dsl.library.Contraction.Factor;
import intarsia.dsl.library.Contraction.Operand;
import intarsia.ir.TileOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.IntType;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a contraction multiplies the codes of quantised activations by those of weights, as their formats say: sums of integers in i32
 * where all codes are integers and a part's sum cannot overflow, otherwise sums of the codes' values in f32.
 *
 * @param a     activations: integer codes with a scale
 * @param b     weights of any format
 * @param part  elements of a chunk that have one scale, zero and minimum on both sides
 * @param width elements that are summed apart
 * @param sum   the type of the sums of a part
 */
record CodeAtom(BlockFormat a, Format b, int part, int width, DType sum) {
    /** The atom for activations a and weights b, where the formats have one. */
    static Optional<CodeAtom> of(Format a, Format b, int lanes) {
        if (!(a instanceof BlockFormat x) || !has(x, Field.CODE, Field.SCALE, Field.SUM) || x.centre() != 0 || !(x.code().type() instanceof IntType)) {
            return Optional.empty();
        }
        if (b instanceof BlockFormat y && !has(y, Field.CODE, Field.SCALE, Field.ZERO, Field.MIN, Field.SUM)) {
            return Optional.empty();
        }
        int part = common(x, b);
        DType sum = largest(x) * largest(b) * part <= Integer.MAX_VALUE ? DType.I32 : DType.F32;
        return Optional.of(new CodeAtom(x, b, part, part % lanes == 0 ? lanes : part, sum));
    }

    /** The least common multiple. */
    static int lcm(int a, int b) {
        return Math.multiplyExact(a / gcd(a, b), b);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static boolean has(BlockFormat f, String... known) {
        return f.fields().stream().map(Field::name).allMatch(Set.of(known)::contains);
    }

    /** The elements that share one value of every field of these formats. */
    static int common(Format... formats) {
        return Stream.of(formats).flatMap(f -> f instanceof BlockFormat x ? x.fields().stream() : Stream.empty())
            .filter(f -> !f.name().equals(Field.CODE)).mapToInt(Field::granularity)
            .reduce(0, CodeAtom::gcd);
    }

    /** A bound of the codes less the centre or the zero point; infinity where not all of these are integers. */
    private static double largest(Format f) {
        return switch (f) {
            case DType d -> largest(d);
            case BlockFormat x -> Math.rint(x.centre()) == x.centre() ? largest(x.code().type()) + Math.abs(x.centre())
                + x.find(Field.ZERO).map(z -> largest(z.type())).orElse(0.0) : Double.POSITIVE_INFINITY;
        };
    }

    private static double largest(DType d) {
        boolean integers = d instanceof IntType || d.bits() <= 8 && integers(d);
        return integers ? Math.max(Math.abs(d.minFinite()), Math.abs(d.maxFinite())) : Double.POSITIVE_INFINITY;
    }

    private static boolean integers(DType d) {
        for (int code = 0; code < 1 << d.bits(); code++) {
            if (d.isCode(code) && Math.rint(d.decode(code)) != d.decode(code)) { // NaN differs from itself, infinity is not finite
                return false;
            }
        }
        return Double.isFinite(d.minFinite());
    }

    private boolean exact() {
        return sum.equals(DType.I32);
    }

    /** The holes of the template: what is read of either operand. */
    CodeProducts products(Global x, Global y) {
        Operand codes = (row, count, at, w) -> x.at(Field.CODE, row, at).load(count, w).cast(sum);
        if (!(b instanceof BlockFormat f)) {
            return new CodeProducts(part, sum, codes, factor(x, a.scale(), DType.F32), (row, count, at, w) -> y.at(TileOp.VALUE, row, at).load(count, w).cast(sum),
                Optional.empty(), 0, Optional.empty(), Optional.empty());
        }
        Optional<Factor> zero = f.find(Field.ZERO).map(z -> factor(y, z, sum));
        Operand values = (row, count, at, w) -> {
            Tile q = y.at(Field.CODE, row, at).load(count, w).cast(sum);
            return exact() ? q : zero.map(z -> q.minus(z.at(row, count, at))).orElseGet(() -> f.centre() == 0 ? q : q.minus(f.centre()));
        };
        return new CodeProducts(part, sum, codes, factor(x, a.scale(), DType.F32), values, Optional.of(factor(y, f.scale(), DType.F32)),
            exact() ? f.centre() : 0, zero.filter(z -> exact()), f.find(Field.MIN).map(m -> factor(y, m, DType.F32)));
    }

    private static Factor factor(Global g, Field f, DType as) {
        return (row, count, at) -> g.at(f.name(), row, at.div(f.granularity())).load(count, 1).cast(as);
    }
}
