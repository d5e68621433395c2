package intarsia.ir.layout.linear;

import static intarsia.ir.layout.Layout.local;
import static intarsia.ir.layout.Layout.spatial;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.cute.CuteLayout;
import intarsia.ir.layout.cute.Swizzled;
import intarsia.ir.layout.cute.TvLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/linear-layouts.md shows code that stands here and says what is so. */
class LinearPageTest {
    private static final String SOURCE = "ir/src/test/java/intarsia/ir/layout/linear/LinearPageTest.java";
    private static final Pattern FENCE = Pattern.compile("```(java)?\\n(.*?)```", Pattern.DOTALL);

    private static String file(String name) throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("ARCHITECTURE.md"))) root = root.resolve("..").normalize();
        return Files.readString(root.resolve(name));
    }

    @Test
    void theSampleOfThePageIsThisOneAndPrintsWhatItShows() throws IOException {
        // page
        var tile = new StoredTile(64, 64, 16);
        Layout byRow = local(16, 1).times(spatial(4, 8)).times(local(1, 8));
        TilePlan plan = TilePlan.of(tile, WarpAccess.registers("writer", tile, byRow), WarpAccess.ldmatrix("reader", tile));
        System.out.print(plan.explain());
        // end
        var blocks = FENCE.matcher(file("docs/linear-layouts.md")).results().map(MatchResult::group).toList();
        assertEquals(2, blocks.size());
        String source = file(SOURCE);
        String sample = source.substring(source.indexOf("// page\n") + 8, source.indexOf("\n        // end\n")).stripIndent() + "\n";
        assertEquals("```java\n" + sample + "```", blocks.getFirst());
        assertEquals("```\n" + plan.explain() + "```", blocks.getLast());
    }

    @Test
    void theTextsOfThePageAreRead() throws IOException {
        String page = file("docs/linear-layouts.md").replace("\n", " ");
        Layout c = Layout.parse("[16x8] lane[0.1:8 1.0:4] v[0.0:2 1.1:2]");
        String diagonal = "[8x8] lane[(1,1) (2,2) (4,4)] v[(0,1) (0,2) (0,4)]";
        assertTrue(LinearLayout.parse(diagonal).toLayout() instanceof Attempt.Refused);
        for (String shown : new String[] {c.toString(), LinearLayout.of(c).orThrow().toString(), diagonal, TvLayout.of(c).orThrow().toString(),
            CuteLayout.parse("((2,4),8):((1,8),2)").toString(), Swizzled.parse("Sw<3,4,3> o 0 o (8,64):(128,2)").toString()}) {
            assertTrue(page.contains(shown), shown);
        }
    }
}
