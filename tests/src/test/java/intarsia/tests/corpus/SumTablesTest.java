package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TensorGraph;
import intarsia.dsl.TileKernel;
import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.device.Target;
import intarsia.ir.device.Target.Feature;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.RowPanel;
import intarsia.passes.Compiler;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products by panels of codes of one and two bits: what several codes add comes out of a table where halves of vectors can be one, and is what the products add. */
class SumTablesTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_261_122);

    private static List<LaneEngine> engines() {
        return LaneEngine.all().stream().filter(e -> e.target().lanes() <= 16 && e.target().atoms().stream().anyMatch(a -> a.name().equals("mac16"))).toList();
    }

    private static BlockFormat panel(String weights, int lanes, int vectors) {
        return RowPanel.of(Format.parse(weights), vectors * 2 * lanes, lanes);
    }

    /** Codes by codes, as they lie in memory: sums of integers, which are exact. */
    private static Kernel codes(BlockFormat panel, String activations, int m, int k, DType sum) {
        BlockFormat x = BlockFormat.parse(activations);
        return TileKernel.define("codes", b -> {
            Tile a = b.in("a", x, Size.of(m), Size.of(k)).at("code", b.index(0), b.index(0)).load(m, k);
            Tile w = b.in("w", panel, Size.of(panel.rows()), Size.of(k)).at("code", b.index(0), b.index(0)).load(panel.rows(), k);
            b.out("y", sum, Size.of(m), Size.of(panel.rows())).at(b.index(0), b.index(0)).store(a.dot(w, b.zeros(sum, m, panel.rows())));
        });
    }

    private static void same(Kernel k, LaneEngine e, Distribution activations) {
        assertEquals(Map.of(), new Launch(k, Map.of(), Map.of("a", activations, "x", activations, "w", Distribution.ORDINARY), SEED).problems(List.of(e)), () -> e.name() + ", -Dintarsia.seed=" + SEED);
    }

    @ParameterizedTest
    @CsvSource({"u1, 4, i32", "u1, 4, i16", "i1, 4, i16", "u2, 2, i32", "u2, 2, i16", "i2, 2, i32", "i2, 2, i16", "u1, 2, i32", "u3, 2, i32"})
    void sumsOfIntegersAreExactForAnyOrderOfTheActivations(String type, int apart, String sum) {
        for (LaneEngine e : engines()) {
            for (String packing : List.of("", "/pairs" + apart)) {
                for (int m = 1; m <= 2; m++) {
                    same(codes(panel(type + "g16", e.target().lanes(), 3 - m), "i16m127g16_sf32" + packing, m, 48, DType.parse(sum)), e, Distribution.ORDINARY);
                }
            }
            same(codes(panel(type + "g16", e.target().lanes(), 1), "i8g16_sf32", 1, 32, DType.I32), e, Distribution.ORDINARY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1g32", "i1g32", "bipolar1g16", "Q1_0", "u2g32", "i2g16", "bipolar2g32", "ternaryg32", "u2g16_zu2", "u1g32_mf16", "TQ2_0", "Q2_0", "Q2_K"})
    void contractionsAgreeWithTheEvaluator(String weights) {
        int turn = 0;
        for (LaneEngine e : engines()) {
            BlockFormat w = panel(weights, e.target().lanes(), 1 + turn % 2);
            int k = Math.ceilDiv(3 * 32, w.columns()) * w.columns();
            int rows = 1 + turn % 3;
            Kernel graph = TensorGraph.define("product", g -> g.out("y", g.in("x", DType.F32, dim("t", rows), dim("k", k)).convert(Format.parse("i8g32_sf32"))
                    .contract(g.in("w", w, dim("n", 2L * w.rows()), dim("k", k)), "t", "n")));
            same(graph, e, turn++ % 2 == 0 ? Distribution.CHANNEL : Distribution.ORDINARY);
        }
    }

    private static List<Op> lane(Target t, String type, int vectors, String activations) {
        List<Op> all = new ArrayList<>();
        Kernel k = codes(panel(type + "g16", t.lanes(), vectors), activations, 1, 16, DType.I16);
        Ops.walk(Compiler.toLane(k, t, Compiler.Options.DEFAULT).body(), _ -> { }, s -> all.add(s.op()));
        return all;
    }

    /** Those of 16 lanes whose halves look up. */
    private static List<Target> targets() {
        return engines().stream().map(LaneEngine::target).filter(t -> t.lanes() == 16 && t.has(Feature.TABLE_HALVES)).toList();
    }

    private static long tables(List<Op> ops) {
        return ops.stream().filter(op -> op instanceof LaneOp.Table t && t.halves()).count();
    }

    private static long products(List<Op> ops) {
        return ops.stream().filter(op -> op instanceof CommonOp.Binary b && b.op() == BinaryOp.MUL && b.a().type() == LaneType.I16X2).count();
    }

    private static long splats(List<Op> ops) {
        return ops.stream().filter(op -> op instanceof LaneOp.Ld ld && ld.at().form() == LaneOp.Form.SPLAT).count();
    }

    /** Sixteen columns of 128 rows: four codes an index in the four words that hold all, and no product, for a bit says whether its activation counts. */
    @Test
    void fourBitsAreAnIndex() {
        for (Target t : targets()) {
            List<Op> ops = lane(t, "u1", 4, "i16m127g16_sf32");
            assertEquals(List.of(16L, 0L, 16L), List.of(tables(ops), products(ops), splats(ops)), t.id());
        }
    }

    /** Two codes of two bits an index; a table takes two products, of which all rows have their part. */
    @Test
    void twoCodesOfTwoBitsAreAnIndex() {
        for (Target t : targets()) {
            List<Op> ops = lane(t, "u2", 2, "i16m127g16_sf32");
            assertEquals(List.of(16L, 16L, 16L), List.of(tables(ops), products(ops), splats(ops)), t.id());
        }
    }

    /** Of 32 rows, of which all sums are in one vector, two tables share a vector, and two activations come by one access. */
    @Test
    void twoTablesShareAVectorForFewRows() {
        for (Target t : targets()) {
            List<Op> ops = lane(t, "u2", 1, "i16m127g16_sf32/pairs2");
            assertEquals(List.of(8L, 8L, 8L), List.of(tables(ops), products(ops), splats(ops)), t.id());
        }
    }

    @Test
    void machinesWithoutTablesOfHalvesMultiply() {
        for (Target t : targets()) {
            Set<Feature> less = EnumSet.copyOf(t.features());
            less.remove(Feature.TABLE_HALVES);
            Target other = new Target(t.engine(), t.arch(), t.lanes(), t.warps(), t.registers(), less, t.atoms(), t.moves(), t.accesses());
            List<Op> ops = lane(other, "u1", 2, "i16m127g16_sf32");
            assertEquals(List.of(0L, 32L), List.of(tables(ops), products(ops)), t.id());
        }
    }
}
