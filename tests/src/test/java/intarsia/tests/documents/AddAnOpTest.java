package intarsia.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddAnOpTest {
    private static final String OP = "popcount";
    /** What its author may be asked to touch. */
    private static final int MOST = 7;
    private static final List<String> LISTED = Page.of("docs/add-an-op.md").table("file", "what is added").stream()
            .map(r -> r.getFirst().replace("`", "")).toList();

    @Test
    void theFilesOfTheExampleAreAllThatNameIt() throws IOException {
        Path root = Document.root();
        try (Stream<Path> modules = Files.list(root)) {
            TreeSet<String> found = modules.map(m -> m.resolve("src/main")).filter(Files::isDirectory).flatMap(AddAnOpTest::files)
                    .filter(AddAnOpTest::names).map(f -> root.relativize(f).toString()).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(found, new TreeSet<>(LISTED));
        }
    }

    @Test
    void theyAreFewAndNameIt() {
        assertTrue(LISTED.size() <= MOST, () -> LISTED.size() + " files; wanted at most " + MOST);
        LISTED.forEach(f -> assertTrue(names(Document.root().resolve(f)), () -> f + " does not name " + OP));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(f -> f.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean names(Path file) {
        try {
            return Files.readString(file).toLowerCase(Locale.ROOT).contains(OP);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
