package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * The blocks of one format as blocks of another with the same values: each field of the new format takes its numbers from the
 * fields of its role in the old one, as codes of its own type, wherever their bits lie. Numbers that the old format shares
 * among more elements are repeated; several fields of a role become one if the type holds their product (zero points and
 * offsets: their sum). What has no exact code is refused, and so is a number that the elements of a new group disagree on.
 */
public final class Repack {
    private final BlockFormat from;
    private final BlockFormat to;
    private final MemorySegment old;
    private final byte[] bytes;
    private final MemorySegment made;
    /** Of the matrix, where the elements of the two lie in orders of their own; otherwise 0. */
    private final long columns;

    private Repack(BlockFormat from, BlockFormat to, byte[] blocks, long columns) {
        long elements = (long) blocks.length / from.bytes() * from.elements();
        if (blocks.length % from.bytes() != 0 || elements % to.elements() != 0) {
            throw new IllegalArgumentException("to make " + to + " of " + from + " wants whole blocks of both, found " + blocks.length + " bytes, "
                + elements + " elements");
        }
        this.columns = columns;
        this.from = from;
        this.to = to;
        this.old = MemorySegment.ofArray(blocks);
        this.bytes = new byte[Math.toIntExact(to.bytes(elements))];
        this.made = MemorySegment.ofArray(bytes);
    }

    /**
     * The blocks as those of another format, of which a box has the same rows and columns or one row as here.
     *
     * @throws IllegalArgumentException if that has no exact codes for their values
     */
    public static byte[] blocks(BlockFormat from, BlockFormat to, byte[] blocks) {
        boolean alike = from.rows() == to.rows() && (to.rows() == 1 || from.columns() == to.columns());
        if (!alike) {
            throw new IllegalArgumentException("to make " + to + " of " + from + ", whose boxes differ, wants the columns of the matrix");
        }
        alike(from, to);
        return new Repack(from.unrotated(), to.unrotated(), blocks, 0).all();
    }

    /**
     * The blocks of a matrix of so many columns as those of another format.
     *
     * @throws IllegalArgumentException if that has no exact codes for their values, or if the matrix is not whole blocks of both
     */
    public static byte[] blocks(BlockFormat from, BlockFormat to, byte[] blocks, long columns) {
        long elements = (long) blocks.length / from.bytes() * from.elements();
        if (columns < 1 || elements % columns != 0) {
            throw new IllegalArgumentException(elements + " elements of " + from + " are no matrix of " + columns + " columns");
        }
        from.check(elements / columns, columns);
        to.check(elements / columns, columns);
        alike(from, to);
        return new Repack(from.unrotated(), to.unrotated(), blocks, columns).all();
    }

    /** Stored numbers stand for each other only under one rotation. */
    private static void alike(BlockFormat from, BlockFormat to) {
        if (!from.rotation().map(Rotation::hadamard).equals(to.rotation().map(Rotation::hadamard))) {
            throw new IllegalArgumentException("to make " + to + " of " + from + " wants one rotation, or none; take the values and quantise them");
        }
    }

    private byte[] all() {
        long all = (long) bytes.length / to.bytes() * to.elements();
        for (long block = 0; block < all; block += to.elements()) {
            for (Field field : to.fields()) {
                if (field.role() != Role.SUM) {
                    field(field, block);
                }
            }
            CodeWriter.sums(to, made, block / to.elements() * to.bytes());
        }
        check(all);
        return bytes;
    }

    /** Where an element of the new blocks stands among the old ones. */
    private long there(long element) {
        if (columns == 0) {
            return element;
        }
        long logical = to.logical(element, columns);
        return from.stored(logical / columns, logical % columns, columns);
    }

    /** All numbers of a field in the block that starts at an element. */
    private void field(Field field, long block) {
        List<List<Integer>> readers = new ArrayList<>();
        for (int v = 0; v < field.packing().elements(); v++) {
            readers.add(new ArrayList<>());
        }
        for (int e = 0; e < to.elements(); e++) {
            readers.get(field.index().value(e)).add(e);
        }
        LongToDoubleFunction numbers = numbers(field);
        for (int v = 0; v < readers.size(); v++) {
            long code = field.book().isPresent() ? vector(field, numbers, block, readers.get(v)) : scalar(field, numbers, block, readers.get(v));
            field.packing().write(made, block / to.elements() * to.bytes(), v, code);
        }
    }

    private long scalar(Field field, LongToDoubleFunction numbers, long block, List<Integer> readers) {
        double value = numbers.applyAsDouble(block + readers.getFirst());
        for (int e : readers) {
            double other = numbers.applyAsDouble(block + e);
            if (Double.compare(other, value) != 0) {
                throw refused(field, block + e, other + " here and " + value + " before, which " + readers.size() + " elements share");
            }
        }
        long code = field.type().encode(value / field.unit() + field.centre(), Overflow.SATURATE);
        if (field.decode(code, 0) != value && !(Double.isNaN(value) && Double.isNaN(field.decode(code, 0)))) {
            throw refused(field, block + readers.getFirst(), value + ", which " + field.type() + " does not hold");
        }
        return code;
    }

    private long vector(Field field, LongToDoubleFunction numbers, long block, List<Integer> readers) {
        for (int code = 0; code < 1 << field.type().bits(); code++) {
            int now = code;
            if (readers.stream().allMatch(e -> field.decode(now, field.index().component(e)) == numbers.applyAsDouble(block + e))) {
                return code;
            }
        }
        throw refused(field, block + readers.getFirst(), "a vector that the book lacks");
    }

    /** The numbers that a field of the new format should have, by the element of the row. */
    private LongToDoubleFunction numbers(Field field) {
        List<Field> theirs = levels(from, field.role());
        List<Field> ours = levels(to, field.role());
        if (theirs.size() == ours.size()) {
            Field same = theirs.get(ours.indexOf(field));
            return e -> from.fieldValue(same, old, 0, there(e));
        }
        boolean sum = field.role() == Role.ZERO || field.role() == Role.OFFSET;
        if (ours.size() > 1 || (theirs.isEmpty() && field.role() != Role.SCALE)) {
            double absent = absent(field);
            return _ -> absent;
        }
        return sum ? e -> from.sum(field.role(), old, 0, there(e)) : e -> from.product(field.role(), old, 0, there(e));
    }

    /** The fields of a role, those that most elements share first. */
    private static List<Field> levels(BlockFormat format, Role role) {
        return format.fields(role).stream().sorted(Comparator.comparingDouble(f -> (double) f.packing().elements() / format.elements())).toList();
    }

    private double absent(Field field) {
        return switch (field.role()) {
            case ZERO, OFFSET, MIN -> 0;
            case CODE, SCALE, SUM -> throw new IllegalArgumentException("no rule makes the " + to.fields(field.role()).size() + " fields of role "
                + field.role() + " of " + to + " of the " + from.fields(field.role()).size() + " of " + from);
        };
    }

    /** Terms that the new format has no field for must not matter. */
    private void check(long elements) {
        for (long e = 0; e < elements; e++) {
            double want = from.value(old, 0, there(e));
            double now = to.value(made, 0, e);
            if (want != now && !(Double.isNaN(want) && Double.isNaN(now))) {
                throw new IllegalArgumentException(to + " cannot hold the values of " + from + ": element " + e + " is " + want + ", it would be " + now);
            }
        }
    }

    private IllegalArgumentException refused(Field field, long element, String found) {
        return new IllegalArgumentException(to + " cannot hold the values of " + from + ": field " + field.name() + ", element " + element + " is "
            + found);
    }
}
