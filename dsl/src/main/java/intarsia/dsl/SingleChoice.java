package intarsia.dsl;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What {@link QuantizeRule#SINGLE} chooses for groups, and the codes under it: its operations in their order, bit for bit, wherever the groups' numbers lie.
 *
 * @param put stores what groups have of a field
 */
record SingleChoice(BlockFormat format, BiConsumer<Field, Tile> put) implements Choice {
    /** Where groups have neither a zero point nor a minimum. */
    @Override
    public boolean byMagnitude() {
        return format.fields(Role.ZERO).isEmpty() && format.fields(Role.MIN).isEmpty();
    }

    @Override
    public Chosen of(Tile magnitude) {
        return new Chosen(inverse(field(scale(), magnitude.div(limit()))), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public Chosen of(Tile least, Tile greatest) {
        double low = format.code().least();
        Tile scale = field(scale(), greatest.minus(least).div((double) ((float) format.code().greatest() - (float) low)));
        Tile inverse = inverse(scale);
        Optional<Tile> min = format.fields(Role.MIN).stream().findFirst().map(f -> field(f, least.minus(scale.times(low))));
        Optional<Tile> zero = format.fields(Role.ZERO).stream().findFirst().map(f -> field(f, least.times(inverse).neg().plus(low)));
        return new Chosen(inverse, min, zero, Optional.empty());
    }

    @Override
    public Tile codes(Tile x, Chosen c) {
        Field code = format.code();
        Tile steps = c.min().map(x::minus).orElse(x).times(c.factor());
        Tile shifted = c.zero().map(steps::plus).orElse(steps);
        Tile inside = byMagnitude() ? clamp(shifted, Math.max(code.least(), -limit()), Math.min(code.greatest(), limit())) : clamp(shifted, code.least(), code.greatest());
        return (code.centre() == 0 ? inside : inside.plus(code.centre())).cast(code.type());
    }

    private double limit() {
        return QuantizeRule.limit(format.code());
    }

    /** 0 of a scale of 0, and finite of one so small that its inverse is not. */
    private static Tile inverse(Tile scale) {
        Tile zero = scale.constant(0);
        return scale.eq(zero).select(zero, scale.constant(1).div(scale).min(scale.constant(Float.MAX_VALUE)));
    }

    private static Tile clamp(Tile t, double low, double high) {
        return t.min(t.constant(high)).max(t.constant(low));
    }

    /** Rounds the values of the groups to a field, saturating, stores them, and gives back what was stored. */
    private Tile field(Field f, Tile groups) {
        Tile wanted = f.unit() == 1 ? groups : groups.times(1 / f.unit());
        Tile stored = clamp(wanted, f.type().minFinite(), f.type().maxFinite()).cast(f.type());
        put.accept(f, stored);
        Tile back = stored.cast(DType.F32);
        return f.unit() == 1 ? back : back.times(f.unit());
    }
}
