package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CvtOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Value;
import intarsia.ir.device.Target.Feature;
import intarsia.passes.Lanes.Field;
import intarsia.passes.Lanes.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** Codes that lie in both halves of words at the same bits: taken out and looked up two a lane at a time. */
final class Halves {
    static final int BITS = 16;
    /** A table of more vectors costs more than what is written for one code. */
    private static final int MOST_TABLES = 8;
    /** Of vectors that one permute selects from. */
    private static final int TABLES_A_PERMUTE = 2;

    private final Lanes l;

    Halves(Lanes l) {
        this.l = l;
    }

    /** Halves of words as such. */
    Value of(Value word) {
        return l.emit(new CommonOp.Bits(l.word(word), LaneType.I16X2));
    }

    /** What the bits of a field in the low halves mean, and those beside them in the high halves. */
    Value taken(Field f) {
        Value halves = of(placed(f.parts(), f.signed() ? BITS - f.width() : 0, f.parts().size() == 1 && (f.signed() || l.cyclic(f.book()))));
        if (!f.book().isEmpty()) {
            return l.lookupHalves(f.book(), halves);
        }
        return f.signed() ? l.emit(new CommonOp.Binary(BinaryOp.SHR_S, halves, l.i32(BITS - f.width()))) : halves;
    }

    /** Parts one after another from a bit of both halves on; {@code open} leaves what is around them. */
    private Value placed(List<Part> parts, int from, boolean open) {
        Value all = null;
        int to = from;
        for (Part p : parts) {
            Value there = p.at() >= to ? l.shrU(p.word(), p.at() - to) : l.shl(p.word(), to - p.at());
            Value part = open ? there : l.and(there, l.i32(((1L << p.width()) - 1 << to) * 0x1_0001L));
            all = all == null ? part : l.or(all, part);
            to += p.width();
        }
        return Objects.requireNonNull(all);
    }

    /** A number in both halves of words; where memory has it in 16 bits, by one access. */
    Value twice(Value x) {
        Value number = l.number(x);
        return of(splat(x).orElseGet(() -> l.or(l.and(number, l.i32(0xffff)), l.shl(number, BITS))));
    }

    /** Two numbers, one in the low halves and one in the high ones; where memory has them side by side, by one access. */
    Value beside(Value low, Value high) {
        Optional<LaneOp.Address> first = stored(low);
        boolean together = first.isPresent() && stored(high).equals(first.map(a -> at(a, LaneOp.Form.UNIFORM, a.disp() + BITS / Byte.SIZE)));
        return of(together ? splat(first.get(), 2 * BITS) : l.packed(List.of(l.number(low), l.number(high)), BITS));
    }

    private Optional<Value> splat(Value x) {
        return stored(x).map(a -> splat(a, BITS));
    }

    private Value splat(LaneOp.Address a, int bits) {
        return l.emit(new LaneOp.Ld(at(a, LaneOp.Form.SPLAT, a.disp()), bits, false, 1, LaneType.I32));
    }

    /** Where memory that nothing writes has a number in 16 bits. */
    private Optional<LaneOp.Address> stored(Value x) {
        return l.definition(x).flatMap(op -> op instanceof LaneOp.Ld ld && ld.at().form() == LaneOp.Form.UNIFORM && ld.bits() == BITS && l.constant(ld) ? Optional.of(ld.at()) : Optional.empty());
    }

    private static LaneOp.Address at(LaneOp.Address a, LaneOp.Form form, long disp) {
        return new LaneOp.Address(form, a.space(), a.base(), a.index(), disp, 0, Optional.empty(), Optional.empty());
    }

    /** An f32 in every lane; where it is a short integer in memory, lanes convert what one access repeats. */
    Value repeated(Value x) {
        return l.definition(x).flatMap(op -> op instanceof LaneOp.Cvt(CvtOp c, Value a) && c == CvtOp.F32_S32 && signed(a) ? splat(a) : Optional.<Value>empty())
                .map(both -> l.cvt(CvtOp.F32_S32, l.shrS(both, BITS))).orElse(x);
    }

    private boolean signed(Value a) {
        return l.definition(a).filter(op -> op instanceof LaneOp.Ld ld && ld.signed()).isPresent();
    }

    /** A number of f32, which is looked up together with that of the other half of its word where its code and its type allow it. */
    Value number(Value v) {
        return l.origin(v).filter(f -> f.floats() && !Lanes.scalar(v) && l.target().has(Feature.TABLE_HALVES)).flatMap(this::wide).orElse(v);
    }

    private Optional<Value> wide(Field f) {
        boolean low = f.parts().stream().allMatch(p -> p.at() + p.width() <= BITS);
        boolean high = f.parts().stream().allMatch(p -> p.at() >= BITS);
        boolean mirrored = f.book().size() > TABLES_A_PERMUTE * 2 * l.count() && mirrored(f.book());
        int entries = mirrored ? f.book().size() / 2 : f.book().size();
        if (!low && !high || entries > MOST_TABLES * 2 * l.count()) {
            return Optional.empty();
        }
        List<Part> parts = high ? f.parts().stream().map(p -> p.further(-BITS)).toList() : f.parts();
        Value both = mirrored ? withSign(parts, f.book().subList(0, entries)) : l.asInt(l.lookupHalves(f.book(), of(placed(parts, 0, parts.size() == 1 && l.cyclic(f.book())))));
        return Optional.of(l.asFloat(high ? l.and(both, l.i32(0xffff_0000L)) : l.shl(both, BITS)));
    }

    /** Whether the codes' highest bit is the sign of their values; of NaN it says nothing. */
    private static boolean mirrored(List<Integer> book) {
        int half = book.size() / 2;
        return IntStream.range(0, half).allMatch(i -> (book.get(i) ^ 0x8000) == book.get(half + i) || nan(book.get(i)) && nan(book.get(half + i)));
    }

    private static boolean nan(int upper) {
        return Float.isNaN(Float.intBitsToFloat(upper << BITS));
    }

    private Value withSign(List<Part> parts, List<Integer> magnitudes) {
        Part top = parts.getLast();
        List<Part> below = new ArrayList<>(parts.subList(0, parts.size() - 1));
        if (top.width() > 1) {
            below.add(new Part(top.word(), top.at(), top.width() - 1));
        }
        Value sign = placed(List.of(new Part(top.word(), top.at() + top.width() - 1, 1)), BITS - 1, false);
        return l.or(l.asInt(l.lookupHalves(magnitudes, of(placed(below, 0, false)))), sign);
    }
}
