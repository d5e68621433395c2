package intarsia.cli;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code intarsia format show}: the range of a type, or where the fields of a block lie. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Says what a data type holds, or draws the bytes of a block with the field that each bit belongs to.")
final class FormatShow extends Subcommand {
    @Mixin private FormatName format = new FormatName();

    @Override public Integer call() {
        Format f = format.format();
        switch (f) {
            case DType t -> type(t);
            case BlockFormat b -> block(b);
        }
        out().flush();
        return Exit.OK;
    }

    private void type(DType t) {
        out().println(t + ": " + t.bits() + " bits" + (t.equals(DType.QUATERNARY) ? ", complex"
            : ", from " + Numbers.text(t.minFinite()) + " to " + Numbers.text(t.maxFinite())));
    }

    private void block(BlockFormat b) {
        PrintWriter out = out();
        out.println(b + ": " + b.elements() + " elements in " + b.bytes() + " bytes");
        b.rotation().ifPresent(r -> out.println("rows rotated in groups of " + r.hadamard().size() + " by H / sqrt " + r.hadamard().size() + " before they are stored as " + r.stored()
            + "; decoding rotates back"));
        char[] map = new char[b.bytes() * 8];
        Arrays.fill(map, '.');
        char letter = 'A';
        for (Field field : b.fields()) {
            for (int bit : field.packing().bitTable()) map[bit] = letter;
            out.println("  " + letter++ + " " + field.name() + ": " + field.packing().elements() + " of " + field.type());
        }
        out.println("byte, bits 7 to 0");
        rows(new String(map), b.bytes());
    }

    /** A line for each byte, and for a run of equal ones a line with its ends. */
    private void rows(String map, int bytes) {
        for (int from = 0, to; from < bytes; from = to) {
            String row = map.substring(8 * from, 8 * from + 8);
            for (to = from + 1; to < bytes && map.startsWith(row, 8 * to); ) to++;
            String place = to == from + 1 ? "" + from : from + "-" + (to - 1);
            out().printf("%9s  %s%n", place, new StringBuilder(row).reverse());
        }
    }
}
