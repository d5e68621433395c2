package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import intarsia.ir.text.Parser;
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
        return LaneEngine.all().stream().filter(e -> mnk[0] * mnk[1] * mnk[2] <= 2048 || e instanceof LaneEngine.Ptx).toList();
    }

    private static String lane(Kernel k) {
        return Printer.print(Compiler.toLane(k, PTX, Compiler.Options.DEFAULT));
    }

    @Test
    void anOperandThatNoAtomDividesIsDrawnBesideTheFragment() {
        Layout rows = Layout.parse("[16x16] lane[0.0:16 1.0:2] v[1.1:8]");
        Kernel k = Parser.parse("""
            intarsia 1
            tile kernel wrong {
              in a %%0: global f16[16, 16]
              in b %%1: global f16[8, 16]
              out y %%2: global f32[16, 8]
              grid [1]
              block (%%3: i64)
              %%4: i64 = const 0
              %%5: f16[16,16] = load %%0, "value", [0, 1], [%%4, %%4], [], []
              %%6: f16[16,16] = pin %%5, "%s"
              %%7: f16[8,16] = load %%1, "value", [0, 1], [%%4, %%4], [], []
              %%8: f32[16,8] = const 0.0
              %%9: f32[16,8] = dot %%6, %%7, %%8
              store %%2, "value", [0, 1], [%%4, %%4], [], [], %%9
            }
            """.formatted(rows));
        assertTrue(Compiler.explainLayouts(k, PTX).contains("exchange"), "a pin before a dot is met by a conversion");
        Kernel laid = Parser.parse(Printer.print(k).replace("pin %5, \"" + rows + "\"", "convert %5").replace("%6: f16[16,16]", "%6: f16[16,16 | " + rows + "]"));
        assertTrue(lane(laid).contains("mma "), "the layout of an operand is a demand of the tile and not of the dot");
        assertThrows(IllegalArgumentException.class, () -> Parser.parse(Printer.print(k).replace("%7, %8", "%8, %8")));
    }
}
