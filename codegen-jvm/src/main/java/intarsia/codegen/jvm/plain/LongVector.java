package intarsia.codegen.jvm.plain;

import intarsia.codegen.jvm.plain.VectorOperators.Binary;
import intarsia.codegen.jvm.plain.VectorOperators.Unary;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/** Lanes of 64-bit integers. */
public final class LongVector extends Vector {
    public static final VectorSpecies SPECIES_64 = VectorSpecies.of(LongVector.class, 64, 64);
    public static final VectorSpecies SPECIES_128 = VectorSpecies.of(LongVector.class, 128, 64);
    public static final VectorSpecies SPECIES_256 = VectorSpecies.of(LongVector.class, 256, 64);
    public static final VectorSpecies SPECIES_512 = VectorSpecies.of(LongVector.class, 512, 64);
    private final long[] lanes;

    LongVector(long[] lanes) {
        this.lanes = lanes;
    }

    public static LongVector zero(VectorSpecies s) {
        return new LongVector(new long[s.length()]);
    }

    public static LongVector broadcast(VectorSpecies s, long x) {
        long[] r = new long[s.length()];
        Arrays.fill(r, x);
        return new LongVector(r);
    }

    public static LongVector fromMemorySegment(VectorSpecies s, MemorySegment m, long at, ByteOrder order) {
        long[] r = new long[s.length()];
        MemorySegment.copy(m, Bits.LONG, at, r, 0, r.length);
        return new LongVector(r);
    }

    public void intoMemorySegment(MemorySegment m, long at, ByteOrder order) {
        MemorySegment.copy(lanes, 0, m, Bits.LONG, at, lanes.length);
    }

    public long lane(int i) {
        return lanes[i];
    }

    private LongVector each(Vector v, LongBinaryOperator op) {
        long[] b = ((LongVector) v).lanes;
        long[] r = new long[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = op.applyAsLong(lanes[i], b[i]);
        }
        return new LongVector(r);
    }

    public LongVector neg() {
        return each(this, (a, b) -> -a);
    }

    public LongVector abs() {
        return each(this, (a, b) -> Math.abs(a));
    }

    public LongVector not() {
        return each(this, (a, b) -> ~a);
    }

    public LongVector add(Vector v) {
        return each(v, Long::sum);
    }

    public LongVector sub(Vector v) {
        return each(v, (a, b) -> a - b);
    }

    public LongVector mul(Vector v) {
        return each(v, (a, b) -> a * b);
    }

    public LongVector min(Vector v) {
        return each(v, Math::min);
    }

    public LongVector max(Vector v) {
        return each(v, Math::max);
    }

    public LongVector lanewise(Unary op) {
        long[] r = new long[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = op.apply(lanes[i], 64);
        }
        return new LongVector(r);
    }

    public LongVector lanewise(Binary op, Vector v) {
        return each(v, (a, b) -> op.name.apply(a, b, 64));
    }

    public LongVector lanewise(Binary op, long b) {
        return each(this, (a, same) -> op.name.apply(a, b, 64));
    }

    public IntVector reinterpretAsInts() {
        return new IntVector(Bits.words(lanes));
    }

    public DoubleVector reinterpretAsDoubles() {
        return new DoubleVector(Arrays.stream(lanes).mapToDouble(Double::longBitsToDouble).toArray());
    }
}
