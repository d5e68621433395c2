package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.PtxType;

import java.util.List;
import java.util.function.DoubleToLongFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/** {@code cvt}. Sources may lie in wider registers; narrow results are extended to the register's width. */
final class ConvertRows {
    private static final String INTEGERS = "{u8,u16,u32,u64,s8,s16,s32,s64}";

    static final List<Row> ROWS = List.of(
            new Row("cvt[.sat]." + INTEGERS + "." + INTEGERS, f -> convert(f, ConvertRows::integer)),
            new Row("cvt.{rni,rzi,rmi,rpi}[.ftz][.sat]." + INTEGERS + ".{f16,bf16,f32,f64}", f -> convert(f, ConvertRows::toInteger)),
            new Row("cvt.{rn,rz}.{f16,bf16,f32,f64}." + INTEGERS, f -> convert(f, ConvertRows::fromInteger)),
            new Row("cvt.{rni,rzi,rmi,rpi}[.ftz][.sat].f32.f32", f -> convert(f, ConvertRows::toWhole)),
            new Row("cvt.{rni,rzi,rmi,rpi}[.sat].{f16.f16,f64.f64}", f -> convert(f, ConvertRows::toWhole)),
            new Row("cvt[.ftz][.sat].{f32.f16,f32.bf16,f64.f16,f64.f32,f32.f32,f16.f16,f64.f64}", f -> convert(f, ConvertRows::toFloat)),
            new Row("cvt.{rn,rz}[.ftz][.sat][.relu].{f16.f32,bf16.f32,f16.f64,f32.f64}", f -> convert(f, ConvertRows::toFloat)),
            new Row("cvt.{rn,rz}[.relu].{f16x2,bf16x2}.f32", ConvertRows::pack));

    /** Chooses what turns the bits of the source type into those of the destination's. */
    private interface Conversion {
        LongUnaryOperator of(Form f, PtxType to, PtxType from);
    }

    private ConvertRows() { }

    private static Action convert(Form f, Conversion conversion) {
        f.wantCount(2, 2);
        PtxType from = f.typeAt(1), type = f.typeAt(2);
        int a = f.fromAtLeast(f.operand(1), from), to = f.toAtLeast(f.operand(0), type);
        long width = f.program().widthMask(f.operand(0)), given = from.mask();
        LongUnaryOperator work = conversion.of(f, type, from);
        return new Action.Plain((w, lanes) -> {
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) != 0) w.file[to][l] = extended(type, work.applyAsLong(w.file[a][l] & given)) & width;
            }
        });
    }

    /** Sign- or zero-extended to 64 bits. */
    static long extended(PtxType t, long bits) {
        int shift = 64 - t.bits();
        return t.isSigned() ? (bits << shift) >> shift : bits & t.mask();
    }

    private static LongUnaryOperator integer(Form f, PtxType to, PtxType from) {
        if (!f.has("sat")) return bits -> extended(from, bits);
        long low = to.isSigned() ? -1L << (to.bits() - 1) : 0, high = to.isSigned() ? (1L << (to.bits() - 1)) - 1 : to.mask();
        return bits -> {
            long v = extended(from, bits);
            if (v < 0 && !from.isSigned()) return high;
            return v < low ? low : high >= 0 && v > high ? high : v;
        };
    }

    /** Saturates; NaN gives 0. */
    private static LongUnaryOperator toInteger(Form f, PtxType to, PtxType from) {
        boolean flush = f.has("ftz");
        DoubleUnaryOperator whole = whole(f);
        long low = to.isSigned() ? -1L << (to.bits() - 1) : 0, high = to.isSigned() ? (1L << (to.bits() - 1)) - 1 : to.mask();
        double end = Math.scalb(1.0, to.bits());
        return bits -> {
            double v = whole.applyAsDouble(CompareRows.value(from, bits, flush));
            if (to.isSigned()) return Math.clamp((long) v, low, high);
            if (!(v > 0)) return 0;
            return v >= end ? high : v >= 0x1p63 ? (long) (v - 0x1p63) ^ Long.MIN_VALUE : (long) v;
        };
    }

    private static DoubleUnaryOperator whole(Form f) {
        return switch (f.oneOf("rni", "rzi", "rmi", "rpi")) {
            case "rni" -> Math::rint;
            case "rzi" -> v -> v < 0 ? Math.ceil(v) : Math.floor(v);
            case "rmi" -> Math::floor;
            default -> Math::ceil;
        };
    }

    private static LongUnaryOperator fromInteger(Form f, PtxType to, PtxType from) {
        boolean unsigned = !from.isSigned(), towardZero = f.has("rz");
        if (to != PtxType.F64) return bits -> encode(to, FloatFormat.odd(extended(from, bits), unsigned), towardZero);
        if (towardZero) throw f.fault("cvt.rz to f64 is not modelled; use .rn");
        return bits -> {
            long v = extended(from, bits);
            return Double.doubleToRawLongBits(v < 0 && unsigned ? 2 * (double) ((v >>> 1) | (v & 1)) : (double) v);
        };
    }

    private static LongUnaryOperator toWhole(Form f, PtxType to, PtxType from) {
        boolean flush = f.has("ftz");
        DoubleUnaryOperator whole = whole(f);
        DoubleToLongFunction finish = finish(f, to);
        return bits -> finish.applyAsLong(whole.applyAsDouble(CompareRows.value(from, bits, flush)));
    }

    private static LongUnaryOperator toFloat(Form f, PtxType to, PtxType from) {
        boolean flush = f.has("ftz");
        DoubleToLongFunction finish = finish(f, to);
        return bits -> finish.applyAsLong(CompareRows.value(from, bits, flush));
    }

    private static DoubleToLongFunction finish(Form f, PtxType to) {
        boolean saturate = f.has("sat"), relu = f.has("relu"), towardZero = f.has("rz"), flush = to == PtxType.F32 && f.has("ftz");
        return v -> {
            double r = !saturate ? v : v > 0 ? Math.min(v, 1) : 0;
            long code = encode(to, relu && r < 0 ? 0 : r, towardZero);
            return flush ? Floats.flushed(code) : code;
        };
    }

    private static long encode(PtxType to, double v, boolean towardZero) {
        return switch (to) {
            case F16, F16X2 -> FloatFormat.F16.encode(v, towardZero);
            case BF16, BF16X2 -> FloatFormat.BF16.encode(v, towardZero);
            case F32 -> FloatFormat.F32.encode(v, towardZero);
            case F64 -> Double.doubleToRawLongBits(v);
            default -> throw new IllegalArgumentException("." + to + " is not a float");
        };
    }

    /** {@code d, a, b}: a goes to the high half. */
    private static Action pack(Form f) {
        f.wantCount(3, 3);
        PtxType type = f.typeAt(2);
        DoubleToLongFunction finish = finish(f, type);
        int high = f.from(1, PtxType.F32), low = f.from(2, PtxType.F32), to = f.to(0, type);
        return new Action.Plain((w, lanes) -> {
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) != 0) w.file[to][l] = finish.applyAsLong(Floats.f32(w.file[high][l])) << 16 | finish.applyAsLong(Floats.f32(w.file[low][l]));
            }
        });
    }
}
