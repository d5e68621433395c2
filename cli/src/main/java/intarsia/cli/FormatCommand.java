package intarsia.cli;

import picocli.CommandLine.Command;

/** {@code intarsia format}: what the codes of a data type or block format mean, and numbers into codes and back. */
@Command(name = "format", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Shows data types and block formats, and turns numbers into codes and back by their definition.",
    subcommands = {FormatList.class, FormatTable.class, FormatShow.class, FormatEncode.class, FormatDecode.class})
final class FormatCommand extends Subcommand {
    @Override public Integer call() {
        throw UserError.usage("format: a command is wanted; known: list, table, show, encode, decode");
    }
}
