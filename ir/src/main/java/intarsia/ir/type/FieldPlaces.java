package intarsia.ir.type;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which parts of a box have the values of a field to themselves: values of so many rows, and of so many columns, after which places come again
 * whole bytes further. A kernel may begin at any such part.
 *
 * @param rows    of values in a box
 * @param columns of values in a box
 * @param rowPart divides the rows
 * @param columnPart divides the columns
 */
public record FieldPlaces(int rows, int columns, int rowPart, int columnPart) {
    /** Those of a field of a format; of vectors every element reads a value. */
    public static FieldPlaces of(BlockFormat f, Field field) {
        int rows = f.rows() / f.rowStep(field);
        int columns = f.columns() / f.columnStep(field);
        Packing p = field.packing();
        if (p.isRun() && field.book().isEmpty()) {
            return new FieldPlaces(rows, columns, part(rows, n -> (long) n * columns * p.codeBits() % Byte.SIZE == 0), part(columns, n -> n * p.codeBits() % Byte.SIZE == 0));
        }
        int[][] tables = tables(field, rows * columns);
        List<Optional<RowPlaces>> places = Arrays.stream(tables).map(t -> RowPlaces.of(t, columns)).toList();
        return new FieldPlaces(rows, columns, part(rows, n -> places.stream().allMatch(x -> x.isPresent() && x.get().begin(n))),
            part(columns, n -> Arrays.stream(tables).allMatch(t -> repeats(t, columns, n))));
    }

    /** Of each bit of the stored values, where the values of the box have it. */
    private static int[][] tables(Field field, int values) {
        int[] all = field.packing().bitTable();
        int bits = field.packing().codeBits();
        return IntStream.range(0, bits).mapToObj(b -> IntStream.range(0, values)
            .map(v -> all[(field.book().isPresent() ? field.index().value(v) : v) * bits + b]).toArray()).toArray(int[][]::new);
    }

    /** The least divisor that serves; the whole does. */
    private static int part(int whole, IntPredicate serves) {
        return IntStream.range(1, whole).filter(n -> whole % n == 0 && serves.test(n)).findFirst().orElse(whole);
    }

    /** Whether the places in a table, row after row of so many columns, come again after a part of the columns, whole bytes further. */
    public static boolean repeats(int[] table, int columns, int part) {
        int bits = table[part] - table[0];
        return bits % Byte.SIZE == 0 && IntStream.range(0, table.length).allMatch(e -> e % columns + part >= columns || table[e + part] - table[e] == bits);
    }
}
