package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** First operands of sums in the halves of words, in the order of the terms: each is the same in all lanes, or has a word of its own. */
final class HalfTerms {
    private static final int HALF = 16;

    private final Lanes l;
    private final List<Value> terms;

    HalfTerms(Lanes l, List<Value> terms) {
        this.l = l;
        this.terms = terms;
    }

    int count() {
        return terms.size();
    }

    /** Terms that the halves of a vector hold. */
    int inVector() {
        return 2 * l.count();
    }

    /** A term in both halves; where memory has it in 16 bits, by one access. */
    Value repeated(int k) {
        if (stored(k).isPresent()) {
            LaneOp.Address at = stored(k).get().at();
            return halves(l.emit(new LaneOp.Ld(at(at, LaneOp.Form.SPLAT, at.disp()), HALF, false, 1, LaneType.I32)));
        }
        Value number = l.number(terms.get(k));
        return halves(l.or(l.and(number, l.i32(0xffff)), l.shl(number, HALF)));
    }

    /** The vector that has some successive terms, each in a half, where memory has so many terms end to end; the first of a vector is a multiple of {@link #inVector}. */
    Optional<Value> vector(int first, int count) {
        int from = first / inVector() * inVector();
        if (first + count > from + inVector() || from + inVector() > terms.size() || stored(from).isEmpty()) {
            return Optional.empty();
        }
        LaneOp.Address at = stored(from).get().at();
        boolean all = IntStream.range(0, inVector()).allMatch(i -> stored(from + i).filter(ld -> ld.at().equals(at(at, LaneOp.Form.UNIFORM, at.disp() + i * HALF / Byte.SIZE))).isPresent());
        return all ? Optional.of(halves(l.emit(new LaneOp.Ld(at(at, LaneOp.Form.UNIT, at.disp()), 2 * HALF, false, 1, LaneType.I32)))) : Optional.empty();
    }

    private Optional<LaneOp.Ld> stored(int k) {
        return l.definition(terms.get(k)).filter(op -> op instanceof LaneOp.Ld ld && ld.at().form() == LaneOp.Form.UNIFORM && ld.bits() == HALF && l.constant(ld)).map(LaneOp.Ld.class::cast);
    }

    private static LaneOp.Address at(LaneOp.Address a, LaneOp.Form form, long disp) {
        return new LaneOp.Address(form, a.space(), a.base(), a.index(), disp, 0, Optional.empty(), Optional.empty());
    }

    private Value halves(Value word) {
        return l.emit(new CommonOp.Bits(l.word(word), LaneType.I16X2));
    }
}
