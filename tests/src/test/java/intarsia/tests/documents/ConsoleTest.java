package intarsia.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import intarsia.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A block {@code console} of a page is commands after {@code $ } and what each prints. */
class ConsoleTest {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static List<Page.Block> blocks() {
        List<Page.Block> all = Page.all().stream().flatMap(p -> p.blocks("console").stream()).toList();
        assertFalse(all.isEmpty());
        return all;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void commandsPrintWhatThePageShows(Page.Block block) {
        var now = new StringBuilder();
        block.text().lines().filter(l -> l.startsWith("$ intarsia ")).forEach(l -> now.append(l).append('\n').append(output(l.substring("$ intarsia ".length()))));
        assertEquals(now.toString(), block.text(), block.toString());
    }

    private static String output(String command) {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        Main.execute(writer, writer, WORD.matcher(command).results().map(m -> m.group(1) != null ? m.group(1) : m.group(2)).toArray(String[]::new));
        writer.flush();
        return out.toString();
    }
}
