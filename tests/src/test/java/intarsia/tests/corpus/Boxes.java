package intarsia.tests.corpus;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import intarsia.ir.type.FieldIndex;
import intarsia.ir.type.Packing;
import intarsia.ir.type.Piece;
import intarsia.ir.type.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Boxes of some rows of any format of one row, whose bytes lie by turns: byte j of every row, then byte j + 1. */
final class Boxes {
    private Boxes() { }

    /** The fields of a format, for so many rows a block. */
    static BlockFormat of(BlockFormat f, int rows) {
        List<Field> fields = f.fields().stream().map(x -> new Field(x.name(), x.role(), x.type(), packing(f, x.packing(), rows), index(x, rows), x.centre(), x.unit(), x.book())).toList();
        return new BlockFormat(f + "/by" + rows, rows, rows * f.elements(), rows * f.bytes(), fields, f.fit(), f.rotation());
    }

    /** The same with the sums of codes in groups of some columns behind each block. */
    static BlockFormat summed(BlockFormat f, int group, int rows) {
        List<Field> fields = new ArrayList<>(f.fields().stream().map(x -> new Field(x.name(), x.role(), x.type(),
            within(x.packing(), f.bytes() + 2 * f.elements() / group), x.index(), x.centre(), x.unit(), x.book())).toList());
        int sums = f.elements() / group;
        fields.add(Field.of(Role.SUM, "sum", intarsia.ir.type.DType.I16, group, Packing.dense(16, sums).within(f.bytes(), f.bytes() + 2 * sums)));
        return of(new BlockFormat(f + "+sum" + group, 1, f.elements(), f.bytes() + 2 * sums, fields, f.fit()), rows);
    }

    private static Packing within(Packing p, int bytes) {
        return new Packing(p.codeBits(), p.elements(), bytes, p.pieces());
    }

    private static FieldIndex index(Field x, int rows) {
        if (x.index().isRegular()) {
            var digits = x.index().runs().getFirst().digits();
            var value = new FieldIndex.Digit(rows * digits.getFirst().extent(), 1, 0);
            return new FieldIndex(List.of(new FieldIndex.Run(0, List.of(value, digits.getLast()))));
        }
        return new FieldIndex(IntStream.range(0, rows).boxed().flatMap(r -> x.index().runs().stream()
            .map(run -> new FieldIndex.Run(run.firstValue() + r * x.packing().elements(), run.digits()))).toList());
    }

    private static Packing packing(BlockFormat f, Packing p, int rows) {
        int[] bits = p.bitTable();
        List<Piece> pieces = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < bits.length; i++) {
                int n = 1; // bits that follow one another in a byte and in a code
                while ((i + n) % p.codeBits() != 0 && bits[i + n] == bits[i] + n && bits[i + n] % 8 != 0) n++;
                int at = (bits[i] / 8 * rows + r) * 8 + bits[i] % 8;
                pieces.add(Piece.place(n, at).fromElement(r * p.elements() + i / p.codeBits()).fromBit(i % p.codeBits()));
                i += n - 1;
            }
        }
        return new Packing(p.codeBits(), rows * p.elements(), rows * f.bytes(), pieces);
    }
}
