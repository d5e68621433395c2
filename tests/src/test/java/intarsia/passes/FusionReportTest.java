package intarsia.passes;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.dsl.Size;
import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.ReduceOp;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.FusionReport.Access;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FusionReportTest {
    private static final Target TARGET = new Target("reference", "ir", 16, 1, 32, Set.of());
    /** f32[4, 64]: 1024 bytes. */
    private static final Dim R = dim("r", 4), K = dim("k", 64);
    /** f32[8, 64]: 2048 bytes, and 128 of [4, 8]. */
    private static final Dim N = dim("n", 8);

    private static FusionReport report(Consumer<TensorGraph> write) {
        Kernel graph = TensorGraph.define("graph", write);
        return FusionReport.of(graph, TARGET, FusionReport.sizes(graph, 100));
    }

    private static Tensor x(TensorGraph g) {
        return g.in("x", DType.F32, R, K);
    }

    /** {@code name bytes x passes/staged} of what each step reads, {@code > bytes} of what it writes. */
    private static List<String> steps(FusionReport r) {
        return r.steps().stream().map(s -> s.reads().stream().map(FusionReportTest::read).sorted().collect(Collectors.joining(", ")) + " > " + s.write().bytes()).toList();
    }

    private static String read(Access a) {
        String name = a.buffer().role().bound() ? a.buffer().name() : a.buffer().role().text();
        return name + " " + a.bytes() + " x " + a.passes() + (a.passes() == a.staged() ? "" : "/" + a.staged());
    }

    private static List<String> refusals(FusionReport r) {
        return r.refusals().stream().map(f -> f.producer() + " " + f.consumer() + " " + f.reason().cause() + (f.reason().detail().isEmpty() ? "" : " " + f.reason().detail())).toList();
    }

    @Test
    void mapsAreOneKernelThatMovesTheLeast() {
        FusionReport r = report(g -> g.out("y", x(g).map(v -> v.times(2)).map(v -> v.plus(v))));
        assertEquals(List.of("x 1024 x 1 > 1024"), steps(r));
        assertEquals(2048, r.moved());
        assertEquals(2048, r.least());
        assertEquals(List.of(), r.refusals());
        assertEquals(List.of("tensor.map", "tensor.map"), r.steps().getFirst().ops());
        assertEquals("none", r.steps().getFirst().anchor());
    }

    @Test
    void aSoftmaxGoesTwiceOverScoresAndTwiceOverExponentials() {
        FusionReport r = report(g -> {
            Tensor x = x(g), exp = x.map(x.max("k"), (v, m) -> v.minus(m).exp());
            g.out("y", exp.map(exp.sum("k"), (e, s) -> e.div(s)));
        });
        assertEquals(List.of("x 1024 x 2 > 1024", "temp 1024 x 2 > 1024"), steps(r));
        assertEquals(2 * 1024 + 1024 + 2 * 1024 + 1024, r.moved());
        assertEquals(2048, r.least());
        assertEquals(List.of("0 1 SEVERAL_USERS 2 ops"), refusals(r));
    }

    @Test
    void reductionsThatNeedOneAnotherArePassesAndOthersCouldShareOne() {
        FusionReport apart = report(g -> {
            Tensor x = x(g);
            g.out("y", x.map(x.max("k"), (v, m) -> v.minus(m)).map(x.fold(ReduceOp.MIN, "k"), (v, m) -> v.minus(m)));
        });
        assertEquals(List.of("x 1024 x 3/2 > 1024"), steps(apart));
        FusionReport chained = report(g -> {
            Tensor x = x(g);
            Tensor total = x.map(x.max("k"), (v, m) -> v.minus(m).exp()).sum("k");
            g.out("y", x.map(total, (v, s) -> v.div(s)));
        });
        assertEquals(List.of("x 1024 x 3 > 1024"), steps(chained));
    }

    @Test
    void aNormWithQuantisationGoesTwiceOverItsRow() {
        FusionReport r = report(g -> {
            Tensor x = x(g), w = g.in("w", DType.F32, K);
            Tensor norm = x.map(x.map(v -> v.times(v)).sum("k"), (v, s) -> v.div(s)).map(w, (v, u) -> v.times(u));
            g.out("z", norm.convert(Format.parse("Q8_0")).contract(g.in("m", DType.F32, N, K), "r", "n"));
        });
        // 4 rows of 2 blocks of 34 bytes
        assertEquals(List.of("w 256 x 1, x 1024 x 2 > 272", "m 2048 x 1, temp 272 x 1 > 128"), steps(r));
        assertEquals(1024 + 256 + 2048 + 128, r.least());
        assertEquals(List.of("0 1 BLOCKS"), refusals(r));
    }

    @Test
    void aMapAfterAContractionIsItsEpilogue() {
        FusionReport r = report(g -> g.out("y", x(g).contract(g.in("m", DType.F32, N, K), "r", "n").map(g.in("b", DType.F32, N), (v, b) -> v.plus(b))));
        assertEquals(List.of("b 32 x 1, m 2048 x 1, x 1024 x 1 > 128"), steps(r));
        assertEquals("contraction", r.steps().getFirst().anchor());
        assertEquals(r.moved(), r.least());
    }

    @Test
    void aMapFollowsOneContraction() {
        FusionReport r = report(g -> {
            Tensor x = x(g), a = x.contract(g.in("a", DType.F32, N, K), "r", "n"), b = x.contract(g.in("b", DType.F32, N, K), "r", "n");
            g.out("y", a.map(b, (u, v) -> u.times(v)));
        });
        assertEquals(List.of("0 1 ANCHOR_TAKEN"), refusals(r));
        assertEquals(1024 + 2 * 2048 + 128, r.least(), "x is read once");
        assertEquals(r.least() + 1024 + 2 * 128, r.moved());
    }

    @Test
    void contractionsStayAloneForAReason() {
        assertEquals(List.of("0 1 OTHER_SIZES"), refusals(report(g -> g.out("y", product(g).map(g.in("u", DType.F32, dim("j", 3)), (v, u) -> v.times(u))))));
        assertEquals(List.of("0 1 USED_ELSEWHERE", "0 2 USED_ELSEWHERE"), refusals(report(g -> {
            Tensor p = product(g);
            g.out("y", p.map(v -> v.times(2)));
            g.out("z", p.map(v -> v.times(3)));
        })));
        assertEquals(List.of("0 1 NO_MAP"), refusals(report(g -> g.out("y", product(g).sum("n")))));
        assertEquals(List.of("0 1 RESULT"), refusals(report(g -> {
            Tensor p = product(g);
            g.out("p", p);
            g.out("y", p.map(v -> v.times(2)));
        })));
    }

    private static Tensor product(TensorGraph g) {
        return x(g).contract(g.in("m", DType.F32, N, K), "r", "n");
    }

    @Test
    void otherTensorsHaveMemoryForAReason() {
        assertEquals(List.of("0 1 READ_AGAIN by contract"), refusals(report(g -> g.out("y", x(g).map(v -> v.exp()).contract(g.in("m", DType.F32, N, K), "r", "n")))));
        assertEquals(List.of("0 1 SCAN"), refusals(report(g -> g.out("y", x(g).scan(ReduceOp.SUM, "k").map(v -> v.times(2))))));
        assertEquals(List.of("0 1 ROTATION"), refusals(report(g -> g.out("y", x(g).rotate(32).map(v -> v.times(2))))));
        assertEquals(List.of("0 1 CROSSES_TILES k"), refusals(report(g -> g.out("y", x(g).sum("r").map(v -> v.times(2))))));
    }

    @Test
    void aGatherReadsTheRowsThatItPicks() {
        FusionReport r = report(g -> g.out("y", g.in("table", DType.F32, dim("v", 100), K).gather(g.in("i", 0, 99, dim("t", 3)), "v")));
        assertEquals(List.of("i 12 x 1, table 768 x 1 > 768"), steps(r));
        assertEquals(12 + 768 + 768, r.least());
    }

    @Test
    void partsOfATensorAreCounted() {
        FusionReport r = report(g -> g.out("y", x(g).slice("r", 1, Size.of(2)).map(v -> v.times(2))));
        assertEquals(List.of("x 512 x 1 > 512"), steps(r));
    }

    /** Attention of 4 rows over 16 positions of depth 64, values of depth 32. */
    @Test
    void aCascadeGoesOnceOverItsPositions() {
        FusionReport r = report(g -> {
            Dim c = dim("c", 16), e = dim("e", 32);
            Tensor s = x(g).contract(g.in("keys", DType.F32, c, K), "r", "c").map(v -> v.times(0.125));
            Tensor w = s.map(s.max("c").map(m -> m.max(m.constant(-Float.MAX_VALUE))), (v, m) -> v.minus(m).exp());
            Tensor a = w.contract(g.in("values", DType.F32, c, e), "r", "e").map(w.sum("c"), (y, t) -> t.le(t.constant(0)).select(t.constant(0), y.div(t)));
            g.out("y", a.map(v -> v.times(2)));
        });
        // 16 keys of 64, 16 values of 32 floats; the scores are wanted once for the largest, once for the exponentials
        assertEquals(List.of("keys 4096 x 1/2, values 2048 x 1, x 1024 x 1 > 512", "temp 512 x 1 > 512"), steps(r));
        assertEquals(List.of("online cascade", "none"), r.steps().stream().map(FusionReport.Step::anchor).toList());
        assertEquals(List.of("0 1 CASCADE"), refusals(r));
        assertEquals(4096 + 2048 + 1024 + 512, r.least());
    }

    @Test
    void whatIsAppendedIsWrittenAndAStateReadOnce() {
        FusionReport r = report(g -> {
            var state = g.state("s", DType.F16, dim("c", 10), K);
            Tensor now = state.append(g.in("v", DType.F32, dim("t", 2), K), g.in("p", 0, 9, dim("t", 2)));
            g.out("y", now.map(v -> v.times(2)));
        });
        // 2 rows of 64 halves are appended, 10 read
        assertEquals(List.of("p 8 x 1, v 512 x 1 > 256", "s 1280 x 1 > 2560"), steps(r));
        assertEquals(List.of("0 1 STATE"), refusals(r));
        assertEquals(8 + 512 + 256 + 1280 + 2560, r.least());
        assertEquals("append", r.steps().getFirst().anchor());
    }

    @Test
    void symbolsHaveTheirLargestValueThatIsNotTooLarge() {
        Kernel graph = TensorGraph.define("sized", g -> g.out("y", g.in("x", DType.F32, dim("n", g.size(Symbol.runtime("N", 1, 1000)))).map(v -> v.times(2))));
        assertEquals(Map.of("N", 100L), FusionReport.sizes(graph, 100));
        assertEquals(Map.of("N", 1000L), FusionReport.sizes(graph, 5000));
        assertEquals(800, FusionReport.of(graph, TARGET, Map.of("N", 100L)).moved());
    }

    @Test
    void equalLayersAreShownOnce() {
        String text = report(g -> {
            Tensor h = x(g);
            for (int layer = 0; layer < 3; layer++) {
                h = h.map(v -> v.exp()).contract(g.in("m" + layer, DType.F32, dim("n", 64), K), "r", "n").rename("n", "k");
            }
            g.out("y", h.map(v -> v.times(2)));
        }).toString();
        // The first layer reads an input, the last product feeds what is not fused with it.
        assertTrue(text.contains("steps 1 to 4: 2 steps x 2\n  step 1 contract"), text);
        assertTrue(text.contains("step 2 rows and step 3 contract, by t9, x 2: it is read again and again"), text);
    }

    @Test
    void theBundledModelIsReportedAsItsPlanIs() {
        Kernel graph;
        try (Model m = BundledModel.ALL.getFirst().open()) {
            graph = new Bind(Map.of(ModelGraph.TOKENS, 1L, ModelGraph.ROWS, 1L)).run(ModelGraph.build(m.config(), m.formats(), new Options(1, 64, 1, DType.F32)));
        }
        FusionReport r = FusionReport.of(graph, TARGET, Map.of());
        Plan plan = Planner.plan(graph, TARGET);
        assertEquals(plan.steps().stream().map(s -> buffers(plan, s)).toList(), r.steps().stream().map(FusionReportTest::buffers).toList());
        assertTrue(r.moved() >= r.least() && r.least() > 0, r::toString);
        assertTrue(r.toString().contains("14 steps x 2"), r::toString);
    }

    private static Set<String> buffers(Plan plan, Step s) {
        return s.buffers().stream().map(b -> plan.buffers().get(b).name()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> buffers(FusionReport.Step s) {
        return Stream.concat(s.reads().stream(), Stream.of(s.write())).map(a -> a.buffer().name()).collect(Collectors.toCollection(TreeSet::new));
    }
}
