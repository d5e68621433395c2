package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Value;
import java.util.List;
import java.util.Optional;

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

    /** A term in both halves; where memory has it in 16 bits, by one access. */
    Value repeated(int k) {
        if (stored(k).isPresent()) {
            return halves(splat(stored(k).get().at(), HALF));
        }
        Value number = l.number(terms.get(k));
        return halves(l.or(l.and(number, l.i32(0xffff)), l.shl(number, HALF)));
    }

    /** A term in the low halves and another in the high ones; where memory has them side by side, by one access. */
    Value pair(int low, int high) {
        boolean beside = stored(low).isPresent() && stored(high).map(LaneOp.Ld::at).equals(stored(low).map(ld -> at(ld.at(), LaneOp.Form.UNIFORM, ld.at().disp() + HALF / Byte.SIZE)));
        return halves(beside ? splat(stored(low).get().at(), 2 * HALF) : l.packed(List.of(l.number(terms.get(low)), l.number(terms.get(high))), HALF));
    }

    private Value splat(LaneOp.Address a, int bits) {
        return l.emit(new LaneOp.Ld(at(a, LaneOp.Form.SPLAT, a.disp()), bits, false, 1, LaneType.I32));
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
