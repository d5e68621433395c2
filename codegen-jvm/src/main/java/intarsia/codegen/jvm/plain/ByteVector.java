package intarsia.codegen.jvm.plain;

import intarsia.codegen.jvm.plain.VectorOperators.Binary;
import intarsia.codegen.jvm.plain.VectorOperators.Conversion;
import intarsia.codegen.jvm.plain.VectorOperators.Unary;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;

/** Lanes of 8-bit integers. */
public final class ByteVector extends Vector {
    public static final VectorSpecies SPECIES_64 = VectorSpecies.of(ByteVector.class, 64, 8);
    public static final VectorSpecies SPECIES_128 = VectorSpecies.of(ByteVector.class, 128, 8);
    public static final VectorSpecies SPECIES_256 = VectorSpecies.of(ByteVector.class, 256, 8);
    public static final VectorSpecies SPECIES_512 = VectorSpecies.of(ByteVector.class, 512, 8);
    private final byte[] lanes;

    ByteVector(byte[] lanes) {
        this.lanes = lanes;
    }

    public static ByteVector broadcast(VectorSpecies s, byte x) {
        byte[] r = new byte[s.length()];
        Arrays.fill(r, x);
        return new ByteVector(r);
    }

    public static ByteVector fromMemorySegment(VectorSpecies s, MemorySegment m, long at, ByteOrder order) {
        byte[] r = new byte[s.length()];
        MemorySegment.copy(m, ValueLayout.JAVA_BYTE, at, r, 0, r.length);
        return new ByteVector(r);
    }

    public void intoMemorySegment(MemorySegment m, long at, ByteOrder order) {
        MemorySegment.copy(lanes, 0, m, ValueLayout.JAVA_BYTE, at, lanes.length);
    }

    private ByteVector each(Vector v, IntBinaryOperator op) {
        byte[] b = ((ByteVector) v).lanes;
        byte[] r = new byte[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (byte) op.applyAsInt(lanes[i], b[i]);
        }
        return new ByteVector(r);
    }

    public ByteVector neg() {
        return each(this, (a, b) -> -a);
    }

    public ByteVector abs() {
        return each(this, (a, b) -> Math.abs(a));
    }

    public ByteVector not() {
        return each(this, (a, b) -> ~a);
    }

    public ByteVector add(Vector v) {
        return each(v, (a, b) -> a + b);
    }

    public ByteVector sub(Vector v) {
        return each(v, (a, b) -> a - b);
    }

    public ByteVector mul(Vector v) {
        return each(v, (a, b) -> a * b);
    }

    public ByteVector min(Vector v) {
        return each(v, Math::min);
    }

    public ByteVector max(Vector v) {
        return each(v, Math::max);
    }

    public ByteVector lanewise(Unary op) {
        byte[] r = new byte[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (byte) op.apply(lanes[i], 8);
        }
        return new ByteVector(r);
    }

    public ByteVector lanewise(Binary op, Vector v) {
        return each(v, (a, b) -> (int) op.name.apply(a, b, 8));
    }

    public ByteVector lanewise(Binary op, byte b) {
        return each(this, (a, same) -> (int) op.name.apply(a, b, 8));
    }

    public Vector convertShape(Conversion c, VectorSpecies to, int part) {
        int kept = switch (c) {
            case B2I -> -1;
            case ZERO_EXTEND_B2I -> 0xff;
            default -> throw new IllegalArgumentException(c + " of bytes");
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
