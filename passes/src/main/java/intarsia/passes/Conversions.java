package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import intarsia.ir.device.Target.Feature;
import intarsia.ir.type.BipolarType;
import intarsia.ir.type.CodeBook;
import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.IntType;
import intarsia.ir.type.PositType;
import intarsia.ir.type.QuaternaryType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Conversions of element values. An element lives in a 32-bit carrier: f32 in an f32; an integer of at most 32 bits in an
 * i32, sign- or zero-extended; any other type as its code in an i32, zero-extended; {@code u1} as a truth value.
 */
final class Conversions {
    /** 1.5 · 2^23: see {@link Polynomials}. */
    private static final float MAGIC = 12582912.0f;
    /** Of the codes of tables in registers at most. */
    private static final int TABLE_BITS = 8;
    private final Lanes l;
    private final KeptSequences kept;
    private final Map<DType, Optional<List<Integer>>> uppers = new HashMap<>();

    Conversions(Lanes l) {
        this.l = l;
        this.kept = new KeptSequences(l);
    }

    /** The value of {@code a}, of type {@code from}, as type {@code to} encodes it. */
    Value convert(Value a, DType from, DType to) {
        if (from.equals(to)) {
            return a;
        }
        if (from instanceof IntType f && to instanceof IntType t) {
            return fromInt(integer(a, f), f.equals(DType.U1) ? new IntType(2, false) : f, t);
        }
        if (to instanceof IntType t) {
            Optional<List<Integer>> book = t.equals(DType.U1) ? Optional.empty() : integers(from, t);
            return book.isPresent() ? l.meaning(a, book.get()) : floatToInt(toFloat(a, from), t);
        }
        boolean twice = from instanceof IntType f && f.bits() > 24 && !to.equals(DType.F32);
        return fromFloat(toFloat(twice ? odd(a, (IntType) from) : a, from), to);
    }

    /** The words that hold the integers of a code book as integers of another type. */
    private static Optional<List<Integer>> integers(DType from, IntType to) {
        boolean whole = from instanceof CodeBook b && b.vectors().isEmpty() && b.bits() <= TABLE_BITS && to.bits() <= 32 && b.values().stream().allMatch(v -> v == Math.rint(v));
        return whole ? Optional.of(((CodeBook) from).values().stream().map(v -> (int) to.decodeLong(to.encode(v))).toList()) : Optional.empty();
    }

    /**
     * An integer of which f32 holds every bit, and that any float type of at most 16 significant bits rounds as it would
     * round {@code a}: from 2^24 on, what f32 has no place for goes into a bit that is then 1.
     */
    private Value odd(Value a, IntType from) {
        Value lost = l.compare(CompareOp.NE, l.and(a, l.i32(0xff)), l.i32(0));
        Value high = l.and(a, l.i32(0xffff_ff00L));
        Value rounded = l.select(lost, l.or(high, l.i32(0x100)), high);
        Value large = from.signed() ? l.compare(CompareOp.GE_U, l.add(a, l.i32(1 << 24)), l.i32(1 << 25))
                : l.compare(CompareOp.GE_U, a, l.i32(1 << 24));
        return l.select(large, rounded, a);
    }

    /** The value of an i64 scalar as an element: clamped to what 32 bits hold of it, or shortened, before it is converted. */
    Value fromWide(Value a, DType to) {
        if (to instanceof IntType t) {
            check32(t);
            Value low = l.binary(BinaryOp.MAX, a, l.emit(Consts.i64(t.minLong())));
            Value v = l.cvt(CvtOp.S32_S64, l.binary(BinaryOp.MIN, low, l.emit(Consts.i64(t.maxLong()))));
            return t.equals(DType.U1) ? l.compare(CompareOp.NE, v, l.i32(0)) : v;
        }
        return fromFloat(wideToFloat(a, !to.equals(DType.F32)), to);
    }

    /**
     * An i64 scalar as f32: the magnitude, shifted until it has less than 32 bits, the lowest of which is 1 where bits were
     * lost; then one rounding, and an exact multiplication. With {@code odd}, f32 holds all that is left, for a shorter
     * type to round.
     */
    private Value wideToFloat(Value a, boolean odd) {
        Value zero = l.emit(Consts.i64(0));
        Value negative = l.compare(CompareOp.LT, a, zero);
        Value m = l.select(negative, l.sub(zero, a), a);
        Value scale = l.f32(1);
        for (int[] step : new int[][] {{47, 16}, {39, 8}, {35, 4}, {33, 2}, {31, 3}}) {
            Value large = l.compare(CompareOp.GE_U, m, l.emit(Consts.i64(1L << step[0])));
            m = l.select(large, shortened(m, step[1]), m);
            scale = l.select(large, l.mul(scale, l.f32(1 << step[1])), scale);
        }
        Value word = l.cvt(CvtOp.S32_S64, m);
        Value f = l.mul(l.cvt(CvtOp.F32_S32, odd ? odd(word, DType.I32) : word), scale);
        return l.select(negative, l.unary(intarsia.ir.UnaryOp.NEG, f), f);
    }

    /** An f32 scalar as i64, to nearest even, saturated; NaN gives 0. From 2^31 on the fraction is only moved to its place. */
    Value toWide(Value a) {
        Value bits = l.asInt(a);
        Value e = l.sub(l.and(l.shrU(bits, 23), l.i32(0xff)), l.i32(150));
        Value fraction = l.or(l.and(bits, l.i32(0x7f_ffff)), l.i32(0x80_0000));
        Value count = l.binary(BinaryOp.MIN, l.binary(BinaryOp.MAX, e, l.i32(0)), l.i32(39));
        Value magnitude = l.binary(BinaryOp.SHL, l.cvt(CvtOp.S64_U32, fraction), count);
        Value large = l.select(l.compare(CompareOp.LT, a, l.f32(0)), l.sub(l.emit(Consts.i64(0)), magnitude), magnitude);
        Value inside = l.select(l.compare(CompareOp.LT, l.unary(intarsia.ir.UnaryOp.ABS, a), l.f32(0x1p31f)), l.cvt(CvtOp.S64_S32, nearest(a)), large);
        Value high = l.select(l.compare(CompareOp.GE, a, l.f32(0x1p63f)), l.emit(Consts.i64(Long.MAX_VALUE)), inside);
        Value low = l.select(l.compare(CompareOp.LE, a, l.f32(-0x1p63f)), l.emit(Consts.i64(Long.MIN_VALUE)), high);
        return l.select(l.compare(CompareOp.EQ, a, a), low, l.emit(Consts.i64(0)));
    }

    /** Without the low bits; the lowest that stays is 1 where one of them was. */
    private Value shortened(Value m, int bits) {
        Value lost = l.compare(CompareOp.NE, l.and(m, l.emit(Consts.i64((1L << bits) - 1))), l.emit(Consts.i64(0)));
        Value high = l.shrU(m, bits);
        return l.select(lost, l.or(high, l.emit(Consts.i64(1))), high);
    }

    /** A truth value as 0 or 1; other integers as they are. */
    private Value integer(Value a, IntType t) {
        return t.equals(DType.U1) ? l.cvt(CvtOp.S32_I1, a) : a;
    }

    /** The value as f32: exact for all types of at most 24 significant bits. */
    Value toFloat(Value a, DType from) {
        if (from instanceof IntType) {
            return byHand(a, from);
        }
        Value number = kept.cheapest(a, from, lanes -> new Conversions(lanes).byHand(a, from));
        uppers.computeIfAbsent(from, Conversions::upper).ifPresent(book -> l.known(number, a, book));
        return number;
    }

    /** The upper half of the f32 of every code, where the lower halves are 0. */
    private static Optional<List<Integer>> upper(DType t) {
        boolean few = t.bits() <= TABLE_BITS && !t.equals(DType.QUATERNARY) && !(t instanceof CodeBook b && b.vectors().isPresent());
        List<Integer> bits = few ? IntStream.range(0, 1 << t.bits()).mapToObj(c -> LaneOp.Decode.bits(t, c)).toList() : List.of();
        return few && bits.stream().allMatch(b -> (b & 0xffff) == 0) ? Optional.of(bits.stream().map(b -> b >>> 16).toList()) : Optional.empty();
    }

    /** A code without its sign, as the integer that it means. */
    Value extend(Value code, IntType t) {
        int up = 32 - t.bits();
        return kept.cheapest(code, t, lanes -> lanes.shrS(lanes.shl(code, up), up));
    }

    private Value byHand(Value a, DType from) {
        return switch (from) {
            case IntType t -> l.cvt(t.bits() == 32 && !t.signed() ? CvtOp.F32_U32 : CvtOp.F32_S32, integer(a, t));
            case FloatType t when t.equals(DType.F32) -> a;
            case FloatType t when t.equals(DType.F16) && KeptSequences.native16(l, a) -> l.cvt(CvtOp.F32_F16, a);
            case FloatType t -> decode(a, t);
            case BipolarType t -> l.cvt(CvtOp.F32_S32, l.sub(l.shl(a, 1), l.i32((1L << t.bits()) - 1)));
            case CodeBook t -> FloatBook.of(t).map(f -> f.values(l, a)).orElseGet(() -> table(a, t));
            case PositType t -> PositCodes.takes(t) && !l.target().has(Feature.DECODE) ? new PositCodes(l, t).decode(a) : table(a, t);
            case QuaternaryType t -> throw new IllegalArgumentException(t.refusal());
        };
    }

    /** A minifloat that is not a table: its magnitude by one of the two rules below, its infinities and NaNs, its sign. */
    private Value decode(Value a, FloatType t) {
        if (t.specials() == FloatType.Specials.SHIFT) {
            return table(a, t);
        }
        if (t.specials() == FloatType.Specials.SCALE) {
            return scale(a);
        }
        int e = t.exponentBits();
        int m = t.mantissaBits();
        if (e > 8 || m > 23) {
            throw new IllegalArgumentException("no conversion of " + t + " on 32-bit lanes; it has " + e + " exponent and " + m + " mantissa bits");
        }
        Value magnitude = l.and(a, l.i32((1L << (e + m)) - 1));
        if (SubnormalFree.takes(t) && !l.target().has(Feature.SUBNORMALS)) {
            return SubnormalFree.decode(l, a, magnitude, t);
        }
        return l.asFloat(signed(l.asInt(specials(a, magnitude, scaled(magnitude, t), t)), a, t));
    }

    /** The f32 bits of a magnitude with the sign of a code, where its type has one. */
    Value signed(Value magnitude, Value code, FloatType t) {
        return t.signed() ? l.or(magnitude, l.moved(code, t.exponentBits() + t.mantissaBits(), 1, 31)) : magnitude;
    }

    /**
     * Exponent and mantissa moved to their place in an f32 read as a value scaled by 2^(bias − 127); one multiplication
     * undoes that, exactly, subnormals included.
     */
    private Value scaled(Value magnitude, FloatType t) {
        Value scaled = l.asFloat(l.shl(magnitude, 23 - t.mantissaBits()));
        int up = 127 - t.bias();
        return up == 0 ? scaled : l.mul(scaled, l.f32(Math.scalb(1.0f, up)));
    }

    /** A power of two by its f32 exponent: that of code 0 is subnormal, the last code is NaN. */
    private Value scale(Value code) {
        Value bits = l.binary(BinaryOp.MAX, l.shl(code, 23), l.i32(Float.floatToRawIntBits(0x1p-127f)));
        return l.asFloat(l.select(l.compare(CompareOp.EQ, code, l.i32(0xff)), l.i32(Float.floatToRawIntBits(Float.NaN)), bits));
    }

    /** Infinities and NaNs, where the type has them and the multiplication did not give them. */
    Value specials(Value code, Value magnitude, Value value, FloatType t) {
        int e = t.exponentBits();
        int m = t.mantissaBits();
        return switch (t.specials()) {
            case FINITE, SCALE, SHIFT -> value;
            case IEEE -> {
                if (e == 8) {
                    yield value;
                }
                Value top = l.compare(CompareOp.GE, magnitude, l.i32(((1L << e) - 1) << m));
                Value infinite = l.asFloat(l.or(l.shl(magnitude, 23 - m), l.i32(0x7f80_0000)));
                yield l.select(top, infinite, value);
            }
            case FN -> l.select(l.compare(CompareOp.EQ, magnitude, l.i32((1L << (e + m)) - 1)), l.f32(Float.NaN), value);
            case FNUZ -> l.select(l.compare(CompareOp.EQ, code, l.i32(1L << (e + m))), l.f32(Float.NaN), value);
        };
    }

    /** The f32 bits of the value of every code, looked up. */
    private Value table(Value code, DType t) {
        Optional<Value> word = t instanceof CodeBook b ? WordBooks.values(l, l.word(code), b) : Optional.empty();
        if (word.isPresent()) {
            return Lanes.scalar(code) ? l.extract(word.get(), 0) : word.get();
        }
        if (t.bits() > TABLE_BITS) {
            if (!l.target().has(Feature.DECODE)) {
                throw new IllegalArgumentException("no table of " + t + " on " + l.target().id() + "; there are tables of types of at most 8 bits");
            }
            Value found = l.emit(new LaneOp.Decode(t, l.word(code)));
            return Lanes.scalar(code) ? l.extract(found, 0) : found;
        }
        int mask = (1 << t.bits()) - 1;
        return l.lookup(LaneType.F32, mask + 1, c -> LaneOp.Decode.bits(t, c & mask), code);
    }

    private Value fromInt(Value a, IntType from, IntType to) {
        if (to.equals(DType.U1)) {
            return l.compare(from.signed() || from.bits() < 32 ? CompareOp.GT : CompareOp.GT_U, a, l.i32(0));
        }
        check32(to);
        Value v = a;
        boolean unsigned32 = !from.signed() && from.bits() == 32;
        if (from.signed() && to.minLong() > from.minLong()) {
            v = l.binary(BinaryOp.MAX, v, l.i32(to.minLong()));
        }
        boolean top = to.bits() == 32 && !to.signed() || from.maxLong() <= to.maxLong();
        return top ? v : l.binary(unsigned32 ? BinaryOp.MIN_U : BinaryOp.MIN, v, l.i32(to.maxLong()));
    }

    /** To nearest even, saturated; NaN gives 0. */
    private Value floatToInt(Value a, IntType to) {
        if (to.equals(DType.U1)) {
            return l.compare(CompareOp.GT, a, l.f32(0.5f));
        }
        check32(to);
        if (to.bits() == 32 && to.limit() == 0) {
            return to.signed() ? nearest(a) : nearestUnsigned(a);
        }
        if (to.maxLong() >= 1 << 22) {
            return l.binary(BinaryOp.MIN, l.binary(BinaryOp.MAX, nearest(a), l.i32(to.minLong())), l.i32(to.maxLong()));
        }
        Value number = l.select(l.compare(CompareOp.EQ, a, a), a, l.f32(0));
        Value inside = l.binary(BinaryOp.MIN, l.binary(BinaryOp.MAX, number, l.f32((float) to.minLong())), l.f32((float) to.maxLong()));
        return l.sub(l.asInt(l.add(inside, l.f32(MAGIC))), l.i32(Float.floatToRawIntBits(MAGIC)));
    }

    /** An f32 to a signed 32-bit integer. */
    private Value nearest(Value a) {
        if (l.target().has(Feature.ROUND)) {
            return l.cvt(CvtOp.S32_RN_F32, a);
        }
        return l.cvt(CvtOp.S32_F32, round(a));
    }

    private Value nearestUnsigned(Value a) {
        Value r = l.binary(BinaryOp.MAX, round(a), l.f32(0));
        Value big = l.compare(CompareOp.GE, r, l.f32(0x1p31f));
        Value low = l.cvt(CvtOp.S32_F32, r);
        Value over = l.compare(CompareOp.GE, r, l.f32(0x1p32f));
        Value high = l.binary(BinaryOp.XOR, l.cvt(CvtOp.S32_F32, l.sub(r, l.f32(0x1p31f))), l.i32(0x8000_0000L));
        return l.select(over, l.i32(0xffff_ffffL), l.select(big, high, low));
    }

    /** To an integral value, ties to even: adding 2^23 to |x| below it leaves no fraction bits. */
    Value round(Value a) {
        if (l.target().has(Feature.ROUND)) {
            return l.unary(UnaryOp.ROUND, a);
        }
        Value sign = l.and(l.asInt(a), l.i32(0x8000_0000L));
        Value magnitude = l.unary(UnaryOp.ABS, a);
        Value near = l.sub(l.add(magnitude, l.f32(0x1p23f)), l.f32(0x1p23f));
        Value rounded = l.asFloat(l.or(l.asInt(near), sign));
        return l.select(l.compare(CompareOp.LT, magnitude, l.f32(0x1p23f)), rounded, a);
    }

    /** An f32 as another float type, code book or posit. */
    private Value fromFloat(Value a, DType to) {
        if (to.equals(DType.F32)) {
            return a;
        }
        if (to.equals(DType.F16) && KeptSequences.native16(l, a)) {
            return l.cvt(CvtOp.F16_F32, a);
        }
        if (MinifloatEncode.takes(to)) {
            return new MinifloatEncode(l, (FloatType) to).encode(a);
        }
        if (OrderedEncode.takes(to)) {
            return new OrderedEncode(l, to).encode(a);
        }
        if (PositCodes.takes(to)) {
            return new PositCodes(l, (PositType) to).encode(a);
        }
        throw new IllegalArgumentException("no conversion of f32 to " + to + " on " + l.target().id() + "; there are types of at most 8 bits, "
                + "posits of at most 16, integers of at most 32, and floats of at most 8 exponent bits and 23 mantissa bits");
    }

    /** A carrier that arithmetic overflowed, back to the width of its integer type. */
    Value narrow(Value a, IntType t) {
        if (t.bits() == 32) {
            return a;
        }
        check32(t);
        int up = 32 - t.bits();
        return t.signed() ? l.shrS(l.shl(a, up), up) : l.and(a, l.i32(t.maxLong()));
    }

    static void check32(DType t) {
        if (t.bits() > 32) {
            throw new IllegalArgumentException("tiles of " + t + " do not fit the 32-bit lanes; wanted at most 32 bits");
        }
    }
}
