package intarsia.codegen.jvm.plain;

import intarsia.codegen.jvm.plain.VectorOperators.Binary;
import intarsia.codegen.jvm.plain.VectorOperators.Comparison;
import intarsia.codegen.jvm.plain.VectorOperators.Conversion;
import intarsia.codegen.jvm.plain.VectorOperators.Name;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Lanes of f32. */
public final class FloatVector extends Vector {
    public static final VectorSpecies SPECIES_64 = VectorSpecies.of(FloatVector.class, 64, 32);
    public static final VectorSpecies SPECIES_128 = VectorSpecies.of(FloatVector.class, 128, 32);
    public static final VectorSpecies SPECIES_256 = VectorSpecies.of(FloatVector.class, 256, 32);
    public static final VectorSpecies SPECIES_512 = VectorSpecies.of(FloatVector.class, 512, 32);
    final float[] lanes;

    FloatVector(float[] lanes) {
        this.lanes = lanes;
    }

    public static FloatVector zero(VectorSpecies s) {
        return new FloatVector(new float[s.length()]);
    }

    public static FloatVector broadcast(VectorSpecies s, float x) {
        float[] r = new float[s.length()];
        Arrays.fill(r, x);
        return new FloatVector(r);
    }

    public static FloatVector fromMemorySegment(VectorSpecies s, MemorySegment m, long at, ByteOrder order) {
        float[] r = new float[s.length()];
        MemorySegment.copy(m, Bits.FLOAT, at, r, 0, r.length);
        return new FloatVector(r);
    }

    public void intoMemorySegment(MemorySegment m, long at, ByteOrder order) {
        MemorySegment.copy(lanes, 0, m, Bits.FLOAT, at, lanes.length);
    }

    public float lane(int i) {
        return lanes[i];
    }

    public FloatVector neg() {
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = -lanes[i];
        }
        return new FloatVector(r);
    }

    public FloatVector abs() {
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Math.abs(lanes[i]);
        }
        return new FloatVector(r);
    }

    public FloatVector sqrt() {
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (float) Math.sqrt(lanes[i]);
        }
        return new FloatVector(r);
    }

    public FloatVector add(Vector v) {
        float[] b = ((FloatVector) v).lanes;
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i] + b[i];
        }
        return new FloatVector(r);
    }

    public FloatVector sub(Vector v) {
        float[] b = ((FloatVector) v).lanes;
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i] - b[i];
        }
        return new FloatVector(r);
    }

    public FloatVector mul(Vector v) {
        float[] b = ((FloatVector) v).lanes;
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i] * b[i];
        }
        return new FloatVector(r);
    }

    public FloatVector div(Vector v) {
        float[] b = ((FloatVector) v).lanes;
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i] / b[i];
        }
        return new FloatVector(r);
    }

    public FloatVector min(Vector v) {
        float[] b = ((FloatVector) v).lanes;
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Math.min(lanes[i], b[i]);
        }
        return new FloatVector(r);
    }

    public FloatVector max(Vector v) {
        float[] b = ((FloatVector) v).lanes;
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Math.max(lanes[i], b[i]);
        }
        return new FloatVector(r);
    }

    public FloatVector fma(Vector v, Vector w) {
        float[] b = ((FloatVector) v).lanes;
        float[] c = ((FloatVector) w).lanes;
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Math.fma(lanes[i], b[i], c[i]);
        }
        return new FloatVector(r);
    }

    public FloatVector lanewise(Binary op, float b) {
        if (op.name != Name.MUL) {
            throw new IllegalArgumentException(op.name + " of floats");
        }
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[i] * b;
        }
        return new FloatVector(r);
    }

    public VectorMask compare(Comparison op, Vector v) {
        float[] b = ((FloatVector) v).lanes;
        long bits = 0;
        for (int i = 0; i < lanes.length; i++) {
            bits |= op.test(lanes[i], b[i]) ? 1L << i : 0;
        }
        return new VectorMask(lanes.length, bits);
    }

    public FloatVector blend(Vector v, VectorMask on) {
        float[] b = ((FloatVector) v).lanes;
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = on.on(i) ? b[i] : lanes[i];
        }
        return new FloatVector(r);
    }

    public FloatVector rearrange(VectorShuffle s) {
        float[] r = new float[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = lanes[s.from[i]];
        }
        return new FloatVector(r);
    }

    public Vector convert(Conversion c, int part) {
        if (c != Conversion.F2I) {
            throw new IllegalArgumentException(c + " of floats");
        }
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (int) lanes[i];
        }
        return new IntVector(r);
    }

    public IntVector reinterpretAsInts() {
        int[] r = new int[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Float.floatToRawIntBits(lanes[i]);
        }
        return new IntVector(r);
    }
}
