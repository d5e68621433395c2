package intarsia.cli;

import intarsia.passes.Compiler;
import picocli.CommandLine.Option;

/** The option {@code --ahead}. */
final class ReadAhead {
    private static final int MOST = 1 << 24;

    @Option(names = "--ahead", paramLabel = "BYTES", defaultValue = "0",
        description = "Loops that stream through memory touch it so many bytes before they read it; 0 for not at all. Default: ${DEFAULT-VALUE}.")
    private int bytes;

    /** The options, with it. */
    Compiler.Options in(Compiler.Options options) {
        if (bytes < 0 || bytes > MOST) throw UserError.usage("--ahead " + bytes + "; wanted 0 to " + MOST + " bytes");
        return options.ahead(bytes);
    }
}
