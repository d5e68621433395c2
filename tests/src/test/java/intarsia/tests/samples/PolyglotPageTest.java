package intarsia.tests.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/polyglot.md shows is what happens. */
class PolyglotPageTest {
    private static final float[] TEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    private static String page() throws IOException {
        return Files.readString(Path.of("").toAbsolutePath().resolve("../docs/polyglot.md").normalize());
    }

    /** The first fenced block after a mark. */
    private static String block(String mark) throws IOException {
        String page = page();
        int from = page.indexOf("```" + mark) + 3 + mark.length();
        return page.substring(from, page.indexOf("```", from));
    }

    @Test
    void theKernelAdds() throws IOException {
        float[] c = EvalText.add(block("tile\n"), TEN, TEN);
        assertArrayEquals(new float[] {0, 2, 4, 6, 8, 10, 12, 14, 16, 18}, c);
    }

    @Test
    void theStopsAreThoseOfThePage() throws IOException {
        List<String> stops = StepText.stops(block("tile\n"), 14, TEN, TEN, new float[10], 10);
        assertEquals("line 14" + block("\nline 14"), String.join("\n", stops) + "\n");
    }
}
