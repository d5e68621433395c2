package intarsia.cli;

import intarsia.cli.cases.CaseFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code intarsia bless}: accepts what test cases give now as what is expected of them. */
@Command(name = "bless", mixinStandardHelpOptions = true, description = "Accepts the text that test cases give now as the expected one.")
final class Bless extends Subcommand {
    @Parameters(paramLabel = "FILE|GLOB", arity = "1..*", description = "Cases, such as tests/cases/simplify.tile or 'tests/cases/**.tile'.")
    private List<String> patterns = new ArrayList<>();

    @Override public Integer call() throws IOException {
        int accepted = 0, same = 0;
        for (String pattern : patterns) {
            for (Path file : files(pattern)) {
                CaseFile c = read(file);
                if (!c.expectsText()) {
                    if (file.equals(Path.of(pattern))) throw UserError.input(file + ": nothing to accept: no line begins with '// pass'");
                } else if (c.accept(c.actual())) {
                    out().println("accepted " + file);
                    accepted++;
                } else {
                    same++;
                }
            }
        }
        out().println(accepted + " accepted, " + same + " unchanged");
        out().flush();
        return Exit.OK;
    }

    private static CaseFile read(Path file) throws IOException {
        try {
            return CaseFile.read(file);
        } catch (IllegalArgumentException e) {
            throw UserError.input(String.valueOf(e.getMessage()));
        }
    }

    /** The file of that name, or those that match the pattern below its last folder without wildcards. */
    private static List<Path> files(String pattern) throws IOException {
        int wild = firstWild(pattern);
        if (wild < 0) {
            if (!Files.isRegularFile(Path.of(pattern))) throw UserError.input(pattern + ": wanted a case file, found none of that name");
            return List.of(Path.of(pattern));
        }
        Path folder = Path.of(pattern.substring(0, pattern.lastIndexOf('/', wild) + 1));
        if (!Files.isDirectory(folder)) throw UserError.input(folder + ": wanted a folder, found none of that name");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> files = found.filter(Files::isRegularFile).filter(matcher::matches).sorted().toList();
            if (files.isEmpty()) throw UserError.input("no file matches " + pattern);
            return files;
        }
    }

    private static int firstWild(String pattern) {
        for (int i = 0; i < pattern.length(); i++) if ("*?[{".indexOf(pattern.charAt(i)) >= 0) return i;
        return -1;
    }
}
