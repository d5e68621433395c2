package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.ScalarType;
import intarsia.ir.Type;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** Writes lane code: the ops by short names, on scalars and words alike; a scalar beside a word is repeated. */
final class Lanes {
    private final Code code;
    private final Target target;
    /** Where the bits of values were taken out of words. */
    private final Map<Value, Field> fields = new HashMap<>();

    /**
     * Bits of words that are a value.
     *
     * @param parts  the lowest first, without gaps
     * @param signed whether those above are copies of the highest
     * @param book   the value of every code, as i32, where the bits are a code and not the value itself; otherwise empty
     * @param floats whether it is the upper half of an f32, whose lower half is 0, that the book has of every code
     */
    record Field(List<Part> parts, boolean signed, List<Integer> book, boolean floats) {
        Field(List<Part> parts, boolean signed) {
            this(parts, signed, List.of(), false);
        }

        int width() {
            return parts.stream().mapToInt(Part::width).sum();
        }

        /** The same bits of the same words, so many bits further up. */
        boolean under(Field other, int distance) {
            return signed == other.signed && book.equals(other.book) && floats == other.floats && parts.size() == other.parts.size() && IntStream.range(0, parts.size())
                    .allMatch(i -> parts.get(i).at + parts.get(i).width <= distance && parts.get(i).further(distance).equals(other.parts.get(i)));
        }

        /** Whether another value begins where this one ends, in the same word. */
        boolean below(Field other) {
            Part last = parts.getLast();
            Part next = other.parts.getFirst();
            return last.word.equals(next.word) && last.at + last.width == next.at;
        }
    }

    /** Some successive bits of a word. */
    record Part(Value word, int at, int width) {
        Part further(int distance) {
            return new Part(word, at + distance, width);
        }
    }

    /** Where the bits of a value come from, if they were taken out of words. */
    Optional<Field> origin(Value v) {
        return Optional.ofNullable(fields.get(v));
    }

    Lanes(Code code, Target target) {
        this.code = code;
        this.target = target;
    }

    int count() {
        return target.lanes();
    }

    Target target() {
        return target;
    }

    Value emit(Op op) {
        return code.emit(op);
    }

    /** The results of an op that has several, as it stands. */
    List<Value> all(Op op) {
        return code.all(op);
    }

    /** What computed a value. */
    Optional<Op> definition(Value v) {
        return code.definition(v);
    }

    /** Whether nothing writes the memory that a load reads. */
    boolean constant(LaneOp.Ld ld) {
        return code.isReadOnly(ld.at().base());
    }

    static boolean scalar(Value v) {
        return v.type() instanceof ScalarType;
    }

    /** In every lane. */
    Value word(Value v) {
        return scalar(v) ? emit(new LaneOp.Splat(v)) : v;
    }

    Value binary(BinaryOp op, Value a, Value b) {
        if (scalar(a) && scalar(b) || op.isShift() && scalar(b)) {
            return emit(new CommonOp.Binary(op, a, b));
        }
        return emit(new CommonOp.Binary(op, word(a), word(b)));
    }

    Value add(Value a, Value b) {
        return binary(BinaryOp.ADD, a, b);
    }

    Value sub(Value a, Value b) {
        return binary(BinaryOp.SUB, a, b);
    }

    Value mul(Value a, Value b) {
        return binary(BinaryOp.MUL, a, b);
    }

    Value and(Value a, Value b) {
        return binary(BinaryOp.AND, wider(a, b), b);
    }

    /** Without a mask that keeps all that another keeps. */
    private Value wider(Value a, Value mask) {
        if (definition(a).orElse(null) instanceof CommonOp.Binary(BinaryOp o, Value x, Value before) && o == BinaryOp.AND) {
            long kept = constant(mask).orElse(-1L);
            return constant(before).filter(c -> (c & kept) == kept).isPresent() ? x : a;
        }
        return a;
    }

    /** The number that a word or an i32 is in every lane. */
    private Optional<Long> constant(Value v) {
        return switch (definition(v).orElse(null)) {
            case CommonOp.Const(Type t, long bits) when t == ScalarType.I32 -> Optional.of(bits & 0xffff_ffffL);
            case LaneOp.Splat(Value a) -> constant(a);
            case null, default -> Optional.empty();
        };
    }

    Value or(Value a, Value b) {
        return binary(BinaryOp.OR, a, b);
    }

    /** Both of two conditions; a scalar beside a mask is repeated. */
    Value both(Value a, Value b) {
        return scalar(a) == scalar(b) ? emit(new CommonOp.Binary(BinaryOp.AND, a, b)) : emit(new CommonOp.Binary(BinaryOp.AND, word(a), word(b)));
    }

    /** The upper word of the product of unsigned words: an op where the target has it, otherwise from the products of their halves. */
    Value multiplyHigh(Value a, Value b) {
        if (scalar(a) && scalar(b) || target.has(Target.Feature.MULHI)) {
            return binary(BinaryOp.MULHI_U, a, b);
        }
        Value low = i32(0xffff);
        Value middle = add(mul(shrU(a, 16), and(b, low)), shrU(mul(and(a, low), and(b, low)), 16));
        Value other = add(mul(and(a, low), shrU(b, 16)), and(middle, low));
        return add(mul(shrU(a, 16), shrU(b, 16)), add(shrU(middle, 16), shrU(other, 16)));
    }

    Value shl(Value a, int count) {
        return count == 0 ? a : binary(BinaryOp.SHL, a, emit(Consts.i32(count)));
    }

    Value shrU(Value a, int count) {
        return count == 0 ? a : binary(BinaryOp.SHR_U, a, emit(Consts.i32(count)));
    }

    Value shrS(Value a, int count) {
        return count == 0 ? a : binary(BinaryOp.SHR_S, a, emit(Consts.i32(count)));
    }

    Value unary(UnaryOp op, Value a) {
        return emit(new CommonOp.Unary(op, a));
    }

    Value fma(Value a, Value b, Value c) {
        if (scalar(a) && scalar(b) && scalar(c)) {
            return emit(new CommonOp.Fma(a, b, c));
        }
        return emit(new CommonOp.Fma(word(a), word(b), word(c)));
    }

    Value compare(CompareOp op, Value a, Value b) {
        return scalar(a) && scalar(b) ? emit(new CommonOp.Compare(op, a, b)) : emit(new CommonOp.Compare(op, word(a), word(b)));
    }

    Value select(Value c, Value a, Value b) {
        if (scalar(c) && scalar(a) && scalar(b)) {
            return emit(new CommonOp.Select(c, a, b));
        }
        return emit(new CommonOp.Select(c, word(a), word(b)));
    }

    Value cvt(CvtOp op, Value a) {
        return emit(new LaneOp.Cvt(op, a));
    }

    /** The bits of a 32-bit value as f32. */
    Value asFloat(Value a) {
        return emit(new CommonOp.Bits(a, scalar(a) ? ScalarType.F32 : LaneType.F32));
    }

    /** The bits of a 32-bit value as i32. */
    Value asInt(Value a) {
        return emit(new CommonOp.Bits(a, scalar(a) ? ScalarType.I32 : LaneType.I32));
    }

    /** Bits of a word, those above them clear or copies of the highest. */
    Value field(Value word, int at, int width, boolean signed) {
        Value down = signed ? shrS(shl(word, 32 - width - at), 32 - width) : shrU(word, at);
        Value field = signed || at + width == 32 ? down : and(down, i32((1L << width) - 1));
        fields.put(field, new Field(List.of(new Part(word, at, width)), signed));
        return field;
    }

    /** Some bits of a value moved to a place of their own, all others clear: from where they were taken out of a word. */
    Value moved(Value v, int at, int width, int to) {
        Part from = origin(v).filter(f -> f.book.isEmpty() && f.parts.size() == 1 && at + width <= f.width()).map(f -> f.parts.getFirst())
                .map(p -> new Part(p.word, p.at + at, width)).orElse(new Part(v, at, width));
        Value there = from.at >= to ? shrU(from.word, from.at - to) : shl(from.word, to - from.at);
        boolean alone = from.at + width == 32 && to == 0 || from.at == 0 && to + width == 32;
        return alone ? there : and(there, i32((1L << width) - 1 << to));
    }

    /** A truth value as 0 or 1; numbers as they are. */
    Value number(Value v) {
        return v.type() == LaneType.MASK || v.type() == ScalarType.I1 ? cvt(CvtOp.S32_I1, v) : v;
    }

    /** Whether a number is not 0. */
    Value truth(Value v) {
        Value truth = compare(CompareOp.NE, v, i32(0));
        origin(v).ifPresent(f -> fields.put(truth, f));
        return truth;
    }

    /** Bits of several words as one value, the lowest first. */
    Value joined(List<Part> parts, boolean signed) {
        if (parts.size() == 1) {
            return field(parts.getFirst().word, parts.getFirst().at, parts.getFirst().width, signed);
        }
        Value v = i32(0);
        int to = 0;
        for (Part p : parts) {
            v = or(v, shl(field(p.word, p.at, p.width, false), to));
            to += p.width;
        }
        Value all = signed ? shrS(shl(v, 32 - to), 32 - to) : v;
        fields.put(all, new Field(parts, signed));
        return all;
    }

    /** The word whose fields codes are, in order and all of them. */
    private Optional<Value> together(List<Value> codes, int bits) {
        Field first = fields.get(codes.getFirst());
        if (first == null || first.parts.getFirst().word.type() != LaneType.I32 || codes.size() * bits != 32) {
            return Optional.empty();
        }
        Value word = first.parts.getFirst().word;
        boolean all = IntStream.range(0, codes.size()).allMatch(i -> origin(codes.get(i)).filter(f -> f.book.isEmpty() && f.parts.equals(List.of(new Part(word, i * bits, bits)))).isPresent());
        return all ? Optional.of(word) : Optional.empty();
    }

    /** Codes of 8, 16 or 32 bits as one word, the first in its low bits; bits above a code are ignored. */
    Value packed(List<Value> codes, int bits) {
        if (bits == 32) {
            return word(codes.getFirst());
        }
        Optional<Value> whole = together(codes, bits);
        if (whole.isPresent()) {
            return whole.get();
        }
        Value mask = i32((1L << bits) - 1);
        Value v = and(word(codes.getFirst()), mask);
        for (int i = 1; i < codes.size(); i++) {
            boolean top = i == codes.size() - 1;
            v = or(v, shl(top ? codes.get(i) : and(codes.get(i), mask), i * bits));
        }
        return v;
    }

    /** An i32 constant, a scalar. */
    Value i32(long v) {
        return emit(Consts.i32(v));
    }

    /** An f32 constant, a scalar. */
    Value f32(float v) {
        return emit(Consts.f32(v));
    }

    /** A constant of its own in every lane; a scalar where they are all the same. */
    Value lanes(int[] values) {
        if (Arrays.stream(values).allMatch(v -> v == values[0])) {
            return i32(values[0]);
        }
        List<Long> bits = new ArrayList<>();
        for (int v : values) {
            bits.add(v & 0xffff_ffffL);
        }
        return emit(new LaneOp.Lanes(bits, LaneType.I32));
    }

    /**
     * One of some constants by its index, from tables in registers.
     *
     * @param bits  of the constant at an index; the last table is filled up with those past {@code count}, which no index reaches
     * @param index i32; a scalar gives a scalar
     */
    Value lookup(LaneType type, int count, IntToLongFunction bits, Value index) {
        List<Value> tables = new ArrayList<>();
        for (int first = 0; first < Math.max(count, count()); first += count()) {
            List<Long> words = IntStream.range(first, first + count()).mapToObj(i -> bits.applyAsLong(i) & 0xffff_ffffL).toList();
            tables.add(emit(new LaneOp.Lanes(words, type)));
        }
        Value found = emit(new LaneOp.Table(tables, word(index)));
        return scalar(index) ? extract(found, 0) : found;
    }

    /** The integer that a code means; where the code was taken out of words, the integer is still known by those bits. */
    Value meaning(Value code, List<Integer> book) {
        Value found = lookup(LaneType.I32, book.size(), c -> c < book.size() ? book.get(c) : 0, code);
        origin(code).filter(f -> f.book.isEmpty() && !f.signed).ifPresent(f -> fields.put(found, new Field(f.parts, false, book, false)));
        return found;
    }

    /** Remembers that a number is what a code means by a book of upper halves of f32, where that code was taken out of words. */
    void known(Value number, Value code, List<Integer> upper) {
        origin(code).filter(f -> f.book.isEmpty() && !f.signed).ifPresent(f -> fields.put(number, new Field(f.parts, false, upper, true)));
    }

    /** The 16 low bits of what is said of every index, by the halves of words: the low bits of each are the index, as many as a book of a power of two has. */
    Value lookupHalves(List<Integer> book, Value index) {
        List<Value> tables = new ArrayList<>();
        for (int first = 0; first < Math.max(book.size(), 2 * count()); first += 2 * count()) {
            int from = first;
            List<Long> words = IntStream.range(0, count()).mapToObj(l -> half(book, from + 2 * l) | half(book, from + 2 * l + 1) << 16).toList();
            tables.add(emit(new LaneOp.Lanes(words, LaneType.I16X2)));
        }
        return emit(new LaneOp.Table(tables, index));
    }

    /** Whether a lookup by halves takes no more of an index than its low bits, which a book of that many integers has. */
    boolean cyclic(List<Integer> book) {
        return Integer.bitCount(book.size()) == 1 && book.size() <= 4 * count();
    }

    private static long half(List<Integer> book, int i) {
        return book.get(i % book.size()) & 0xffffL;
    }

    /** A mask that is on in some lanes. */
    Value mask(boolean[] on) {
        int[] bits = new int[on.length];
        for (int i = 0; i < on.length; i++) {
            bits[i] = on[i] ? 1 : 0;
        }
        return compare(CompareOp.NE, word(lanes(bits)), word(i32(0)));
    }

    /** The lanes of a word in another order; masks travel as words. */
    Value permute(Value a, int[] from) {
        if (scalar(a)) {
            return a;
        }
        boolean identity = true;
        for (int i = 0; i < from.length; i++) {
            identity &= from[i] == i;
        }
        if (identity) {
            return a;
        }
        if (a.type() == LaneType.MASK) {
            Value moved = permute(cvt(CvtOp.S32_I1, a), from);
            return compare(CompareOp.NE, moved, i32(0));
        }
        int distance = from[0];
        boolean exchange = Integer.bitCount(distance) == 1;
        for (int i = 0; i < from.length && exchange; i++) {
            exchange = from[i] == (i ^ distance);
        }
        return exchange ? emit(new LaneOp.Exchange(a, distance)) : emit(new LaneOp.Permute(a, word(lanes(from))));
    }

    /** One lane's value as a scalar. */
    Value extract(Value a, int lane) {
        return scalar(a) ? a : emit(new LaneOp.Extract(a, lane));
    }

    static Type scalarOf(Type t) {
        return t instanceof LaneType l ? l.scalar() : t;
    }
}
