package intarsia.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A page of the repository with parts that a test writes: what stands between {@code <!-- begin NAME -->} and {@code <!-- end NAME -->}. */
final class Document {
    private static final String ACCEPT = "./intarsia test -pl tests -am -Dtest=DocumentsTest -Dsurefire.failIfNoSpecifiedTests=false -Dintarsia.bless=true";

    private Document() {
    }

    /** The folder that holds the repository. */
    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !(Files.exists(at.resolve("README.md")) && Files.isDirectory(at.resolve("dsl")))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no folder above the working folder holds README.md and dsl");
        }
        return at;
    }

    /** Fails where a part is not this text; writes it instead under {@code -Dintarsia.bless=true}. */
    static void check(String name, Map<String, String> parts) throws IOException {
        Path file = root().resolve(name);
        String old = Files.readString(file);
        String now = old;
        for (Map.Entry<String, String> part : parts.entrySet()) {
            now = replace(name, now, part.getKey(), part.getValue());
        }
        if (Boolean.getBoolean("intarsia.bless") && !now.equals(old)) {
            Files.writeString(file, now);
        } else {
            assertEquals(now, old, () -> name + " does not show what the compiler does now; to accept:\n" + ACCEPT + "\n");
        }
    }

    private static String replace(String file, String text, String part, String body) {
        String begin = "<!-- begin " + part + " -->\n";
        String end = "<!-- end " + part + " -->\n";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(file + " wants the lines '" + begin.strip() + "' and '" + end.strip() + "', in this order");
        }
        return text.substring(0, from + begin.length()) + body + text.substring(to);
    }
}
