package intarsia.ir.eval;

import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;

/** Values in other types, and bits as other types. */
final class Casts {
    private Casts() {
    }

    /** Each value as {@code to} encodes it: rounded once to nearest even, saturated or overflowed as that type does. */
    static Elements cast(Elements a, DType to) {
        Codec target = Codec.of(to);
        long[] codes = new long[a.size()];
        double[] err = new double[a.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = cast(a.codec, a.codes[i], target);
            // Encoding is monotone, so the ends of the interval say how far it goes.
            boolean surely = Double.isNaN(a.value(i)) && a.err(i) < Double.POSITIVE_INFINITY;
            err[i] = a.err == null || surely ? 0 : target.spread(a.value(i), a.err(i));
        }
        return new Elements(target, codes, err);
    }

    private static long cast(Codec from, long code, Codec to) {
        if (!(from.type instanceof IntType source)) {
            return to.encode(from.decode(code));
        }
        long v = source.decodeLong(code);
        boolean beyondLong = !source.signed() && v < 0;
        if (to.type instanceof IntType target) {
            return castInteger(v, beyondLong, target);
        }
        boolean roundsTwice = !to.type.equals(DType.F64);
        return roundsTwice ? to.encode(beyondLong ? 2 * odd((v >>> 1) | (v & 1)) : odd(v)) : to.encode(from.decode(code));
    }

    private static long castInteger(long v, boolean beyondLong, IntType target) {
        if (target.bits() == 64) {
            return target.signed() ? beyondLong ? Long.MAX_VALUE : v : !beyondLong && v < 0 ? 0 : v;
        }
        return target.encodeLong(beyondLong ? Long.MAX_VALUE : v);
    }

    /** A double that rounds to any shorter type as {@code v} does: what does not fit goes into a last bit that is 1. */
    private static double odd(long v) {
        if (v >= -1L << 53 && v <= 1L << 53) {
            return v;
        }
        long low = v & 0x7ff;
        return low == 0 ? v : (v - low) | 0x400;
    }

    /** The same codes as another type of the same width. Bits of a number that is not exact say nothing. */
    static Elements bits(Elements a, DType to) {
        if (a.codec.type.bits() != to.bits()) {
            throw new IllegalArgumentException("bits of " + a.codec.type + " as " + to + "; wanted a type of " + a.codec.type.bits() + " bits");
        }
        Codec target = Codec.of(to);
        if (a.err == null) {
            return new Elements(target, a.codes, null);
        }
        double[] err = new double[a.size()];
        for (int i = 0; i < err.length; i++) {
            boolean same = target.type.equals(a.codec.type) || a.err(i) == 0;
            err[i] = same ? a.err(i) : target.isInt() ? target.span() : Double.POSITIVE_INFINITY;
        }
        return new Elements(target, a.codes, err);
    }
}
