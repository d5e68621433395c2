package intarsia.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Fields of a block one after another, each from a byte of its own; {@link #centre} and {@link #unit} change the last. */
final class FieldStack {
    private final String name;
    private final int rows;
    private final int elements;
    private final List<Field> fields = new ArrayList<>();

    FieldStack(String name, int elements) {
        this(name, 1, elements);
    }

    /** Blocks of several rows. */
    FieldStack(String name, int rows, int elements) {
        this.name = name;
        this.rows = rows;
        this.elements = elements;
    }

    int elements() {
        return elements;
    }

    /** A number that so many elements share, dense. */
    FieldStack add(Role role, String field, DType type, int granularity) {
        if (elements % granularity != 0) {
            throw new IllegalArgumentException(name + ": " + granularity + " elements share a " + field + "; wanted a divisor of " + elements
                + ", the elements of a block");
        }
        return put(Field.of(role, field, type, granularity, Packing.dense(type, elements / granularity)));
    }

    /** Codes in a packing of their own. */
    FieldStack packed(String field, DType type, Packing packing) {
        return put(Field.of(Role.CODE, field, type, 1, packing));
    }

    /** Ternary codes, five a byte as a plain number; the last byte may hold fewer. */
    FieldStack trits(String field) {
        RadixWord word = new RadixWord(3, 5, 8, false);
        List<FieldIndex.Run> runs = new ArrayList<>();
        if (elements >= 5) {
            runs.add(new FieldIndex.Run(0, List.of(new FieldIndex.Digit(elements / 5, 1, 0), new FieldIndex.Digit(5, 0, 1))));
        }
        if (elements % 5 != 0) {
            runs.add(new FieldIndex.Run(elements / 5, List.of(new FieldIndex.Digit(1, 1, 0), new FieldIndex.Digit(elements % 5, 0, 1))));
        }
        Packing packing = Packing.dense(DType.U8, Math.ceilDiv(elements, 5));
        return put(new Field(field, Role.CODE, DType.U8, packing, new FieldIndex(runs), 0, 1, Optional.of(word)));
    }

    /** A number that so many elements share, in a packing of its own. */
    FieldStack placed(Role role, String field, DType type, int granularity, Packing packing) {
        return put(Field.of(role, field, type, granularity, packing));
    }

    private FieldStack put(Field field) {
        fields.add(field);
        return this;
    }

    FieldStack centre(double centre) {
        return change(f -> f.withCentre(centre));
    }

    FieldStack unit(double unit) {
        return change(f -> f.withUnit(unit));
    }

    private FieldStack change(UnaryOperator<Field> how) {
        fields.add(how.apply(fields.removeLast()));
        return this;
    }

    BlockFormat build(Fit fit) {
        int bytes = fields.stream().mapToInt(f -> f.packing().bytes()).sum();
        List<Field> placed = new ArrayList<>();
        int offset = 0;
        for (Field f : fields) {
            placed.add(f.withPacking(f.packing().within(offset, bytes)));
            offset += f.packing().bytes();
        }
        return new BlockFormat(name, rows, elements, bytes, placed, fit);
    }
}
