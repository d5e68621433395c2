package intarsia.codegen.ptx;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.stream.LongStream;

/** What ops mean on the bits of one lane, by the entries of the ops themselves; empty where an op is not legal. */
final class Scalars {
    private Scalars() {
    }

    /** The arithmetic of a type: that of {@code <i32>} and {@code i32} is one. */
    static Elem elem(String type) {
        String bare = type.replaceAll("[<>]", "").toUpperCase(Locale.ROOT);
        return bare.equals("I1") ? Elem.BIT : Elem.valueOf(bare);
    }

    /** Values at the edges of a type, then random ones. */
    static List<Long> edges(Elem e, SplittableRandom random) {
        LongStream edges = switch (e) {
            case BIT -> LongStream.of(0, 1);
            case I32 -> LongStream.of(0, 1, -1, 2, 31, 1L << 31, Integer.MAX_VALUE, 0x8001, -7);
            case I64 -> LongStream.of(0, 1, -1, 7, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -(1L << 32) + 5, 63);
            case F32 -> LongStream.of(0, 0x80000000L, 0x3f800000, 0xbfc00000L, 0x40200000, 0xc0200000L, 0x3effffff, 1, 0x80000001L, 0x00800000, 0x7f7fffff,
                    0x7f800000, 0xff800000L, 0x7fc00000, 0x4f32d05e, 0xcf32d05eL, 0x4b800001);
            case F64 -> LongStream.of(0, Long.MIN_VALUE, 0x3ff0000000000000L, 0xc004000000000000L, 1, 0x7fefffffffffffffL, 0x7ff0000000000000L, 0x7ff8000000000000L,
                    0x3fd5555555555555L);
            case I16X2 -> LongStream.of(0, 0x7fff8000, 0x80007fffL, 0xffff0001L, 0x0001ffff, 0x80008000L, 0x00ffff00);
            case I8X4 -> LongStream.of(0, 0x7f80ff01, 0x80808080L, 0xffffffffL, 0x01020304, 0x7f7f7f7f, 0x80ff007fL);
            case F16X2 -> LongStream.of(0x80000000L, 0x80003c00L, 0x7bff0001, 0xfbff7bffL, 0x7c00fc00, 0x7e003c01, 0x00018001, 0x3555b555, 0x040003ff);
            case BF16X2 -> LongStream.of(0x80000000L, 0x80003f80L, 0x7f7f0001, 0xff7f7f7fL, 0x7f80ff80, 0x7fc03f81, 0x00018001, 0x3eabbeab, 0x0080007f);
        };
        List<Long> all = new ArrayList<>(edges.map(v -> v & mask(e)).boxed().toList());
        for (int i = 0; i < 6 && e != Elem.BIT; i++) {
            all.add(random.nextLong() & mask(e));
        }
        return all;
    }

    static long mask(Elem e) {
        return -1L >>> (64 - e.bits());
    }

    /** Bits of one element of the register. */
    private static int width(Elem e) {
        return switch (e) {
            case I16X2, F16X2, BF16X2 -> 16;
            case I8X4 -> 8;
            case BIT, I32, I64, F32, F64 -> e.bits();
        };
    }

    static double decode(Elem e, long bits) {
        return switch (e) {
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
            case F16X2 -> Float.float16ToFloat((short) bits);
            case BF16X2 -> Float.intBitsToFloat((int) bits << 16);
            case BIT, I32, I64, I16X2, I8X4 -> throw new IllegalStateException(e + " is no float");
        };
    }

    static long encode(Elem e, double v) {
        return switch (e) {
            case F32 -> Float.floatToIntBits((float) v);
            case F64 -> Double.doubleToLongBits(v);
            case F16X2 -> Float.floatToFloat16((float) v);
            case BF16X2 -> {
                int f = Float.floatToIntBits((float) v);
                yield (Double.isNaN(v) ? f : f + 0x7fff + (f >>> 16 & 1)) >>> 16;
            }
            case BIT, I32, I64, I16X2, I8X4 -> throw new IllegalStateException(e + " is no float");
        };
    }

    /** Each element of words through {@code f}; the parts come sign-extended where they are integers. */
    static long each(Elem e, long a, long b, BinaryOperator<Long> f) {
        int w = width(e);
        long r = 0;
        for (int i = 0; i < e.bits(); i += w) {
            long low = -1L >>> (64 - w);
            r |= (f.apply(a << (64 - w - i) >> (64 - w), b << (64 - w - i) >> (64 - w)) & low) << i;
        }
        return r;
    }

    static Optional<Long> unary(UnaryOp op, Elem e, long a) {
        boolean real = isReal(e);
        boolean legal = switch (op) {
            case NOT -> true;
            case NEG, ABS -> e != Elem.BIT;
            default -> !op.expanded() && (op.operands().floats() ? e.isFloat() : e.isInt() || e.isPackedInt());
        };
        return !legal ? Optional.empty() : Optional.of(each(e, a, 0, (x, _) ->
                real && op != UnaryOp.NOT ? encode(e, op.real(decode(e, x))) : op.whole(integer(e), x & integer(e).mask())));
    }

    private static boolean isReal(Elem e) {
        return !e.isInt() && !e.isPackedInt() && e != Elem.BIT;
    }

    private static IntType integer(Elem e) {
        return new IntType(width(e), true);
    }

    /** Whether operands are within the contract: nothing is divided by zero, no shift is as wide as the element. */
    static boolean defined(BinaryOp op, Elem e, long b) {
        return !(op.divides() && e.isInt() && b == 0);
    }

    static Optional<Long> binary(BinaryOp op, Elem e, long a, long b) {
        boolean real = isReal(e);
        boolean legal = switch (op.operands()) {
            case TERMS -> e != Elem.BIT;
            case NUMBERS -> e.isInt() || e.isFloat();
            case WORDS -> e.isInt();
            case CODES, INTEGERS -> e.isInt() || e.isPackedInt();
            case FLOATS, REALS, ROUNDED -> real;
            case BITS -> !real;
        };
        return !legal ? Optional.empty() : Optional.of(each(e, a, b, (x, y) -> real ? encode(e, floating(op, e, decode(e, x), decode(e, y)))
                : op.whole(integer(e), x & integer(e).mask(), op.isShift() ? y : y & integer(e).mask())));
    }

    private static double floating(BinaryOp op, Elem e, double x, double y) {
        return op == BinaryOp.DIV && e == Elem.F32 ? (float) x / (float) y : op.real(x, y);
    }

    static Optional<Boolean> compare(CompareOp op, Elem e, long a, long b) {
        boolean unsigned = op.text().endsWith(".u");
        boolean equality = op == CompareOp.EQ || op == CompareOp.NE;
        boolean legal = e.isInt() || (e.isFloat() && !unsigned) || (e == Elem.BIT && equality);
        if (!legal) {
            return Optional.empty();
        }
        if (e.isFloat()) {
            double x = decode(e, a);
            double y = decode(e, b);
            return Optional.of(holds(op, x < y, x == y, x > y));
        }
        int shift = 64 - e.bits();
        int order = unsigned ? Long.compareUnsigned(a, b) : Long.compare(a << shift >> shift, b << shift >> shift);
        return Optional.of(holds(op, order < 0, order == 0, order > 0));
    }

    private static boolean holds(CompareOp op, boolean less, boolean equal, boolean greater) {
        return switch (op) {
            case EQ -> equal;
            case NE -> !equal;
            case LT, LT_U -> less;
            case LE, LE_U -> less || equal;
            case GT, GT_U -> greater;
            case GE, GE_U -> greater || equal;
        };
    }

    /** Whether bits are the same, any NaN being any other. */
    static boolean same(Elem e, long want, long found) {
        if (e.isInt() || e.isPackedInt() || e == Elem.BIT) {
            return want == found;
        }
        long equal = each(e, want, found, (x, y) -> x.equals(y) || (Double.isNaN(decode(e, x)) && Double.isNaN(decode(e, y))) ? 0L : 1L);
        return equal == 0;
    }
}
