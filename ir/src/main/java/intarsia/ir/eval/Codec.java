package intarsia.ir.eval;

import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.IntType;
import intarsia.ir.type.PositType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A data type with fast paths for what the evaluator does to every element; they agree with the type by test. */
final class Codec {
    private static final Map<DType, Codec> ALL = new ConcurrentHashMap<>();

    final DType type;
    private final boolean f32;
    private final boolean f64;
    /** Values by code, of floats and posits of at most 16 bits. */
    private final double[] table;

    private Codec(DType type) {
        this.type = type;
        this.f32 = type.equals(DType.F32);
        this.f64 = type.equals(DType.F64);
        boolean slow = type instanceof FloatType || type instanceof PositType;
        this.table = slow && type.bits() <= 16 ? new double[1 << type.bits()] : new double[0];
        for (int code = 0; code < table.length; code++) {
            table[code] = type.decode(code);
        }
    }

    static Codec of(DType type) {
        return ALL.computeIfAbsent(type, Codec::new);
    }

    double decode(long code) {
        if (f32) {
            return Float.intBitsToFloat((int) code);
        }
        if (f64) {
            return Double.longBitsToDouble(code);
        }
        return table.length > 0 ? table[(int) code & (table.length - 1)] : type.decode(code);
    }

    /** Rounds once, overflows as the type does by default; a NaN is the canonical one. */
    long encode(double value) {
        if (f32) {
            return Float.floatToIntBits((float) value) & 0xffff_ffffL;
        }
        return f64 ? Double.doubleToLongBits(value) : type.encode(value);
    }

    boolean isInt() {
        return type instanceof IntType;
    }

    /** The value of an integer code; the unsigned reading of {@code u64}. */
    long integer(long code) {
        if (type instanceof IntType t) {
            return t.decodeLong(code);
        }
        throw new IllegalArgumentException("an integer was wanted, found " + type);
    }

    /** Half the distance from 1 to the next number, of floats. */
    double unitRoundoff() {
        if (type instanceof FloatType t) {
            return Math.scalb(1.0, -t.mantissaBits() - 1);
        }
        throw new IllegalArgumentException("a floating-point type was wanted, found " + type);
    }

    /**
     * The distance to the next number away from zero, or where there is none, to the one before; of types that are no
     * floats, the larger of the distances to both neighbours.
     */
    double ulp(long code) {
        double here = decode(code);
        if (!type.isFloat()) {
            return Double.isNaN(here) ? 0 : Math.max(decode(type.neighbour(code, true)) - here, here - decode(type.neighbour(code, false)));
        }
        double gap = Math.abs(decode(code + 1) - here);
        return Double.isFinite(gap) ? gap : Math.abs(here - decode(code - 1));
    }

    /** How far rounding can take a value that may lie {@code e} to either side of {@code exact} from where it takes that. */
    double spread(double exact, double e) {
        if (e == 0) {
            return 0;
        }
        if (Double.isNaN(exact) || !(e < Double.POSITIVE_INFINITY)) {
            return Double.POSITIVE_INFINITY;
        }
        if (f64) {
            return e + Math.ulp(exact);
        }
        double here = decode(encode(exact));
        return Math.max(gap(decode(encode(exact + e)), here), gap(here, decode(encode(exact - e))));
    }

    /** The distance of two values; 0 of equal infinities. */
    static double gap(double a, double b) {
        double d = a == b ? 0 : Math.abs(a - b);
        return Double.isNaN(d) ? Double.POSITIVE_INFINITY : d;
    }

    /** The distance between the least and the greatest value. */
    double span() {
        return type.maxFinite() - type.minFinite();
    }
}
