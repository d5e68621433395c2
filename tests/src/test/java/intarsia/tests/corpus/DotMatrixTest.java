package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.DotAtom;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Products of tiles on every engine: by the atoms of those that have some, by multiplications and sums on the others. */
class DotMatrixTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);
    private static final int[][] SIZES = {{16, 8, 16}, {16, 8, 8}, {32, 16, 32}, {16, 24, 64}, {48, 8, 16}, {16, 8, 24}, {15, 8, 16}, {16, 7, 32}};
    private static final String[][] TYPES = {{"f16", "f16", "f32"}, {"bf16", "bf16", "f32"}, {"i8", "i8", "i32"}, {"u8", "i8", "i32"}, {"i8", "u8", "i32"}};
    private static final Target PTX = new PtxBackend().targets().getFirst();

    private static Kernel kernel(String[] types, int... mnk) {
        return TileKernel.define("dot", k -> {
            Tile a = operand(k, "a", types[0], mnk[0], mnk[2]);
            Tile b = operand(k, "b", types[1], mnk[1], mnk[2]);
            Tile c = operand(k, "c", types[2], mnk[0], mnk[1]);
            k.out("y", DType.parse(types[2]), Size.of(mnk[0]), Size.of(mnk[1])).at(k.index(0), k.index(0)).store(a.dot(b, c));
        });
    }

    private static Tile operand(TileKernel k, String name, String type, int rows, int columns) {
        return k.in(name, DType.parse(type), Size.of(rows), Size.of(columns)).at(k.index(0), k.index(0)).load(rows, columns);
    }

    @Test
    void everyEngineHasTheReferencesProducts() {
        List<String> problems = new ArrayList<>();
        int cells = 0;
        int byAtoms = 0;
        for (String[] types : TYPES) {
            for (int[] mnk : SIZES) {
                Kernel k = kernel(types, mnk);
                new Launch(k, Map.of(), Map.of("a", Distribution.ORDINARY, "b", Distribution.ORDINARY, "c", Distribution.ORDINARY), SEED)
                        .problems(engines(mnk)).forEach((e, p) -> problems.add(e + ": " + p + "\n" + Printer.print(k)));
                cells++;
                byAtoms += lane(k).contains("mma ") ? 1 : 0;
            }
        }
        System.out.println(cells + " products, " + byAtoms + " by atoms on " + PTX.id() + ", -Dintarsia.seed=" + SEED);
        assertEquals(List.of(), problems.stream().limit(3).toList(), problems.size() + " problems");
        assertTrue(byAtoms >= 18 && byAtoms < cells, byAtoms + " by atoms");
    }

    /** Large tiles of products are too much for one method of the JVM; they are there for the machines that have atoms. */
    private static List<LaneEngine> engines(int[] mnk) {
        return LaneEngine.all().stream().filter(e -> mnk[0] * mnk[1] * mnk[2] <= 128 * e.target().lanes() || e instanceof LaneEngine.Ptx).toList();
    }

    private static String lane(Kernel k) {
        return Printer.print(Compiler.toLane(k, PTX, Compiler.Options.DEFAULT));
    }

    @Test
    void aPinnedOperandIsConvertedToTheFragment() {
        Layout rows = Layout.parse("[16x16] lane[0.0:16 1.0:2] v[1.1:8]");
        Kernel k = TileKernel.define("pinned", b -> {
            Tile x = operand(b, "a", "f16", 16, 16).pin(rows);
            b.out("y", DType.F32, Size.of(16), Size.of(8)).at(b.index(0), b.index(0))
                    .store(x.dot(operand(b, "b", "f16", 8, 16), b.zeros(DType.F32, 16, 8)));
        });
        String text = Compiler.explainLayouts(k, PTX);
        assertTrue(text.contains("dot by m16n8k16.f32.f16.f16, 1 steps") && text.contains(rows + "  cost") && text.contains(", demanded"), text);
        assertTrue(text.contains("moves\n  cluster"), text);
        assertEquals(Map.of(), new Launch(k, Map.of(), Map.of("a", Distribution.ORDINARY, "b", Distribution.ORDINARY), SEED).problems(engines(new int[] {1, 1, 1})
                .stream().filter(e -> e.target().lanes() == 32).toList()));
    }

    @Test
    void anAtomThatIsDemandedAndDoesNotFitIsDrawn() {
        DotAtom atom = DotAtom.named("m16n8k16.f32.f16.f16");
        Kernel k = TileKernel.define("demanding", b -> b.out("y", DType.F32, Size.of(16), Size.of(8)).at(b.index(0), b.index(0))
                .store(operand(b, "a", "f16", 16, 24).dot(operand(b, "b", "f16", 8, 24), b.zeros(DType.F32, 16, 8), atom)));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> lane(k)).getMessage());
        System.out.println(message);
        for (String part : List.of("DotMatrixTest.java:", "m, n, k are [16, 8, 24]; wanted multiples of [16, 8, 16]", atom.layoutA().render(), atom.layoutB().permute(1, 0).render(),
                "make the tiles multiples of [16,16] and [8,16]")) {
            assertTrue(message.contains(part), part + " in\n" + message);
        }
    }
}
