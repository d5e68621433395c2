package intarsia.cli;

import intarsia.ir.type.DType;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code intarsia format table}: every code of a type with its value. */
@Command(name = "table", mixinStandardHelpOptions = true,
    description = "Prints a line \"code value\" for every code of a data type of at most 16 bits that has a meaning.")
final class FormatTable extends Subcommand {
    private static final int MOST_BITS = 16;

    @Mixin private FormatName format = new FormatName();

    @Override public Integer call() {
        DType type = format.type("format show says how a block lies");
        if (type.bits() > MOST_BITS) throw UserError.usage(type + " has " + type.bits() + " bits; wanted a type of at most " + MOST_BITS + ", which a table can hold");
        PrintWriter out = out();
        for (long code = 0; code < 1L << type.bits(); code++) {
            if (type.isCode(code)) out.println(code + " " + Numbers.text(type, code));
        }
        out.flush();
        return Exit.OK;
    }
}
