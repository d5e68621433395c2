package intarsia.launcher;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the data files of this package: a word or path a line, {@code #} before a comment. */
final class Lines {
    private Lines() {
    }

    /** The lines of a resource that say something. */
    static List<String> of(String resource) throws IOException {
        try (InputStream in = Lines.class.getResourceAsStream(resource)) {
            if (in == null) throw new FileNotFoundException(resource + " beside " + Lines.class + ": this jar is damaged");
            List<String> lines = all(in);
            lines.removeIf(line -> line.isEmpty() || line.startsWith("#"));
            return lines;
        }
    }

    /** All lines, without blanks around them. */
    static List<String> all(InputStream in) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) lines.add(line.trim());
        return lines;
    }
}
