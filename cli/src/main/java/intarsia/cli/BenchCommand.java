package intarsia.cli;

import picocli.CommandLine.Command;

/** {@code intarsia bench}: how fast kernels are, as shares of what the machine can do. */
@Command(name = "bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Times kernels beside the limits of this machine, measured in the same run.",
    subcommands = {BenchLimits.class, BenchGemv.class, BenchDecode.class, BenchCompile.class, BenchTuning.class, BenchCold.class})
final class BenchCommand extends Subcommand {
    @Override public Integer call() {
        throw UserError.usage("bench: a command is wanted; known: limits, gemv, decode, compile, tuning");
    }
}
