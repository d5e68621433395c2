package intarsia.cli;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.function.Supplier;
import picocli.CommandLine.Parameters;

/** The format that a command is about. */
final class FormatName {
    @Parameters(index = "0", paramLabel = "FORMAT", description = "A data type or block format; format list shows the names.")
    private String name = "";

    Format format() {
        return parsed(() -> Format.parse(name));
    }

    /** The format of an array, whose last two extents are a matrix: a size may be left to that. */
    Format format(long[] shape) {
        int last = shape.length - 1;
        return parsed(() -> Format.parse(name, last < 1 ? 1 : shape[last - 1], last < 0 ? 1 : shape[last]));
    }

    /** Whether the name leaves a size to a matrix. */
    boolean isOpen() {
        return Format.isOpen(name);
    }

    private static Format parsed(Supplier<Format> parse) {
        try {
            return parse.get();
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
