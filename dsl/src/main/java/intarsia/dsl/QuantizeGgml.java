package intarsia.dsl;

import intarsia.ir.ReduceOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.GgmlKind;
import intarsia.ir.type.IntType;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.RadixWord;
import intarsia.ir.type.Role;
import java.util.List;

/** An f32 tile of one row of blocks by {@link QuantizeRule#GGML}: the same operations of single precision in the same order, bit for bit. */
final class QuantizeGgml {
    private static final int INNER = 1;

    private final TileKernel k;
    private final Global to;
    private final BlockFormat format;
    private final GgmlKind kind;
    private final List<Scalar> offsets;
    /** The greatest code. */
    private final int largest;

    private QuantizeGgml(TileKernel k, Global to, BlockFormat format, GgmlKind kind, List<Scalar> offsets) {
        this.k = k;
        this.to = to;
        this.format = format;
        this.kind = kind;
        this.offsets = offsets;
        this.largest = (1 << format.code().type().bits()) - 1;
    }

    /** Writes a tile of whole blocks along the last dimension. */
    static void store(TileKernel k, Global to, BlockFormat format, GgmlKind kind, List<Scalar> offsets, Tile t) {
        Tile turned = format.rotation().map(r -> t.rotate(r.hadamard())).orElse(t);
        int group = format.fields(Role.SCALE).getFirst().granularity();
        new QuantizeGgml(k, to, format, kind, offsets).store(turned.reshape(t.type().size() / group, group));
    }

    private void store(Tile x) {
        Tile least = x.reduce(ReduceOp.MIN, INNER);
        Tile d = scale(x, least);
        put(format.fields(Role.SCALE).getFirst(), d);
        format.fields(Role.MIN).forEach(f -> put(f, least));
        Tile zero = d.constant(0);
        Tile inverse = d.eq(zero).select(zero, d.constant(1).div(d));
        Tile codes = kind == GgmlKind.EXPONENT ? firstNearest(x, d) : codes(x, inverse, least);
        to.at(format.code().name(), offsets.toArray(Scalar[]::new)).store(stored(codes.reshape(x.type().size())));
        format.fields(Role.SUM).forEach(f -> put(f, codes.sum(INNER).cast(DType.F32).times(d)));
    }

    private Tile scale(Tile x, Tile least) {
        return switch (kind) {
            case MAGNITUDE -> x.abs().max(INNER).div(127);
            case EXTREME -> extreme(x).div(-0.5 * (largest + 1));
            case RANGE -> x.max(INNER).minus(least).div(largest);
            case TRITS -> x.abs().max(INNER);
            case EXPONENT -> exponent(x.abs().max(INNER));
        };
    }

    /** The first number of the largest magnitude. */
    private Tile extreme(Tile x) {
        int[] shape = x.type().dims();
        Tile first = x.abs().argMax(INNER).broadcast(shape);
        return k.iota(INNER, shape).eq(first).select(x, x.constant(Double.NEGATIVE_INFINITY)).max(INNER);
    }

    /** A quarter of the power of two below; of numbers below the normal ones, of half the least of these. */
    private static Tile exponent(Tile magnitude) {
        Tile bits = magnitude.bits(DType.I32);
        Tile quarter = bits.and(bits.constant(0x7f800000)).bits(DType.F32).times(0.25);
        Tile zero = magnitude.constant(0);
        return magnitude.eq(zero).select(zero, quarter.eq(zero).select(zero.constant(0x1p-129), quarter));
    }

    /** The first of the codes whose value is nearest: of e2m1 the one nearer to 0, and no -0. */
    private Tile firstNearest(Tile x, Tile d) {
        Tile steps = d.broadcast(x.type().dims()).eq(x.constant(0)).select(x.constant(0), x.abs().div(d));
        Tile code = x.cast(DType.I32).constant(0);
        for (int c = 1; c <= largest / 2; c++) {
            double tie = (format.code().decode(c - 1, 0) + format.code().decode(c, 0)) / 2;
            code = code.plus(steps.constant(tie).lt(steps).tile().cast(DType.I32));
        }
        Tile zero = code.constant(0);
        int negative = (largest + 1) / 2;
        Tile sign = x.lt(x.constant(0)).and(zero.lt(code)).select(code.constant(negative), zero);
        return code.plus(sign);
    }

    /** Codes as the field holds them: of digits of words the word, for each of its digits. */
    private Tile stored(Tile codes) {
        Field code = format.code();
        if (code.type() instanceof IntType && code.book().isEmpty()) {
            return codes.cast(code.type());
        }
        IntType plain = new IntType(code.element().bits(), false);
        if (code.book().isPresent() && code.book().get() instanceof RadixWord word) {
            return new RadixWords(k, word, code.index()).of(codes).shl(word.componentBits()).cast(plain).bits(code.element());
        }
        return codes.cast(plain).bits(code.element());
    }

    private Tile codes(Tile x, Tile inverse, Tile least) {
        Tile codes = switch (kind) {
            case MAGNITUDE -> rounded(x.times(inverse)).min(x.constant(127)).max(x.constant(-128));
            case EXTREME -> x.times(inverse).plus(largest * 0.5 + 1).unary(UnaryOp.TRUNC).min(x.constant(largest));
            case RANGE -> x.minus(least).times(inverse).plus(0.5).unary(UnaryOp.TRUNC).min(x.constant(largest));
            case TRITS, EXPONENT -> rounded(x.times(inverse)).min(x.constant(1)).max(x.constant(-1)).plus(1);
        };
        return codes.cast(DType.I32);
    }

    /** C's roundf, halves away from zero: what is left of a number without its whole part is exact. */
    private static Tile rounded(Tile x) {
        Tile size = x.abs();
        Tile whole = size.unary(UnaryOp.TRUNC);
        Tile up = whole.plus(x.constant(0.5).le(size.minus(whole)).select(x.constant(1), x.constant(0)));
        return x.lt(x.constant(0)).select(up.neg(), up);
    }

    private void put(Field f, Tile groups) {
        Scalar[] at = offsets.toArray(Scalar[]::new);
        at[at.length - 1] = at[at.length - 1].div(f.granularity());
        to.at(f.name(), at).store(groups.cast(f.type()).reshape(groups.type().size()));
    }
}
