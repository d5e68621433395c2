package intarsia.codegen.jvm.plain;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** Lanes of f64. */
public final class DoubleVector extends Vector {
    public static final VectorSpecies SPECIES_64 = VectorSpecies.of(DoubleVector.class, 64, 64);
    public static final VectorSpecies SPECIES_128 = VectorSpecies.of(DoubleVector.class, 128, 64);
    public static final VectorSpecies SPECIES_256 = VectorSpecies.of(DoubleVector.class, 256, 64);
    public static final VectorSpecies SPECIES_512 = VectorSpecies.of(DoubleVector.class, 512, 64);
    private final double[] lanes;

    DoubleVector(double[] lanes) {
        this.lanes = lanes;
    }

    public static DoubleVector zero(VectorSpecies s) {
        return new DoubleVector(new double[s.length()]);
    }

    public static DoubleVector broadcast(VectorSpecies s, double x) {
        double[] r = new double[s.length()];
        Arrays.fill(r, x);
        return new DoubleVector(r);
    }

    public static DoubleVector fromMemorySegment(VectorSpecies s, MemorySegment m, long at, ByteOrder order) {
        return LongVector.fromMemorySegment(s, m, at, order).reinterpretAsDoubles();
    }

    public void intoMemorySegment(MemorySegment m, long at, ByteOrder order) {
        reinterpretAsLongs().intoMemorySegment(m, at, order);
    }

    public double lane(int i) {
        return lanes[i];
    }

    private DoubleVector each(Vector v, DoubleBinaryOperator op) {
        double[] b = ((DoubleVector) v).lanes;
        double[] r = new double[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = op.applyAsDouble(lanes[i], b[i]);
        }
        return new DoubleVector(r);
    }

    public DoubleVector neg() {
        return each(this, (a, b) -> -a);
    }

    public DoubleVector abs() {
        return each(this, (a, b) -> Math.abs(a));
    }

    public DoubleVector sqrt() {
        return each(this, (a, b) -> Math.sqrt(a));
    }

    public DoubleVector add(Vector v) {
        return each(v, Double::sum);
    }

    public DoubleVector sub(Vector v) {
        return each(v, (a, b) -> a - b);
    }

    public DoubleVector mul(Vector v) {
        return each(v, (a, b) -> a * b);
    }

    public DoubleVector div(Vector v) {
        return each(v, (a, b) -> a / b);
    }

    public DoubleVector min(Vector v) {
        return each(v, Math::min);
    }

    public DoubleVector max(Vector v) {
        return each(v, Math::max);
    }

    public DoubleVector fma(Vector v, Vector w) {
        double[] b = ((DoubleVector) v).lanes;
        double[] c = ((DoubleVector) w).lanes;
        double[] r = new double[lanes.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Math.fma(lanes[i], b[i], c[i]);
        }
        return new DoubleVector(r);
    }

    public IntVector reinterpretAsInts() {
        return reinterpretAsLongs().reinterpretAsInts();
    }

    public LongVector reinterpretAsLongs() {
        return new LongVector(Arrays.stream(lanes).mapToLong(Double::doubleToRawLongBits).toArray());
    }
}
