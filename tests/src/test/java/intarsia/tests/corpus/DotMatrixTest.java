package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.BufferType;
import intarsia.ir.DotAtom;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.Symbols;
import intarsia.ir.device.Target;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.layout.Layout;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.ir.type.Packing;
import intarsia.passes.Compiler;
import intarsia.passes.check.Agreement;
import intarsia.passes.check.Distribution;
import intarsia.passes.check.Inputs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
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

    /** Sizes that no fragment of a warp divides, and products of bytes of all signs. */
    @Test
    void bytesAreMultipliedByFourInALaneWhereThatCostsLeast() {
        int[][] sizes = {{1, 32, 16}, {4, 8, 8}, {5, 7, 12}, {2, 64, 32}, {1, 3, 6}, {8, 8, 4}};
        List<String> problems = new ArrayList<>();
        int byFour = 0;
        for (String[] types : new String[][] {{"i8", "i8", "i32"}, {"u8", "i8", "i32"}, {"i8", "u8", "i32"}, {"u8", "u8", "i32"}}) {
            for (int[] mnk : sizes) {
                problems.addAll(problems(kernel(types, mnk), engines(mnk)));
                byFour += lane(kernel(types, mnk)).contains(" = dot4.") ? 1 : 0;
            }
        }
        System.out.println(4 * sizes.length + " products, " + byFour + " by dot4 on " + PTX.id() + ", -Dintarsia.seed=" + SEED);
        assertEquals(List.of(), problems.stream().limit(3).toList(), problems.size() + " problems");
        assertTrue(byFour >= 16 && byFour <= 20, byFour + " by dot4");
    }

    private static List<String> problems(Kernel k, List<LaneEngine> engines) {
        List<String> all = new ArrayList<>();
        new Launch(k, Map.of(), Map.of("a", Distribution.EXTREME, "b", Distribution.EXTREME, "c", Distribution.ORDINARY), SEED).problems(engines)
                .forEach((e, p) -> all.add(e + ": " + p + "\n" + Printer.print(k)));
        return all;
    }

    /** The Vector API has no such instruction, so that engines of vectors choose it only where it is demanded. */
    @Test
    void everyEngineWithFourProductsInALaneComputesThemOnDemand() {
        for (DotAtom atom : DotAtom.DOT4) {
            Kernel k = TileKernel.define("demanded", b -> b.out("y", DType.I32, Size.of(3), Size.of(5)).at(b.index(0), b.index(0))
                    .store(operand(b, "a", atom.a().toString(), 3, 16).dot(operand(b, "b", atom.b().toString(), 5, 16), operand(b, "c", "i32", 3, 5), atom)));
            List<LaneEngine> engines = LaneEngine.all().stream().filter(e -> e.target().atoms().stream().anyMatch(x -> x.name().equals(atom.name()))).toList();
            assertTrue(engines.size() > 1, () -> engines + "");
            assertEquals(List.of(), problems(k, engines));
            engines.forEach(e -> assertTrue(Printer.print(Compiler.toLane(k, e.target(), Compiler.Options.DEFAULT)).contains(" = " + atom.name()), () -> e + ""));
        }
    }

    // ---- products in the halves of words ----

    /** Codes of all widths and signs by activations; as many terms as a sum of 16 bits holds, one fewer and one more; sums of 16 bits wrap. */
    @Test
    void everyEngineWithProductsInHalvesComputesThemAtTheEdgeOfOverflow() {
        List<String> problems = new ArrayList<>();
        List<LaneEngine> all = having(DotAtom.MAC16);
        int cells = 0;
        for (int bits = 1; bits <= 8; bits++) {
            for (String b : bits == 1 ? List.of("i1") : List.of("u" + bits, "i" + bits)) {
                for (String a : List.of("i16m127", "i8", "u8", "i4")) {
                    for (String sum : List.of("i16", "i32")) {
                        if (!DotAtom.MAC16.takes(DType.parse(a), DType.parse(b), DType.parse(sum))) continue;
                        for (int k : edges(a, b)) {
                            if (Cells.ALL || cells % 3 == 0) edge(problems, Cells.ALL ? all : List.of(all.get(cells / 3 % all.size()), all.get((cells / 3 + 1) % all.size())), a, b, sum, k);
                            cells++;
                        }
                    }
                }
            }
        }
        System.out.println(cells + " products in halves, -Dintarsia.seed=" + SEED);
        assertEquals(List.of(), problems.stream().limit(3).toList(), problems.size() + " problems");
    }

    private static Set<Integer> edges(String a, String b) {
        int run = DotAtom.sums16(DType.parse(a), DType.parse(b));
        return run > 40 ? Set.of(1, 33) : new TreeSet<>(List.of(Math.max(1, run - 1), Math.max(1, run), run + 1));
    }

    private static void edge(List<String> problems, List<LaneEngine> engines, String a, String b, String sum, int k) {
        for (LaneEngine e : engines) {
            Kernel kernel = demanded(DotAtom.MAC16, a, b, sum, 3, 2 * e.target().lanes(), k);
            differs(kernel, e).ifPresent(found -> problems.add(e + ", " + a + " by " + b + " in " + sum + ", " + k + " terms: " + found + "\n" + Printer.print(kernel)));
        }
    }

    private static List<LaneEngine> having(DotAtom atom) {
        List<LaneEngine> engines = LaneEngine.all().stream().filter(e -> e.target().atoms().stream().anyMatch(x -> x.name().equals(atom.name()))).toList();
        assertTrue(engines.size() > 1, () -> atom.name() + " on " + engines);
        return engines;
    }

    private static Kernel demanded(DotAtom atom, String a, String b, String sum, int... mnk) {
        return TileKernel.define("demanded", t -> t.out("y", DType.parse(sum), Size.of(mnk[0]), Size.of(mnk[1])).at(t.index(0), t.index(0))
                .store(operand(t, "a", a, mnk[0], mnk[2]).dot(operand(t, "b", b, mnk[1], mnk[2]), operand(t, "c", sum, mnk[0], mnk[1]), atom)));
    }

    /** What is another than the reference's, of rows of the least codes, of the greatest, and of both by columns of either. */
    private static Optional<String> differs(Kernel k, LaneEngine e) {
        Symbols none = Symbols.of(Map.of());
        try (Arena arena = Arena.ofConfined()) {
            Map<String, MemorySegment> memory = Inputs.of(k, none, Map.of(), SEED, arena);
            Random random = new Random(SEED);
            k.params().stream().filter(p -> List.of("a", "b").contains(p.name())).forEach(p -> fill(p, memory, random));
            Map<String, MemorySegment> wanted = Inputs.copy(memory, arena);
            Evaluator.run(k, wanted, none);
            e.run(Compiler.toLane(k, e.target(), Compiler.Options.DEFAULT), memory, none);
            return Agreement.difference(k, none, wanted, memory);
        }
    }

    private static void fill(Param p, Map<String, MemorySegment> memory, Random random) {
        BufferType t = (BufferType) p.value().type();
        IntType type = (IntType) t.format();
        MemorySegment codes = Objects.requireNonNull(memory.get(p.name()));
        long columns = t.shape().get(1).constant();
        for (int i = 0; i < t.shape().get(0).constant() * columns; i++) {
            long row = i / columns % 3;
            boolean least = row == 0 || row == 2 && random.nextBoolean();
            Packing.dense(type, 8).write(codes, 0, i, (least ? type.minLong() : type.maxLong()) & type.mask());
        }
    }

    /** Rows of weights in lanes, as contractions by panels have them. */
    @Test
    void everyEngineComputesProductsInALaneOnDemand() {
        List<String> problems = new ArrayList<>();
        for (int[] mnk : new int[][] {{1, 64, 1}, {1, 33, 7}, {3, 32, 8}, {2, 5, 16}}) {
            Kernel k = demanded(DotAtom.MAC_F32, "f32", "f32", "f32", mnk);
            for (Distribution kind : List.of(Distribution.ORDINARY, Distribution.CHANNEL, Distribution.EXTREME)) {
                new Launch(k, Map.of(), Map.of("a", kind, "b", kind, "c", kind), SEED).problems(having(DotAtom.MAC_F32)).forEach((e, p) -> problems.add(e + ": " + p + "\n" + Printer.print(k)));
            }
        }
        assertEquals(List.of(), problems.stream().limit(3).toList(), problems.size() + " problems");
    }

    @Test
    void productsInHalvesWantSumsThatHoldTwo() {
        assertTrue(DotAtom.MAC16.takes(DType.parse("i16m127"), DType.parse("u7"), DType.I32));
        assertFalse(DotAtom.MAC16.takes(DType.I8, DType.U8, DType.I32));
        assertTrue(DotAtom.MAC16.takes(DType.I8, DType.U8, DType.I16));
        assertFalse(DotAtom.MAC16.takes(DType.I8, DType.F32, DType.I32));
        assertFalse(DotAtom.MAC16.takes(DType.I8, DType.I8, DType.F32));
        assertEquals(1, DotAtom.sums16(DType.I8, DType.U8));
        assertEquals(2, DotAtom.sums16(DType.parse("i16m127"), DType.I8));
        assertEquals(17, DotAtom.sums16(DType.parse("i16m127"), DType.parse("u4")));
    }

    @Test
    void narrowCodesAreWidenedToBytesAndMultipliedByFour() {
        Kernel k = TileKernel.define("widened", b -> {
            Tile codes = operand(b, "b", "u4", 32, 16).cast(DType.U8);
            b.out("y", DType.I32, Size.of(1), Size.of(32)).at(b.index(0), b.index(0)).store(codes.dot(operand(b, "a", "i8", 1, 16), b.zeros(DType.I32, 32, 1)).transpose(1, 0));
        });
        assertEquals(List.of(), problems(k, LaneEngine.all()));
        assertTrue(lane(k).contains(" = dot4.u.s"), () -> Compiler.explainLayouts(k, PTX));
    }

    @Test
    void whatADotWouldCostByOthersIsExplained() {
        String text = Compiler.explainLayouts(kernel(new String[] {"i8", "i8", "i32"}, 16, 8, 32), PTX);
        assertTrue(text.contains("\ndot by m16n8k32.s32.s8.s8 costs ") && text.contains("\n  not dot4.s.s, ") && text.contains("\n  not products and a sum, "), text);
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
