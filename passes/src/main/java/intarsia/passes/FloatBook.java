package intarsia.passes;

import intarsia.ir.CompareOp;
import intarsia.ir.Value;
import intarsia.ir.type.CodeBook;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A code book whose values are those of an unsigned minifloat, but for a few: arithmetic and a choice for each of these, where tables would be many.
 *
 * @param mantissaBits of the minifloat
 * @param step         the exponent of the power of two that code 1 means
 * @param others       codes that mean something else
 */
record FloatBook(CodeBook book, int mantissaBits, int step, List<Integer> others) {
    /** Codes up to which a table is two words a lane at most, on 16 lanes. */
    private static final int FEW_CODES = 32;
    private static final int MOST_OTHERS = 2;

    /** A book read so, where it can be. */
    static Optional<FloatBook> of(CodeBook book) {
        int codes = book.values().size();
        if (book.vectors().isPresent() || codes <= FEW_CODES || codes > 1 << Byte.SIZE || !(book.values().get(1) > 0)) {
            return Optional.empty();
        }
        int step = Math.getExponent(book.values().get(1));
        return IntStream.range(1, book.bits()).mapToObj(m -> of(book, m, step)).filter(f -> f.others.size() <= MOST_OTHERS && f.normal()).findFirst();
    }

    private static FloatBook of(CodeBook book, int m, int step) {
        return new FloatBook(book, m, step, IntStream.range(0, book.values().size()).filter(c -> book.values().get(c) != meaning(c, m, step)).boxed().toList());
    }

    private static double meaning(int code, int m, int step) {
        int exponent = Math.max(1, code >> m);
        return Math.scalb((double) (code - ((exponent - 1) << m)), exponent - 1 + step);
    }

    private int raised() {
        return mantissaBits + step + Float.MAX_EXPONENT - 1;
    }

    private boolean normal() {
        return step >= Float.MIN_EXPONENT && SubnormalFree.fits(raised(), last());
    }

    private int last() {
        return book.values().size() - 1 >> mantissaBits;
    }

    /** The f32 values of codes. */
    Value values(Lanes l, Value code) {
        Value value = l.asFloat(SubnormalFree.number(l, l.shl(code, 23 - mantissaBits), raised(), last()));
        for (int c : others) {
            value = l.select(l.compare(CompareOp.EQ, code, l.i32(c)), l.f32(book.values().get(c).floatValue()), value);
        }
        return value;
    }
}
