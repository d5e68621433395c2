package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.DotAtom;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.linear.StoredTile;
import intarsia.ir.layout.linear.WarpAccess;
import intarsia.ir.layout.linear.TilePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code layout}: every option as text and as JSON. */
final class LayoutCommandTest {
    private static final Layout A = DotAtom.named("m16n8k16.f32.f16.f16").layoutA();
    private static final String BY_ROW = "spatial(8,4) * local(1,16)";
    private static final String MEMORY = "32 bits [4:(n * 32), 128:32] base (((b * n) * 128) + (k * 4096)) size ((m * n) * 32)";

    private static Command layout(Object... arguments) {
        var all = new ArrayList<Object>(List.of("layout"));
        all.addAll(List.of(arguments));
        return Command.run(all.toArray());
    }

    private static String text(Object... arguments) {
        Command c = layout(arguments);
        assertEquals(0, c.exit(), c.err());
        return c.out();
    }

    private static Map<String, Object> json(Object... arguments) {
        var all = new ArrayList<Object>(List.of(arguments));
        all.add("--json");
        return JsonText.object(text(all.toArray()));
    }

    private static List<?> list(Object o) {
        return (List<?>) o;
    }

    private static Object member(Object map, String name) {
        return String.valueOf(((Map<?, ?>) map).get(name));
    }

    @Test void aLayoutIsDrawnWithItsOtherNotations() {
        assertEquals(A.render() + """
            shape [16, 16], 256 elements, no copies; sizes: lane 32, v 8
            CuTe TV: ((4,8),(2,2,2)):((32,1),(16,8,128))
            F2: linear, 8 bits of elements from 8 of places, rank 8
            """, text("m16n8k16.a"));
        assertTrue(text("rowMajor(16; 6)").endsWith("""
            shape [6], 6 elements, each 8 times; sizes: lane 16, v 3
            CuTe TV: ((2,8),3):((1,0),2)
            F2: not linear: F2 view of [6] lane[*8 0.1:2] v[0.0:3]: extent 6 of dimension 0 is no power of two
            """));
        assertTrue(text("on(core,4)").contains("CuTe TV: none: "), "an axis that CuTe has not");
    }

    @Test void theMatrixHasARowForEachBitOfAnElement() {
        assertTrue(text("spatial(2,2) * local(1,2)", "--matrix").endsWith("""
              columns: lane0 lane1 v0
              bit 0: . . 1
              bit 1: 1 . .
              bit 2: . 1 .
            """));
        assertTrue(layout("local(3)", "--matrix").err().contains("extent 3"), "no matrix where nothing is linear");
        assertEquals(1, layout("local(3)", "--matrix").exit());
    }

    @Test void whatIsTooLargeIsToldAndNotDrawn() {
        String large = text("local(65536,16)");
        assertTrue(large.contains("not drawn: 1048576 elements, wanted at most 4096; draw a part"), large);
        Map<String, Object> json = json("local(65536,16)");
        assertNull(json.get("cells"));
        assertEquals("cells are left out above 65536 elements", json.get("note"));
    }

    @Test void theCellsOfJsonAreThePlacesOfTheLayout() {
        Map<String, Object> json = json("m16n8k16.a");
        assertEquals(A.toString(), json.get("layout"));
        assertEquals(List.of("16", "16"), json.get("shape"));
        assertEquals(List.of(List.of("2", "8"), List.of("2", "4", "2")), json.get("digits"));
        assertEquals("32", member(((Map<?, ?>) json.get("axes")).get("lane"), "size"));
        List<?> cells = list(json.get("cells"));
        assertEquals(256, cells.size());
        for (int r = 0, i = 0; r < 16; r++) {
            for (int c = 0; c < 16; c++, i++) {
                assertEquals(List.of(List.of("" + r, "" + c), List.of("" + A.lane(r, c), "" + A.v(r, c))), cells.get(i));
            }
        }
    }

    @Test void aConversionNamesItsStepsAndCostsForEachMachine() {
        String said = text("spatial(16,2) * local(1,8)", "--to", "m16n8k16.a", "--target", "ptx");
        assertTrue(said.startsWith("from [16x16] lane[0.0:16 1.0:2] v[1.1:8]\nto   " + A + "\nptx-"), said);
        for (String part : List.of("  cost 88\n", "exchange lane bit 1 with slot bit 2\n", "exchange lane bit 16 with slot bit 4\n", "through 256 words of scratch in the order of the result\n", "through 256 words of scratch in the order of the source\n", "gather 8 slots from 32 parts\n")) {
            assertTrue(said.contains(part), part + " in " + said);
        }
        assertTrue(text("m16n8k16.a", "--to", "m16n8k16.a").contains("cost 0, no code\n    nothing to do\n"));
        assertTrue(text("m16n8k16.a", "--to", "m16n8k16.a").contains(": has 16 lanes\n"), "targets that do not fit are named");
        assertTrue(text("spatial(3) * local(2)", "--to", "local(2) * spatial(3)").contains("a machine of which nothing is known, 3 lanes"));
        Object machine = list(json("spatial(16,2) * local(1,8)", "--to", "m16n8k16.a", "--target", "ptx").get("machines")).getFirst();
        assertEquals("88", member(list(((Map<?, ?>) machine).get("plans")).getFirst(), "cost"));
    }

    @Test void aConversionThatCannotBeSaysWhy() {
        assertTrue(layout("local(4)", "--to", "local(2,2)").err().contains("shapes [4] and [2, 2]"));
        assertTrue(layout("local(4)", "--to", "on(warp,4)").err().contains("wanted lane and v only"));
        assertTrue(layout("spatial(4)*local(2)", "--to", "spatial(8)").err().contains("4 and 8 lanes"));
        assertTrue(layout("local(4)", "--to", "local(4").err().contains("--to: column 8, the end"));
        assertTrue(layout("local(65536)", "--to", "local(65536)").err().contains("more than 16384 words"));
    }

    @Test void aViewIsLegalOrSaysWhyNot() {
        assertTrue(text("m16n8k16.a", "--view", "16:8", "--to", "m16n8k32.a").startsWith("legal: 16 bits "));
        Command no = layout("m16n8k16.a", "--view", "16:4", "--to", "m16n8k32.a");
        assertEquals(1, no.exit());
        assertTrue(no.out().contains("axis v has size 128 and 64 in bits, wanted equal sizes"), no.out());
        Map<String, Object> json = JsonText.object(layout("m16n8k16.a", "--view", "16:4", "--to", "m16n8k32.a", "--json").out());
        assertEquals(false, json.get("legal"));
        assertTrue(String.valueOf(json.get("reason")).contains("wanted equal sizes"));
        assertEquals(2, layout("m16n8k16.a", "--view", "16:8").exit());
        assertEquals(2, layout("m16n8k16.a", "--view", "16/8", "--to", "m16n8k32.a").exit());
        assertEquals(1, layout("m16n8k16.a", "--view", "0:8", "--to", "m16n8k32.a").exit());
    }

    @Test void conflictsAreCountedAndASwizzleIsMade() {
        String said = text("spatial(4,8) * local(1,8)", "--tile", "64x64", "--bits", "16");
        assertTrue(said.contains("64 x 64 elements of 16 bits, pitch 128\n"), said);
        assertTrue(said.contains("  ldmatrix: 16 bytes a lane, degree 8, 512 wavefronts in 64 phases\nsynthesised\n"), said);
        assertTrue(said.contains("  address = offset ^ ((offset >> 3) & 0x70)\n"), said);
        String given = text(BY_ROW, "--conflicts", "pitch=128,bits=16");
        assertTrue(given.contains("  ldmatrix: 16 bytes a lane, degree 8, 64 wavefronts in 8 phases\n"), given);
        String swizzled = text(BY_ROW, "--conflicts", "pitch=128,bits=16,swizzle=3,4,3");
        assertTrue(swizzled.contains("pitch 128, swizzle(3,4,3)\n") && swizzled.contains("  ldmatrix: 16 bytes a lane, degree 1, 8 wavefronts in 8 phases\n"), swizzled);
    }

    @Test void thePlanOfConflictsIsThatOfTheLibrary() {
        var tile = new StoredTile(8, 64, 16);
        Layout writer = Layout.spatial(8, 4).times(Layout.local(1, 16));
        Layout reader = Layout.spatial(4, 8).times(Layout.local(2, 8));
        TilePlan plan = TilePlan.of(tile, WarpAccess.registers("writer", tile, writer), WarpAccess.registers("reader", tile, reader));
        assertTrue(text(BY_ROW, "--tile", "8x64", "--bits", "16", "--to", "spatial(4,8) * local(2,8)").endsWith("synthesised\n" + plan.explain().indent(2)));
        Object json = json(BY_ROW, "--tile", "8x64", "--bits", "16", "--to", "spatial(4,8) * local(2,8)").get("plan");
        assertEquals(plan.map().expression(), member(json, "expression"));
    }

    @Test void aReaderThatCannotBeIsNamed() {
        assertTrue(text("spatial(4,8) * local(1,8)", "--conflicts", "pitch=128,bits=16").contains("no reader: ldmatrix from 4 x 64"));
        assertTrue(layout("spatial(4,8) * local(1,8)", "--conflicts", "pitch=128,bits=16", "--to", "ldmatrix").err().contains("wanted rows in eights"));
        String torn = text(BY_ROW, "--conflicts", "pitch=136,bits=16");
        assertTrue(torn.contains("no ldmatrix here: pitch 136 tears or misaligns") && torn.contains("writer: 8 bytes a lane"), torn);
        assertTrue(layout("local(8)", "--tile", "8x8", "--bits", "8").err().contains("wanted rows and columns"));
        assertTrue(layout(BY_ROW, "--tile", "12x64", "--bits", "8").err().contains("wanted a multiple of its extents"));
        assertTrue(layout(BY_ROW, "--conflicts", "pitch=64,bits=16").err().contains("padding rows of 128 bytes to 64"));
        assertTrue(layout("spatial(512,512)", "--tile", "512x512", "--bits", "8").err().contains("wanted at most 65536"));
    }

    @Test void anAccessIsPlannedOrLayoutsAreProposed() {
        String plan = text("[4x128] lane[1.0:32] v[0.0:4 1.1:4]", "--access", MEMORY, "--divides", "n=32");
        assertTrue(plan.contains("alignment 128 bits, width 128") && plan.contains("unit.x4 32 at"), plan);
        assertTrue(text("[4x128] lane[1.0:32] v[0.0:4 1.1:4]", "--access", MEMORY).contains("alignment 32 bits, width 32"), "nothing known of n");
        assertTrue(text("[4x128] lane[1.0:32] v[0.0:4 1.1:4]", "--access", MEMORY, "--store", "--divides", "n=32").startsWith("store "));
        String all = text("--access", "4 bits [16:1024, 2:4 16:8] base 0 size 16384");
        assertTrue(all.contains("register layouts, the cheapest first") && all.contains("\ncost 58, 2 instructions"), all);
        Map<String, Object> json = json("--access", "4 bits [16:1024, 2:4 16:8] base 0 size 16384", "--target", "jvm");
        assertFalse(list(json.get("plans")).isEmpty());
        assertTrue(layout("spatial(5)", "--access", "32 bits [5:32] base 0 size 160").err().contains("no target has the 5 lanes"));
        assertTrue(layout("spatial(32)", "--access", "32 bits").err().contains("wanted N bits [digits"));
        assertTrue(layout("--access", "8 bits [1000000000:8] base 0 size 8000000000").err().contains("wanted at most 16384: a tile"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --format Q4_0 --access x          | --format and --access ask for different answers
        --format Q4_0 local(2)            | wanted one of them
        --format Q9_9                     | --format: no format
        --format Q4_0 --bytes 3           | wanted FROM-TO
        local(2) --bytes 0-3              | --bytes does not go
        local(2) --store                  | --store does not go
        local(2) --divides n=3            | --divides does not go
        local(2) --target jvm             | --target does not go
        local(2) --to local(2) --matrix   | --matrix does not go
        local(2,2) --tile 2x2             | --tile and --bits go together
        local(2,2) --tile 2 --bits 4      | wanted ROWSxCOLUMNS
        local(2,2) --conflicts pitch=4    | wanted pitch=BYTES,bits=N
        local(2,2) --conflicts pitch=4,bits=8,swizzle=1 | wanted swizzle(b,m,s)
        local(2,2) --conflicts pitch=4,bits=8 --bits 8 | without it wanted --tile and --bits
        local(2) --to local(2) --target abacus | no target 'abacus'
        --json                            | a layout is wanted
        """)
    void optionsThatDoNotGoTogetherAreWrongUsage(String arguments, String wanted) {
        Command c = layout((Object[]) arguments.strip().split(" ", -1));
        assertEquals(2, c.exit(), c.err());
        assertTrue(c.err().contains(wanted), c.err());
    }

    @Test void anExpressionThatIsWrongIsAWrongInput() {
        Command c = layout("local(2,2) * lokal(2)");
        assertEquals(1, c.exit());
        assertTrue(c.err().startsWith("intarsia: column 14, 'l': no constructor 'lokal'"), c.err());
    }
}
