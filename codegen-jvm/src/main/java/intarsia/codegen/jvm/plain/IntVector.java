package intarsia.codegen.jvm.plain;

import intarsia.codegen.jvm.plain.VectorOperators.Associative;
import intarsia.codegen.jvm.plain.VectorOperators.Binary;
import intarsia.codegen.jvm.plain.VectorOperators.Comparison;
import intarsia.codegen.jvm.plain.VectorOperators.Conversion;
import intarsia.codegen.jvm.plain.VectorOperators.Unary;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Lanes of 32-bit integers. */
public final class IntVector extends Vector {
    public static final VectorSpecies SPECIES_64 = VectorSpecies.of(IntVector.class, 64, 32);
    public static final VectorSpecies SPECIES_128 = VectorSpecies.of(IntVector.class, 128, 32);
    public static final VectorSpecies SPECIES_256 = VectorSpecies.of(IntVector.class, 256, 32);
    public static final VectorSpecies SPECIES_512 = VectorSpecies.of(IntVector.class, 512, 32);
    final int[] lanes;

    IntVector(int[] lanes) {
        this.lanes = lanes;
    }

    public static IntVector zero(VectorSpecies s) {
        return new IntVector(new int[s.length()]);
    }

    public static IntVector broadcast(VectorSpecies s, int x) {
        return of(s.length(), x);
    }

    private static IntVector of(int length, int x) {
        int[] r = new int[length];
        Arrays.fill(r, x);
        return new IntVector(r);
    }

    public static IntVector fromArray(VectorSpecies s, int[] a, int offset) {
        return new IntVector(Arrays.copyOfRange(a, offset, offset + s.length()));
    }

    public static IntVector fromMemorySegment(VectorSpecies s, MemorySegment m, long at, ByteOrder order) {
        int[] r = new int[s.length()];
        MemorySegment.copy(m, Bits.INT, at, r, 0, r.length);
        return new IntVector(r);
    }

    public static IntVector fromMemorySegment(VectorSpecies s, MemorySegment m, long at, ByteOrder order, VectorMask on) {
        int[] r = new int[s.length()];
        for (int i = 0; i < r.length; i++) {
            r[i] = on.on(i) ? m.get(Bits.INT, at + 4L * i) : 0;
        }
        return new IntVector(r);
    }

    public void intoMemorySegment(MemorySegment m, long at, ByteOrder order) {
        MemorySegment.copy(lanes, 0, m, Bits.INT, at, lanes.length);
    }

    public void intoMemorySegment(MemorySegment m, long at, ByteOrder order, VectorMask on) {
        for (int i = 0; i < lanes.length; i++) {
            if (on.on(i)) {
                m.set(Bits.INT, at + 4L * i, lanes[i]);
            }
        }
    }

    public int lane(int i) {
        return lanes[i];
    }

    public IntVector neg() {
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = -lanes[i];
        }
        return new IntVector(r);
    }

    public IntVector abs() {
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Math.abs(lanes[i]);
        }
        return new IntVector(r);
    }

    public IntVector not() {
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = ~lanes[i];
        }
        return new IntVector(r);
    }

    public IntVector add(Vector v) {
        int[] b = ((IntVector) v).lanes;
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i] + b[i];
        }
        return new IntVector(r);
    }

    public IntVector sub(Vector v) {
        int[] b = ((IntVector) v).lanes;
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i] - b[i];
        }
        return new IntVector(r);
    }

    public IntVector mul(Vector v) {
        int[] b = ((IntVector) v).lanes;
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i] * b[i];
        }
        return new IntVector(r);
    }

    public IntVector min(Vector v) {
        int[] b = ((IntVector) v).lanes;
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Math.min(lanes[i], b[i]);
        }
        return new IntVector(r);
    }

    public IntVector max(Vector v) {
        int[] b = ((IntVector) v).lanes;
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Math.max(lanes[i], b[i]);
        }
        return new IntVector(r);
    }

    public IntVector lanewise(Unary op) {
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (int) op.apply(lanes[i], 32);
        }
        return new IntVector(r);
    }

    public IntVector lanewise(Binary op, int b) {
        int[] r = new int[lanes.length];
        switch (op.name) {
            case AND -> {
                for (int i = 0; i < r.length; i++) {
                    r[i] = lanes[i] & b;
                }
            }
            case LSHL -> {
                for (int i = 0; i < r.length; i++) {
                    r[i] = lanes[i] << b;
                }
            }
            case LSHR -> {
                for (int i = 0; i < r.length; i++) {
                    r[i] = lanes[i] >>> b;
                }
            }
            case ASHR -> {
                for (int i = 0; i < r.length; i++) {
                    r[i] = lanes[i] >> b;
                }
            }
            case OR, XOR, MUL, UMIN, UMAX -> {
                return lanewise(op, of(r.length, b));
            }
        }
        return new IntVector(r);
    }

    public IntVector lanewise(Binary op, Vector v) {
        int[] b = ((IntVector) v).lanes;
        int[] r = new int[lanes.length];
        switch (op.name) {
            case AND -> {
                for (int i = 0; i < r.length; i++) {
                    r[i] = lanes[i] & b[i];
                }
            }
            case OR -> {
                for (int i = 0; i < r.length; i++) {
                    r[i] = lanes[i] | b[i];
                }
            }
            case XOR, MUL, UMIN, UMAX, LSHL, LSHR, ASHR -> {
                for (int i = 0; i < r.length; i++) {
                    r[i] = (int) op.name.apply(lanes[i], b[i], 32);
                }
            }
        }
        return new IntVector(r);
    }

    public int reduceLanes(Associative op) {
        int r = lanes[0];
        for (int i = 1; i < lanes.length; i++) {
            r = (int) op.name.apply(r, lanes[i], 32);
        }
        return r;
    }

    public VectorMask compare(Comparison op, Vector v) {
        int[] b = ((IntVector) v).lanes;
        long bits = 0;
        for (int i = 0; i < lanes.length; i++) {
            bits |= op.test(lanes[i], b[i]) ? 1L << i : 0;
        }
        return new VectorMask(lanes.length, bits);
    }

    public VectorMask compare(Comparison op, int b) {
        return compare(op, of(lanes.length, b));
    }

    public IntVector blend(Vector v, VectorMask on) {
        int[] b = ((IntVector) v).lanes;
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = on.on(i) ? b[i] : lanes[i];
        }
        return new IntVector(r);
    }

    public IntVector blend(int b, VectorMask on) {
        return blend(of(lanes.length, b), on);
    }

    public IntVector rearrange(VectorShuffle s) {
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[s.from[i]];
        }
        return new IntVector(r);
    }

    /** Lane {@code i} of the result is the lane of {@code v} that lane {@code i} of this names. */
    public IntVector selectFrom(Vector v) {
        int[] b = ((IntVector) v).lanes;
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = b[lanes[i] & r.length - 1];
        }
        return new IntVector(r);
    }

    /** The same of two vectors one after the other. */
    public IntVector selectFrom(Vector v, Vector w) {
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            int from = lanes[i] & 2 * r.length - 1;
            r[i] = ((IntVector) (from < r.length ? v : w)).lanes[from & r.length - 1];
        }
        return new IntVector(r);
    }

    public Vector convert(Conversion c, int part) {
        if (c != Conversion.I2F) {
            throw new IllegalArgumentException(c + " of ints");
        }
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i];
        }
        return new FloatVector(r);
    }

    public Vector convertShape(Conversion c, VectorSpecies to, int part) {
        return switch (c) {
            case I2B -> {
                byte[] r = new byte[lanes.length];
                for (int i = 0; i < r.length; i++) {
                    r[i] = (byte) lanes[i];
                }
                yield new ByteVector(r);
            }
            case I2S -> {
                short[] r = new short[lanes.length];
                for (int i = 0; i < r.length; i++) {
                    r[i] = (short) lanes[i];
                }
                yield new ShortVector(r);
            }
            default -> throw new IllegalArgumentException(c + " of ints");
        };
    }

    public FloatVector reinterpretAsFloats() {
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Float.intBitsToFloat(lanes[i]);
        }
        return new FloatVector(r);
    }

    public ByteVector reinterpretAsBytes() {
        return new ByteVector(Bits.bytes(lanes));
    }

    public ShortVector reinterpretAsShorts() {
        return new ShortVector(Bits.shorts(lanes));
    }

    public LongVector reinterpretAsLongs() {
        return new LongVector(Bits.longs(lanes));
    }

    public DoubleVector reinterpretAsDoubles() {
        return reinterpretAsLongs().reinterpretAsDoubles();
    }
}
