package intarsia.codegen.jvm.plain;

import intarsia.codegen.jvm.plain.VectorOperators.Binary;
import intarsia.codegen.jvm.plain.VectorOperators.Comparison;
import intarsia.codegen.jvm.plain.VectorOperators.Conversion;
import intarsia.codegen.jvm.plain.VectorOperators.Unary;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;

/** Lanes of 16-bit integers. */
public final class ShortVector extends Vector {
    public static final VectorSpecies SPECIES_64 = VectorSpecies.of(ShortVector.class, 64, 16);
    public static final VectorSpecies SPECIES_128 = VectorSpecies.of(ShortVector.class, 128, 16);
    public static final VectorSpecies SPECIES_256 = VectorSpecies.of(ShortVector.class, 256, 16);
    public static final VectorSpecies SPECIES_512 = VectorSpecies.of(ShortVector.class, 512, 16);
    private final short[] lanes;

    ShortVector(short[] lanes) {
        this.lanes = lanes;
    }

    public static ShortVector broadcast(VectorSpecies s, short x) {
        short[] r = new short[s.length()];
        Arrays.fill(r, x);
        return new ShortVector(r);
    }

    public static ShortVector fromMemorySegment(VectorSpecies s, MemorySegment m, long at, ByteOrder order) {
        short[] r = new short[s.length()];
        MemorySegment.copy(m, Bits.SHORT, at, r, 0, r.length);
        return new ShortVector(r);
    }

    public void intoMemorySegment(MemorySegment m, long at, ByteOrder order) {
        MemorySegment.copy(lanes, 0, m, Bits.SHORT, at, lanes.length);
    }

    private ShortVector each(Vector v, IntBinaryOperator op) {
        short[] b = ((ShortVector) v).lanes;
        short[] r = new short[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (short) op.applyAsInt(lanes[i], b[i]);
        }
        return new ShortVector(r);
    }

    public ShortVector neg() {
        return each(this, (a, b) -> -a);
    }

    public ShortVector abs() {
        return each(this, (a, b) -> Math.abs(a));
    }

    public ShortVector not() {
        return each(this, (a, b) -> ~a);
    }

    public ShortVector add(Vector v) {
        return each(v, (a, b) -> a + b);
    }

    public ShortVector sub(Vector v) {
        return each(v, (a, b) -> a - b);
    }

    public ShortVector mul(Vector v) {
        return each(v, (a, b) -> a * b);
    }

    public ShortVector min(Vector v) {
        return each(v, Math::min);
    }

    public ShortVector max(Vector v) {
        return each(v, Math::max);
    }

    public ShortVector lanewise(Unary op) {
        short[] r = new short[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (short) op.apply(lanes[i], 16);
        }
        return new ShortVector(r);
    }

    public ShortVector lanewise(Binary op, Vector v) {
        return each(v, (a, b) -> (int) op.name.apply(a, b, 16));
    }

    public ShortVector lanewise(Binary op, short b) {
        return each(this, (a, same) -> (int) op.name.apply(a, b, 16));
    }

    public VectorMask compare(Comparison op, short b) {
        long bits = 0;
        for (int i = 0; i < lanes.length; i++) {
            bits |= op.test(lanes[i], b) ? 1L << i : 0;
        }
        return new VectorMask(lanes.length, bits);
    }

    public ShortVector blend(Vector v, VectorMask on) {
        short[] b = ((ShortVector) v).lanes;
        short[] r = new short[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = on.on(i) ? b[i] : lanes[i];
        }
        return new ShortVector(r);
    }

    /** Lane {@code i} of the result is the lane of {@code v} that lane {@code i} of this names. */
    public ShortVector selectFrom(Vector v) {
        return selectFrom(v, v);
    }

    /** The same of two vectors one after the other. */
    public ShortVector selectFrom(Vector v, Vector w) {
        short[] r = new short[lanes.length];
        for (int i = 0; i < r.length; i++) {
            int from = lanes[i] & 2 * r.length - 1;
            r[i] = ((ShortVector) (from < r.length ? v : w)).lanes[from & r.length - 1];
        }
        return new ShortVector(r);
    }

    public Vector convertShape(Conversion c, VectorSpecies to, int part) {
        int kept = switch (c) {
            case S2I -> -1;
            case ZERO_EXTEND_S2I -> 0xffff;
            default -> throw new IllegalArgumentException(c + " of shorts");
        };
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i] & kept;
        }
        return new IntVector(r);
    }

    public IntVector reinterpretAsInts() {
        return new IntVector(Bits.words(lanes));
    }
}
