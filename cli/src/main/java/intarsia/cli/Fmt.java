package intarsia.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import intarsia.decoder.file.AtomicFile;
import intarsia.ir.text.Formatter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia fmt}: the text form laid out. */
@Command(name = "fmt", mixinStandardHelpOptions = true,
    description = "Lays out kernels as text: lines, indentation, spaces. Names, constants and comments stay; what a case expects stays as it is.")
final class Fmt extends Subcommand {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Kernels as text.")
    private List<Path> files = new ArrayList<>();
    @Option(names = "--check", description = "Writes nothing; names files that would change, and exits with 1 where there are some.")
    private boolean check;
    @Option(names = "--stdout", description = "Writes to standard output instead of the files.")
    private boolean stdout;

    @Override public Integer call() throws IOException {
        if (check && stdout) throw UserError.usage("--check and --stdout; wanted one of them");
        int changed = 0;
        for (Path file : files) {
            String head = KernelFile.source(file), old = Files.readString(file);
            String now = formatted(file, head) + old.substring(head.length());
            if (stdout) {
                out().print(now);
            } else if (!now.equals(old)) {
                changed++;
                out().println((check ? "not formatted: " : "formatted ") + file);
                if (!check) AtomicFile.write(file, out -> AtomicFile.append(out, MemorySegment.ofArray(now.getBytes(UTF_8))));
            }
        }
        out().flush();
        return check && changed > 0 ? Exit.FAILED : Exit.OK;
    }

    private static String formatted(Path file, String text) {
        try {
            return Formatter.format(text, file.toString());
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage()).strip();
            throw UserError.input(message.contains(file.toString()) ? message : file + ": " + message);
        }
    }
}
