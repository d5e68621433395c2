package intarsia.tests.corpus;

import intarsia.cli.cases.CaseFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The case files of {@code tests/cases} and {@code examples}. */
final class Corpus {
    private Corpus() {
    }

    /** All case files of kernels above the lane level, by name. */
    static List<Path> files() {
        List<Path> all = new ArrayList<>(below(root().resolve("tests/cases"), ".tile"));
        all.addAll(below(root().resolve("examples"), ".tile"));
        return all;
    }

    /** All case files of lane code. */
    static List<Path> lane() {
        return below(root().resolve("tests/cases"), ".lane");
    }

    private static Path root() {
        @Nullable Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("tests/cases"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no folder tests/cases above " + Path.of("").toAbsolutePath());
        }
        return at;
    }

    private static List<Path> below(Path folder, String end) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(p -> p.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CaseFile read(Path file) {
        try {
            return CaseFile.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
