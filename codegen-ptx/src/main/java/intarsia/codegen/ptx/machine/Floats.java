package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.Lanewise.Lane;
import intarsia.codegen.ptx.text.PtxType;

/** Floats as bits in a long, and what {@code .ftz}, {@code .sat} and NaN mean for them. */
final class Floats {
    /** What f32 arithmetic of the hardware answers for any NaN. */
    static final long NAN32 = 0x7FFF_FFFFL;

    /** The work of one lane on f32. */
    interface Single {
        float of(float a, float b, float c);
    }

    /** The work of one lane on f64. */
    interface Double64 {
        double of(double a, double b, double c);
    }

    private Floats() { }

    static float f32(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    static long bits(float v) {
        return Float.isNaN(v) ? NAN32 : Float.floatToRawIntBits(v) & 0xFFFF_FFFFL;
    }

    static Lane single(Single op) {
        return (a, b, c) -> bits(op.of(f32(a), f32(b), f32(c)));
    }

    static Lane wide(Double64 op) {
        return (a, b, c) -> Double.doubleToRawLongBits(op.of(Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c)));
    }

    /** The same work with f32 sources and result flushed where the instruction says {@code .ftz}, the result kept in [0, 1] for {@code .sat}. */
    static Lane modified(Form f, Lane lane, PtxType[] types) {
        boolean flush = f.has("ftz"), saturate = f.has("sat"), flushResult = flush && types[0] == PtxType.F32;
        Lane work = !flush ? lane : (a, b, c) -> {
            long r = lane.of(flushed(a), flushed(b), types.length > 3 && types[3] != PtxType.F32 ? c : flushed(c));
            return flushResult ? flushed(r) : r;
        };
        return !saturate ? work : (a, b, c) -> saturated(work.of(a, b, c));
    }

    /** A zero of the same sign for a subnormal. */
    static long flushed(long bits) {
        return (bits & 0x7F80_0000L) == 0 ? bits & 0x8000_0000L : bits;
    }

    /** In [0, 1]; NaN becomes +0. */
    static long saturated(long bits) {
        float v = f32(bits);
        return bits(v > 0 ? Math.min(v, 1) : 0);
    }

    /** The smaller, −0 before +0; of a number and NaN the number, or NaN where the instruction says {@code .NaN}. */
    static double min(double a, double b, boolean keepNan) {
        if (!keepNan && Double.isNaN(a)) return b;
        return !keepNan && Double.isNaN(b) ? a : Math.min(a, b);
    }

    /** The larger, as {@link #min}. */
    static double max(double a, double b, boolean keepNan) {
        return -min(-a, -b, keepNan);
    }
}
