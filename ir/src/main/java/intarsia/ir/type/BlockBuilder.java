package intarsia.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A block format field by field. A field has as many values as its pieces place, each for as many successive elements;
 * {@link #centre} and {@link #unit} change the field
 * before them.
 */
public final class BlockBuilder {
    private final String name;
    private final int elements;
    private final int bytes;
    private final List<Field> fields = new ArrayList<>();
    private Fit fit = Fit.REACH;
    private int rows = 1;

    BlockBuilder(String name, int elements, int bytes) {
        this.name = name;
        this.elements = elements;
        this.bytes = bytes;
    }

    /** A code field of any packing. */
    public BlockBuilder code(DType type, Piece... pieces) {
        return field(Role.CODE, Field.CODE, type, pieces);
    }

    /** A scale field of any packing. */
    public BlockBuilder scale(String field, DType type, Piece... pieces) {
        return field(Role.SCALE, field, type, pieces);
    }

    /** A field of minima of any packing. */
    public BlockBuilder min(String field, DType type, Piece... pieces) {
        return field(Role.MIN, field, type, pieces);
    }

    /** One value for the whole block, from a byte on. */
    public BlockBuilder one(Role role, String field, DType type, int atByte) {
        return field(role, field, type, Piece.place(type.bits(), 8 * atByte));
    }

    /** A field of any packing. */
    public BlockBuilder field(Role role, String field, DType type, Piece... pieces) {
        int values = values(pieces);
        if (elements % values != 0) {
            throw new IllegalArgumentException(name + ": field " + field + " has " + values + " values for " + elements + " elements");
        }
        fields.add(Field.of(role, field, type, elements / values, new Packing(type.bits(), values, bytes, List.of(pieces))));
        return this;
    }

    /** What is subtracted from the stored values. */
    public BlockBuilder centre(double centre) {
        fields.add(fields.removeLast().withCentre(centre));
        return this;
    }

    /** What the values are multiplied with. */
    public BlockBuilder unit(double unit) {
        fields.add(fields.removeLast().withUnit(unit));
        return this;
    }

    /** Codes that select vectors, whose components successive elements take. */
    public BlockBuilder vectors(Role role, String field, VectorBook book, Piece... pieces) {
        return vectors(role, field, book, FieldIndex.vectors(book.length(), values(pieces)), pieces);
    }

    /** Codes that select vectors, whose components elements take by an index. */
    public BlockBuilder vectors(Role role, String field, VectorBook book, FieldIndex index, Piece... pieces) {
        Packing packing = new Packing(book.bits(), values(pieces), bytes, List.of(pieces));
        fields.add(new Field(field, role, new IntType(book.bits(), false), packing, index, 0, 1, Optional.of(book)));
        return this;
    }

    private static int values(Piece... pieces) {
        int values = 1;
        for (Piece piece : pieces) {
            values = Math.max(values, piece.firstElement() + piece.elements());
        }
        return values;
    }

    /** The rows of a block, whose elements are counted row after row. */
    public BlockBuilder rows(int now) {
        rows = now;
        return this;
    }

    /** How scales are chosen. */
    public BlockBuilder fit(Fit now) {
        fit = now;
        return this;
    }

    /** The format. */
    public BlockFormat build() {
        return new BlockFormat(name, rows, elements, bytes, fields, fit);
    }
}
