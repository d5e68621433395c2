package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.LaneType;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * f32 to any type of at most 256 codes by its order: a binary search among the numbers at which the code changes. They come
 * from {@link DType#encode} itself, so ties, zeros and the ends are the type's, whatever it is.
 */
final class OrderedEncode {
    /** Codes in order of value, and the least key of each. A key orders floats as integers, −0 before +0. */
    private record Steps(List<Integer> keys, List<Integer> codes) {
    }

    private static final int MOST_BITS = 8;
    private final Lanes l;
    private final DType to;

    OrderedEncode(Lanes l, DType to) {
        this.l = l;
        this.to = to;
    }

    static boolean takes(DType t) {
        return t.bits() <= MOST_BITS;
    }

    Value encode(Value a) {
        Steps steps = steps(to);
        Value bits = l.asInt(a);
        Value key = l.binary(BinaryOp.XOR, bits, l.and(l.shrS(bits, 31), l.i32(0x7fff_ffff)));
        int n = Integer.highestOneBit(Math.max(1, steps.codes.size() - 1)) * 2;
        Value at = l.i32(0);
        for (int half = n / 2; half > 0; half /= 2) {
            Value probe = l.add(at, l.i32(half));
            Value reached = l.compare(CompareOp.GE, key, entry(steps.keys, Integer.MAX_VALUE, n, probe));
            at = l.select(reached, probe, at);
        }
        Value code = entry(steps.codes, steps.codes.getLast(), n, at);
        return l.select(l.compare(CompareOp.EQ, a, a), code, l.i32(to.encode(Double.NaN)));
    }

    /** A value of a list, filled up to {@code n} of them. */
    private Value entry(List<Integer> list, int filler, int n, Value index) {
        return l.lookup(LaneType.I32, n, i -> i < list.size() ? list.get(i) : filler, index);
    }

    private static Steps steps(DType to) {
        Steps s = new Steps(new ArrayList<>(), new ArrayList<>());
        int low = key(Float.NEGATIVE_INFINITY);
        s.keys.add(Integer.MIN_VALUE);
        s.codes.add(code(to, low));
        split(to, low, key(Float.POSITIVE_INFINITY), s);
        return s;
    }

    /** Adds the changes between two keys: none where both give one code, for codes of an ordered type never come back. */
    private static void split(DType to, int low, int high, Steps s) {
        if (code(to, low) == code(to, high)) {
            return;
        }
        if (high - (long) low == 1) {
            s.keys.add(high);
            s.codes.add(code(to, high));
            return;
        }
        int middle = (int) (((long) low + high) >> 1);
        split(to, low, middle, s);
        split(to, middle, high, s);
    }

    private static int code(DType to, int key) {
        return (int) to.encode(Float.intBitsToFloat(key ^ key >> 31 & 0x7fff_ffff));
    }

    private static int key(float f) {
        int bits = Float.floatToRawIntBits(f);
        return bits ^ bits >> 31 & 0x7fff_ffff;
    }
}
