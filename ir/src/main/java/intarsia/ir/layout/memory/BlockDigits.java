package intarsia.ir.layout.memory;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import intarsia.ir.type.Packing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * The places of a slice of a field's values inside of a block, as digits of its rows and columns.
 *
 * @param first bit of the first value
 */
record BlockDigits(long first, List<MemoryDigit> rows, List<MemoryDigit> columns) {
    /** The digits for the bits from one on, where there are any. */
    static Optional<BlockDigits> of(BlockFormat f, Field field, int bit) {
        int rows = f.rows() / f.rowStep(field);
        int columns = f.columns() / f.columnStep(field);
        Packing p = field.packing();
        if (p.isRun() && field.book().isEmpty()) {
            long row = (long) columns * p.codeBits();
            return Optional.of(new BlockDigits(p.firstAddress() + bit, List.of(MemoryDigit.of(rows, row)), List.of(MemoryDigit.of(columns, p.codeBits()))));
        }
        int[] all = p.bitTable();
        return recovered(rows, columns, (r, c) -> all[stored(field, r * columns + c) * p.codeBits() + bit]);
    }

    private static int stored(Field field, int value) {
        return field.book().isPresent() ? field.index().value(value) : value;
    }

    private interface Table {
        long at(int row, int column);
    }

    private static Optional<BlockDigits> recovered(int rows, int columns, Table table) {
        long first = table.at(0, 0);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                if (table.at(r, c) - table.at(r, 0) != table.at(0, c) - first) return Optional.empty();
            }
        }
        Optional<List<MemoryDigit>> down = digits(rows, r -> table.at(r, 0) - first);
        Optional<List<MemoryDigit>> across = digits(columns, c -> table.at(0, c) - first);
        return down.flatMap(d -> across.map(a -> new BlockDigits(first, d, a)));
    }

    /** The only canonical digits with these offsets: the lowest ends at the first index that is not one step more. */
    static Optional<List<MemoryDigit>> digits(int n, IntToLongFunction offset) {
        List<MemoryDigit> lowFirst = new ArrayList<>();
        for (int weight = 1, extent; weight < n; weight *= extent) {
            extent = 1;
            long stride = offset.applyAsLong(weight);
            while (extent * weight < n && offset.applyAsLong(extent * weight) == extent * stride) extent++;
            if (n % (extent * weight) != 0) return Optional.empty();
            lowFirst.add(MemoryDigit.of(extent, stride));
        }
        return agrees(lowFirst.reversed(), n, offset) ? Optional.of(lowFirst.reversed()) : Optional.empty();
    }

    private static boolean agrees(List<MemoryDigit> digits, int n, IntToLongFunction offset) {
        for (int x = 0; x < n; x++) {
            long sum = 0;
            int rest = x;
            for (MemoryDigit d : digits.reversed()) {
                sum += rest % d.count() * d.stride().constant();
                rest = (int) (rest / d.count());
            }
            if (sum != offset.applyAsLong(x)) return false;
        }
        return true;
    }
}
