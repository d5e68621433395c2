package intarsia.dsl;

import intarsia.ir.UnaryOp;
import intarsia.ir.type.DType;
import intarsia.ir.type.FieldIndex;
import intarsia.ir.type.FieldIndex.Digit;
import intarsia.ir.type.FieldIndex.Run;
import intarsia.ir.type.RadixWord;

/** The words, fixed-point fractions, that hold the digits of a block: of TQ1_0, where digits of a word lie a run's width apart. */
record RadixWords(TileKernel k, RadixWord word, FieldIndex index) {
    /** For each element the word that its digit is in, i32; digits are i32 of rank 1. */
    Tile of(Tile digits) {
        int n = digits.type().size();
        Tile place = k.iota(0, n);
        Tile words = place.constant(0);
        int from = 0;
        for (Run run : index.runs()) {
            Digit components = run.digits().getFirst(), values = run.digits().getLast();
            if (run.digits().size() != 2 || components.componentStride() != 1 || values.valueStride() != 1 || from % values.extent() != 0 || n % values.extent() != 0) {
                throw new IllegalArgumentException("digits of words at " + run + "; wanted a component for so many successive values, then the next");
            }
            Tile own = ofRun(digits.reshape(n / values.extent(), values.extent()), from / values.extent(), components.extent());
            words = place.lt(place.constant(from)).select(words, own);
            from += components.extent() * values.extent();
        }
        return words;
    }

    /** The words of the digits in some rows of a tile, in every row. */
    private Tile ofRun(Tile digits, int first, int count) {
        int[] shape = digits.type().dims();
        Tile row = k.iota(0, shape);
        Tile weight = row.constant(0);
        for (int c = 0; c < count; c++) {
            weight = row.eq(row.constant(first + c)).select(row.constant(Math.pow(word.radix(), word.digits() - 1 - c)), weight);
        }
        double all = Math.pow(word.radix(), word.digits());
        Tile number = digits.times(weight).sum(0).cast(DType.F32).times(1 << word.bits()).plus(all - 1); // the quotient is far from the next whole number, in f32 too
        return number.div(all).unary(UnaryOp.TRUNC).cast(DType.I32).broadcast(shape).reshape(shape[0] * shape[1]);
    }
}
