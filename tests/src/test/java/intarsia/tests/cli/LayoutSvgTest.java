package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.layout.Expression;
import intarsia.ir.DotAtom;
import intarsia.ir.layout.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** {@code layout --svg}: pictures that are well-formed and inside their canvas. */
final class LayoutSvgTest {
    @TempDir private Path folder;

    /** The picture that the command draws. */
    static SvgText picture(String... arguments) throws Exception {
        Path file = Files.createTempFile("layout", ".svg");
        try {
            var all = new ArrayList<Object>(List.of("layout", "--svg", file));
            all.addAll(List.of(arguments));
            Command c = Command.run(all.toArray());
            assertTrue(c.exit() == 0 || c.out().startsWith("refused"), c.err());
            return SvgText.of(Files.readString(file));
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m16n8k16.a", "local()", "local(1)", "local(100)", "spatial(64)", "local(2,3,4)", "on(warp,2,2) * m16n8k16.c", "replica(lane,4) * local(2,2)",
        "replica(lane,32) * local(2,2)", "on(core,3) * local(5)", "spatial(1024) * local(4)", "local(1,1,1,2,2)", "m16n8k16.a.bits(4)"})
    void everyElementHasACell(String expression) throws Exception {
        SvgText svg = picture(expression);
        int elements = Expression.parse(expression).elements();
        assertEquals(elements, svg.cells().size());
        assertEquals(elements, Set.copyOf(svg.hovers()).size());
    }

    @Test void aCellSaysLaneAndSlotAndLanesDifferInColour() throws Exception {
        Layout c = DotAtom.named("m16n8k16.f32.f16.f16").layoutC();
        SvgText svg = picture("m16n8k16.c");
        Map<Integer, Set<String>> fills = new HashMap<>();
        for (int i = 0; i < 128; i++) {
            int lane = c.lane(i / 8, i % 8);
            assertEquals("(" + i / 8 + "," + i % 8 + "): lane " + lane + ", v " + c.v(i / 8, i % 8), svg.hovers().get(i));
            fills.computeIfAbsent(lane, _ -> new HashSet<>()).add(svg.cells().get(i).getAttribute("fill"));
        }
        assertTrue(fills.values().stream().allMatch(f -> f.size() == 1), fills.toString());
        assertEquals(32, fills.values().stream().flatMap(Set::stream).collect(Collectors.toSet()).size());
        assertTrue(svg.lines().contains(c.toString()), "a title");
    }

    @Test void textOnCellsIsReadable() throws Exception {
        for (Element cell : picture("spatial(256)").cells()) {
            int rgb = Integer.decode(cell.getAttribute("fill"));
            // The luminance of sRGB about, in 1/1000; dark text has 8. WCAG asks for a contrast of 4.5.
            double light = 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
            assertTrue((light + 0.05) / (linear(0x16) + 0.05) >= 4.5, cell.getAttribute("fill") + ": " + light);
        }
    }

    private static double linear(int channel) {
        return Math.pow((channel & 255) / 255.0, 2.2);
    }

    @Test void aConversionShowsEveryStep() throws Exception {
        SvgText svg = picture("spatial(16,2) * local(1,8)", "--to", "m16n8k16.a", "--target", "ptx");
        assertEquals(5 * 256, svg.cells().size());
        assertTrue(svg.lines().contains("1: exchange lane bit 1 with slot bit 2"), svg.lines().toString());
        List<String> fills = svg.cells().subList(4 * 256, 5 * 256).stream().map(c -> c.getAttribute("fill")).toList();
        for (int slot = 1; slot < 8; slot++) assertEquals(fills.subList(0, 32), fills.subList(32 * slot, 32 * slot + 32), "at last a lane has one colour");
        assertEquals(8, picture("local(2,4)", "--to", "local(2,4)", "--target", "ptx").cells().size() / 32);
    }

    @Test void banksAreDrawnAsGivenAndAsSynthesised() throws Exception {
        SvgText svg = picture("spatial(8,4) * local(1,16)", "--conflicts", "pitch=128,bits=16");
        assertEquals(2 * 512, svg.cells().size());
        assertEquals("(1,8): address 144, bank 4; lane 4, v 8", svg.hovers().get(72));
        assertEquals("(1,8): address 128, bank 0; lane 4, v 8", svg.hovers().get(512 + 72));
        assertTrue(svg.lines().stream().anyMatch(l -> l.startsWith("swizzle(3,4,3): ")), svg.lines().toString());
    }

    @Test void anAccessIsDrawnByItsSteps() throws Exception {
        SvgText svg = picture("spatial(1,32) * local(2,4)", "--access", "32 bits [2:4096, 128:32] base 0 size 8192", "--target", "ptx");
        assertEquals(256, svg.cells().size());
        assertEquals(2, svg.cells().stream().map(c -> c.getAttribute("fill")).distinct().count());
        assertTrue(svg.hovers().getLast().startsWith("(1,127): lane 31, v 7; unit.x4 32 at 4096"), svg.hovers().getLast());
    }

    @Test void viewsAndBlocksAreDrawn() throws Exception {
        assertEquals(256 + 512, picture("m16n8k16.a", "--view", "16:8", "--to", "m16n8k32.a").cells().size());
        SvgText refused = picture("m16n8k16.a", "--view", "16:4", "--to", "m16n8k32.a");
        assertTrue(refused.lines().getFirst().startsWith("refused: 16 bits"), refused.lines().toString());
        SvgText block = picture("--format", "Q4_0");
        assertEquals(2 + 33, block.cells().size(), "two fields in the legend, a scale, 32 codes");
        assertTrue(block.hovers().contains("byte 2, bit 4: code[16], bits 0 to 3; of elements 16"), block.hovers().toString());
        assertTrue(block.hovers().contains("byte 0, bit 0: scale[0], bits 0 to 15; of elements 0-31"), block.hovers().toString());
    }

    @Test void whatIsTooLargeIsRefused() {
        Path file = folder.resolve("large.svg");
        for (String expression : List.of("local(128,128)", "local(2147483647)", "local(65536,32767)")) {
            Command c = Command.run("layout", expression, "--svg", file);
            assertEquals(1, c.exit());
            assertTrue(c.err().contains("cells; wanted at most 8192: draw a part"), c.err());
        }
        assertFalse(Files.exists(file));
        Command c = Command.run("layout", "local(2)", "--svg", folder.resolve("none").resolve("x.svg"));
        assertEquals(1, c.exit(), c.err());
    }
}
