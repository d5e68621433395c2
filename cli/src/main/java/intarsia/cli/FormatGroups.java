package intarsia.cli;

import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.decoder.npy.NpyType;
import intarsia.dsl.library.OrderedBlocks;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import intarsia.ir.type.Role;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;

/** The groups that columns belong to where an array says it ({@code g_idx} of GPTQ): values by definition. */
final class FormatGroups {
    private final BlockFormat format;
    private final long columns;
    private final int group;
    private final int[] index;

    private FormatGroups(BlockFormat format, long columns, int[] index) {
        this.format = format;
        this.columns = columns;
        this.index = index;
        group = OrderedBlocks.group(format);
    }

    /** Reads the groups of a matrix's columns from what {@code --field} names. */
    static FormatGroups read(BlockFormat f, long columns, Map<String, Path> fields) {
        for (String name : fields.keySet()) {
            if (!name.equals(OrderedBlocks.GROUPS)) throw UserError.usage("--field " + name + "; known: " + OrderedBlocks.GROUPS + "=FILE, the group of each column");
        }
        Path file = fields.values().iterator().next();
        NpyArray found = Npy.read(file);
        if (found.type() != NpyType.I4 && found.type() != NpyType.I8 || found.shape().length != 1 || found.elements() != columns) {
            throw UserError.input(file + ": wanted <i4 or <i8 [" + columns + "], the group of each column, found " + found.type().descr() + " of " + found.elements() + " elements");
        }
        try {
            FormatGroups groups = new FormatGroups(f, columns, new int[Math.toIntExact(columns)]);
            for (int c = 0; c < columns; c++) groups.index[c] = groups.checked(file, c, found.integer(c));
            return groups;
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--field " + OrderedBlocks.GROUPS + ": " + e.getMessage());
        }
    }

    private int checked(Path file, int column, long found) {
        long groups = columns / group;
        if (found < 0 || found >= groups) throw UserError.input(file + ": element " + column + ": wanted a group from 0 to " + (groups - 1) + ", found " + found);
        return (int) found;
    }

    /** The value of an element, whose code is in its own place and all else in that of its group. */
    double value(MemorySegment stored, long row, long column) {
        long own = format.stored(row, column, columns), of = format.stored(row, (long) index[(int) column] * group, columns);
        double value = format.fieldValue(format.code(), stored, 0, own);
        for (Field zero : format.fields(Role.ZERO)) value -= format.fieldValue(zero, stored, 0, of);
        for (Field scale : format.fields(Role.SCALE)) value *= format.fieldValue(scale, stored, 0, of);
        for (Field min : format.fields(Role.MIN)) value += format.fieldValue(min, stored, 0, of);
        return value;
    }
}
