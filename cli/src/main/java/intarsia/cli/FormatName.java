package intarsia.cli;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import picocli.CommandLine.Parameters;

/** The format that a command is about. */
final class FormatName {
    @Parameters(index = "0", paramLabel = "FORMAT", description = "A data type or block format; format list shows the names.")
    private String name = "";

    Format format() {
        try {
            return Format.parse(name);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(String.valueOf(e.getMessage()));
        }
    }

    /** The format as a data type; {@code instead} says where to look for a block format. */
    DType type(String instead) {
        return switch (format()) {
            case DType t -> t;
            case BlockFormat b -> throw UserError.usage(b + " is a block format, wanted a data type; " + instead);
        };
    }
}
