package intarsia.dsl;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.ExactKernels;
import intarsia.ir.type.Field;
import intarsia.ir.type.Fit;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * {@link QuantizeRule#EXACT} in single precision, for formats where {@link ExactKernels} has nothing against it. Groups of very small numbers are
 * multiplied with a power of two, so that what a quotient lacks is a number, and those of very large ones, where a minimum is taken off, so that
 * sums are.
 *
 * @param put stores what groups have of a field
 */
record ExactChoice(BlockFormat format, BiConsumer<Field, Tile> put) implements Choice {
    private static final double SMALL = 0x1p-20, UP = 0x1p100, LARGE = 0x1p100, DOWN = 0x1p-10;

    @Override
    public boolean byMagnitude() {
        return format.fit() == Fit.SHARED_EXPONENT || !shifted() && low() == -high();
    }

    @Override
    public Chosen of(Tile magnitude) {
        if (format.fit() != Fit.SHARED_EXPONENT) {
            return of(magnitude.neg(), magnitude);
        }
        Tile power = power(magnitude);
        Tile bits = magnitude.times(power).bits(DType.I32).shr(23);
        Tile exponent = bits.minus(power.bits(DType.I32).shr(23)).plus(127 - Math.getExponent(high()));
        Tile code = exponent.max(exponent.constant(0)).min(exponent.constant(254)).cast(DType.U8).bits(DType.E8M0);
        Tile none = code.bits(DType.U8).constant(0).bits(DType.E8M0);
        Tile stored = magnitude.eq(magnitude.constant(0)).select(none, code);
        put.accept(scale(), stored);
        return new Chosen(stored.cast(DType.F32).times(power), Optional.empty(), Optional.empty(), Optional.of(power));
    }

    @Override
    public Chosen of(Tile least, Tile greatest) {
        Tile below = least.neg();
        Tile power = power(below.max(greatest));
        Tile stored = field(scale(), shifted() ? range(below, greatest, power) : reach(below, greatest, power)).times(power);
        Optional<Tile> min = format.fields(Role.MIN).stream().findFirst().map(f -> field(f, least.plus(0)).times(power));
        Optional<Tile> zero = format.fields(Role.ZERO).stream().findFirst().map(f -> field(f, zero(below.times(power), stored)));
        return new Chosen(stored, min, zero, Optional.of(power));
    }

    private Tile power(Tile magnitude) {
        Tile one = magnitude.constant(1);
        Tile up = magnitude.lt(magnitude.constant(SMALL)).select(magnitude.constant(UP), one);
        return shifted() ? magnitude.constant(LARGE).lt(magnitude).select(magnitude.constant(DOWN), up) : up;
    }

    /** The least scale at which codes reach both ends; negative where that lets it be smaller. */
    private Tile reach(Tile below, Tile greatest, Tile power) {
        Tile plus = quotient(greatest, high(), power).max(quotient(below, -low(), power));
        if (low() == -high() || format.fit() != Fit.REACH || scale().least() >= 0) {
            return plus;
        }
        Tile minus = quotient(greatest, -low(), power).max(quotient(below, high(), power));
        Mask smaller = -low() > high() ? below.lt(greatest) : greatest.lt(below);
        return smaller.select(minus.neg(), plus);
    }

    /** The least scale at which the range fits above some zero point; a minimum takes any. */
    private Tile range(Tile below, Tile greatest, Tile power) {
        Tile range = OddTiles.addAsDouble(greatest.times(power), below.times(power));
        Tile scale = OddTiles.scale(OddTiles.divide(range, power.constant(high() - low())), inverse(power), power);
        for (Field zero : format.fields(Role.ZERO)) {
            scale = scale.max(quotient(greatest, high() - zero.least(), power)).max(quotient(below, zero.greatest() - low(), power));
        }
        return scale;
    }

    /** A number, not negative, over what codes reach, which may be nothing on its side. */
    private Tile quotient(Tile value, double limit, Tile power) {
        if (limit <= 0) {
            return value.constant(0);
        }
        return scale().type().equals(DType.F32) ? value.div(limit)
            : OddTiles.scale(OddTiles.divide(value.times(power), value.constant(limit)), inverse(power), power);
    }

    private static Tile inverse(Tile power) {
        return power.constant(1).div(power);
    }

    private Tile zero(Tile below, Tile stored) {
        Tile none = stored.constant(0);
        return stored.eq(none).select(none, OddTiles.add(OddTiles.divide(below, stored), stored.constant(low())));
    }

    @Override
    public Tile codes(Tile x, Chosen c) {
        Field code = format.code();
        Tile scaled = c.power().map(p -> c.min().isPresent() ? kept(x, x.times(p)) : x.times(p)).orElse(x);
        Tile steps = OddTiles.divide(c.min().map(m -> OddTiles.add(scaled, m.neg())).orElse(scaled), c.factor());
        Tile none = steps.constant(0);
        Tile known = c.factor().broadcast(steps.type().dims()).eq(none).select(none, steps);
        Tile value = c.zero().map(z -> OddTiles.add(known, z.broadcast(known.type().dims()))).orElse(known);
        Tile inside = format.fit() == Fit.REACH || code.least() >= 0 ? value : clamp(value, -code.greatest(), code.greatest());
        Tile stored = code.unit() == 1 ? inside : inside.times(1 / code.unit());
        Tile centred = code.centre() == 0 ? stored.plus(0) : OddTiles.add(stored, stored.constant(code.centre()));
        return clamp(centred, code.type().minFinite(), code.type().maxFinite()).cast(code.type());
    }

    /** What is not 0 stays so, however small it becomes. */
    private static Tile kept(Tile x, Tile scaled) {
        Tile zero = x.constant(0);
        Tile least = x.lt(zero).select(x.constant(-Float.MIN_VALUE), x.constant(Float.MIN_VALUE));
        return scaled.eq(zero).and(x.lt(zero).or(zero.lt(x))).select(least, scaled);
    }

    private boolean shifted() {
        return !format.fields(Role.ZERO).isEmpty() || !format.fields(Role.MIN).isEmpty();
    }

    private double high() {
        return format.code().greatest();
    }

    private double low() {
        double least = format.code().least();
        return format.fit() != Fit.REACH && least < 0 ? Math.max(least, -high()) : least;
    }

    private static Tile clamp(Tile t, double low, double high) {
        return t.min(t.constant(high)).max(t.constant(low));
    }

    /** Rounds the values of the groups to a field, saturating, stores them, and gives back what was stored. */
    private Tile field(Field f, Tile groups) {
        Tile units = f.unit() == 1 ? groups : groups.times(1 / f.unit());
        Tile wanted = f.centre() == 0 ? units : OddTiles.add(units, units.constant(f.centre()));
        Tile stored = clamp(wanted, f.type().minFinite(), f.type().maxFinite()).cast(f.type());
        put.accept(f, stored);
        Tile back = stored.cast(DType.F32);
        Tile centred = f.centre() == 0 ? back : back.minus(f.centre());
        return f.unit() == 1 ? centred : centred.times(f.unit());
    }
}
