package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.DotAtom;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.TargetOp;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import intarsia.ir.text.Printer;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.RowPanel;
import intarsia.passes.Compiler;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A weight that is stored as the panel of an atom goes from memory into the atom: wide loads, and nothing moves between lanes. */
class PanelDotTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);
    private static final Target PTX = new PtxBackend().targets().getFirst();

    /** Rows of activations by a weight of whole blocks. */
    private static Kernel kernel(String format, DType type, DType sum, int m, int n, int k) {
        BlockFormat f = BlockFormat.parse(format);
        return TileKernel.define("panel", b -> {
            Tile a = b.in("a", type, Size.of(m), Size.of(k)).at(b.index(0), b.index(0)).load(m, k);
            Tile w = b.in("w", f, Size.of(n), Size.of(k)).at("code", b.index(0), b.index(0)).load(n, k);
            Tile bytes = w.type().elem().equals(type) ? w : w.cast(type);
            b.out("y", sum, Size.of(m), Size.of(n)).at(b.index(0), b.index(0)).store(a.dot(bytes, b.zeros(sum, m, n)));
        });
    }

    private static List<Op> lane(Kernel k, Target t) {
        List<Op> all = new ArrayList<>();
        Ops.walk(Compiler.toLane(k, t, Compiler.Options.DEFAULT).body(), _ -> { }, s -> all.add(s.op()));
        return all;
    }

    private static Map<String, String> problems(Kernel k, List<LaneEngine> engines) {
        return new Launch(k, Map.of(), Map.of("a", Distribution.ORDINARY, "w", Distribution.ORDINARY), SEED).problems(engines);
    }

    private static List<LaneEngine> warps() {
        return LaneEngine.all().stream().filter(e -> e.target().lanes() == PTX.lanes()).toList();
    }

    /** The loads of the weight, which is the second parameter. */
    private static List<LaneOp.Ld> weights(Kernel k, Target t) {
        var w = Compiler.toLane(k, t, Compiler.Options.DEFAULT).params().get(1).value();
        return lane(k, t).stream().flatMap(op -> op instanceof LaneOp.Ld ld && ld.at().base().equals(w) ? java.util.stream.Stream.of(ld) : java.util.stream.Stream.empty()).toList();
    }

    /** Sixteen bytes a lane: the fragments of two steps of m16n8k32 with eight rows of the weight. */
    @Test
    void aWeightOfBytesIsOneWideLoadWhoseWordsTheProductTakes() {
        Kernel k = kernel("i8g64/m16n8k32", DType.I8, DType.I32, 16, 8, 64);
        assertEquals(Map.of(), problems(k, warps()));
        LaneOp.Ld load = weights(k, PTX).getFirst();
        assertEquals(1, weights(k, PTX).size());
        assertEquals(List.of(LaneOp.Form.UNIT, 32, 4), List.of(load.at().form(), load.bits(), load.count()));
        assertTrue(lane(k, PTX).stream().noneMatch(op -> op instanceof LaneOp.Exchange || op instanceof LaneOp.Permute || op instanceof LaneOp.Alloc), () -> text(k));
        assertEquals(2, lane(k, PTX).stream().filter(TargetOp.Mma.class::isInstance).count());
        assertEquals(0, lane(k, PTX).stream().filter(op -> Ops.mnemonic(op).startsWith("sh") || Ops.mnemonic(op).equals("and")).count(), () -> text(k));
    }

    private static String text(Kernel k) {
        return Printer.print(Compiler.toLane(k, PTX, Compiler.Options.DEFAULT));
    }

    /** Codes that are not yet elements of the atom lie in the order of its fragment all the same. */
    @ParameterizedTest
    @CsvSource({"u4g64/m16n8k16, f16, f32, 64, 1", "u4g64/m16n8k32, u8, i32, 64, 1", "u2g64/m16n8k16, f16, f32, 64, 1", "u3g128/m16n8k16, bf16, f32, 128, 3",
        "u6g64/m16n8k32, i8, i32, 64, 3", "f6e3m2g32/m16n8k8, f16, f32, 32, 3"})
    void narrowCodesAreLoadedAsTheStringsOfTheirLanes(String format, String type, String sum, int k, int most) {
        Kernel kernel = kernel(format, DType.parse(type), DType.parse(sum), 16, 8, k);
        assertEquals(Map.of(), problems(kernel, warps()));
        assertTrue(weights(kernel, PTX).size() <= most, () -> text(kernel));
        assertTrue(lane(kernel, PTX).stream().noneMatch(op -> op instanceof LaneOp.Exchange || op instanceof LaneOp.Permute || op instanceof LaneOp.Alloc), () -> text(kernel));
    }

    /** A row of the weight a lane, a word at a time: what a vector loads is what the atom of its lanes takes. */
    @Test
    void aPanelOfRowsOnLanesIsLoadedByWholeVectors() {
        int panels = 0;
        for (DotAtom atom : DotAtom.DOT4) {
            for (LaneEngine e : having(atom)) {
                Kernel k = rows(atom, e.target().lanes());
                assertEquals(Map.of(), problems(k, List.of(e)));
                List<LaneOp.Ld> loads = weights(k, e.target());
                int words = Math.max(1, e.target().mostWords());
                assertTrue(loads.stream().allMatch(ld -> ld.at().form() == LaneOp.Form.UNIT && ld.bits() == 32 && ld.count() == words), () -> e + ": " + loads);
                assertEquals(8 / words, loads.size(), () -> e + ": " + loads);
                assertTrue(lane(k, e.target()).stream().noneMatch(op -> op instanceof LaneOp.Exchange || op instanceof LaneOp.Permute || op instanceof LaneOp.Alloc));
                panels++;
            }
        }
        assertTrue(panels >= 8, panels + " panels");
    }

    private static List<LaneEngine> having(DotAtom atom) {
        return LaneEngine.all().stream().filter(e -> e.target().atoms().stream().anyMatch(x -> x.name().equals(atom.name())) && e.target().lanes() >= 4).toList();
    }

    /** A row of activations by as many rows of a weight as there are lanes. */
    private static Kernel rows(DotAtom atom, int lanes) {
        BlockFormat f = BlockFormat.parse(atom.b() + "g32/dot4x" + lanes);
        return TileKernel.define("rows", b -> {
            Tile a = b.in("a", atom.a(), Size.of(1), Size.of(32)).at(b.index(0), b.index(0)).load(1, 32);
            Tile w = b.in("w", f, Size.of(lanes), Size.of(32)).at("code", b.index(0), b.index(0)).load(lanes, 32);
            b.out("y", DType.I32, Size.of(1), Size.of(lanes)).at(b.index(0), b.index(0)).store(a.dot(w, b.zeros(DType.I32, 1, lanes), atom));
        });
    }

    /** Codes of any width, whose bits may lie in several words: every word of a panel is loaded once, for all lanes at a time, and nothing moves between them. */
    @ParameterizedTest
    @ValueSource(strings = {"u1", "i2", "u3", "i4", "i5", "u6", "u7", "i7", "u9", "i11", "u13", "nf4", "f6e3m2", "i16m127"})
    void codesOfRowsOnLanesAreLoadedAWordOfEachLaneAtATime(String type) {
        List<LaneEngine> engines = LaneEngine.all().stream().filter(e -> e.target().lanes() >= 4 && e.target().lanes() <= 16).toList();
        assertTrue(engines.size() > 1);
        for (LaneEngine e : engines) {
            int lanes = e.target().lanes();
            BlockFormat f = RowPanel.of(DType.parse(type), 4 * lanes, lanes);
            Kernel k = codes(f, Layout.parse("[" + f.rows() + "x" + f.columns() + "] lane[0.1:" + lanes + "] v[1.0:" + f.columns() + " 0.0:4]"));
            assertEquals(Map.of(), new Launch(k, Map.of(), Map.of("a", Distribution.ORDINARY, "w", Distribution.ORDINARY), SEED).problems(List.of(e)));
            List<LaneOp.Ld> loads = weights(k, e.target());
            assertTrue(loads.stream().allMatch(ld -> ld.at().form() == LaneOp.Form.UNIT && ld.bits() == 32), () -> e + ": " + loads);
            assertEquals(f.bytes() / Integer.BYTES / lanes, loads.stream().mapToInt(LaneOp.Ld::count).sum(), () -> e + ": " + loads);
        }
    }

    /** The values of a box, times one that the first parameter has. */
    private static Kernel codes(BlockFormat f, Layout layout) {
        return TileKernel.define("codes", b -> {
            Tile a = b.in("a", DType.F32, Size.of(f.rows()), Size.of(f.columns())).at(b.index(0), b.index(0)).load(f.rows(), f.columns()).pin(layout);
            Tile w = b.in("w", f, Size.of(f.rows()), Size.of(f.columns())).at("code", b.index(0), b.index(0)).load(f.rows(), f.columns()).pin(layout);
            b.out("y", DType.F32, Size.of(f.rows()), Size.of(f.columns())).at(b.index(0), b.index(0)).store(a.times(w.cast(DType.F32)));
        });
    }

    @Test
    void theExplanationShowsThatThePanelIsReadAsTheFragment() {
        String text = Compiler.explainLayouts(kernel("i8g64/m16n8k32", DType.I8, DType.I32, 16, 8, 64), PTX);
        assertTrue(text.contains("\ndot by m16n8k32.s32.s8.s8, 2 steps") && text.endsWith("moves\n  none\n") || text.contains("moves\n  none\ndot by "), text);
        assertTrue(text.contains("[8x64] lane[0.0:8 1.2:4] v[1.0:4 1.2:4]") || text.contains("  [8x64] lane[0.0:8 1.1:4] v[1.0:4 1.2:4]  cost "), text);
    }
}
