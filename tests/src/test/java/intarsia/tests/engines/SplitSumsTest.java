package intarsia.tests.engines;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.TensorOp.Order;
import intarsia.ir.device.Target;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.plan.Plan;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.verify.Verifier;
import intarsia.passes.Planner;
import intarsia.passes.SplitSums;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contractions in parts along their sums: two steps, the second of which adds in the order of k. */
class SplitSumsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122);
    private static final int N = 7;
    private static final int K = 768;

    private static Kernel graph(Format inputs, Format weights, int m, int k) {
        return TensorGraph.define("product", g -> {
            var x = g.in("x", DType.F32, dim("m", m), dim("k", k));
            var w = g.in("w", weights, dim("n", N), dim("k", k));
            var y = x.convert(inputs).contract(w, "m", "n");
            g.out("y", y.map(e -> e.times(e)));
        });
    }

    @ParameterizedTest
    @CsvSource({"f32, f32, 1, 2", "f32, f32, 5, 3", "f32, f16, 1, 4", "f32, Q8_0, 1, 2", "f32, Q4_0, 3, 3", "f32, u4g32_sf16, 1, 8", "Q8_0, Q4_0, 1, 4", "f16, f16, 2, 2"})
    void meanTheSameOnEveryEngine(String inputs, String weights, int m, int parts) {
        Format f = Format.parse(weights);
        Kernel graph = graph(Format.parse(inputs), f, m, K);
        Random random = new Random(SEED);
        float[] x = new float[m * K];
        float[] w = new float[N * K];
        for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian();
        for (int i = 0; i < w.length; i++) w[i] = (float) random.nextGaussian();
        Tensor codes = converted(f, w);
        for (Engine engine : List.of(Engine.reference(), Engine.jvm(2), Engine.of("ptx"))) {
            Target target = engine.target().orElse(Engine.jvm(1).target().orElseThrow());
            Kernel split = new SplitSums(parts, target).run(graph);
            assertEquals(List.of(), Verifier.verify(split));
            Plan plan = Planner.plan(split, target);
            assertEquals(inputs.equals("f32") ? 2 : 3, plan.steps().size(), () -> plan.steps().toString());
            assertTrue(plan.steps().getLast().waits(), "the sum waits for its parts");
            Tensor y = Tensor.allocate(DType.F32, m, N);
            try (var run = Intarsia.compile(plan, engine).bind(Map.of("x", Tensor.of(x, m, K), "w", codes, "y", y))) {
                run.run();
            }
            check(graph, x, codes, y.toFloats(), engine.name() + ", -Dintarsia.seed=" + SEED);
        }
    }

    private static Tensor converted(Format f, float[] w) {
        Tensor t = Tensor.allocate(f, N, K);
        Kernel k = TensorGraph.define("convert", g -> g.out("w", g.in("v", DType.F32, dim("n", N), dim("k", K)).convert(f)));
        Evaluator.run(k, Map.of("v", MemorySegment.ofArray(w), "w", t.segment()), Symbols.of(Map.of()));
        return t;
    }

    private static void check(Kernel graph, float[] x, Tensor w, float[] found, String what) {
        MemorySegment y = MemorySegment.ofArray(new float[found.length]);
        Map<String, double[]> bounds = Evaluator.runWithBounds(graph, Map.of("x", MemorySegment.ofArray(x), "w", w.segment(), "y", y), Symbols.of(Map.of()));
        double[] bound = java.util.Objects.requireNonNull(bounds.get("y"));
        for (int i = 0; i < found.length; i++) {
            float want = y.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
            assertTrue(Math.abs(want - found[i]) <= bound[i], what + ": y[" + i + "] is " + found[i] + ", wanted " + want + " within " + bound[i]);
        }
    }

    @Test
    void whatDoesNotDivideStaysWhole() {
        Kernel graph = graph(DType.F32, DType.F32, 1, 100);
        assertTrue(new SplitSums(2, Engine.jvm(1).target().orElseThrow()).run(graph) == graph);
    }

    @Test
    void whatHasAFixedOrderStaysWhole() {
        for (Order order : List.of(Order.ANY, new Order(1))) {
            Kernel graph = TensorGraph.define("product", g -> {
                var x = g.in("x", DType.F32, dim("m", 1), dim("k", K));
                g.out("y", x.contract(g.in("w", DType.F32, dim("n", N), dim("k", K)), order, "m", "n"));
            });
            Kernel split = new SplitSums(2, Engine.jvm(1).target().orElseThrow()).run(graph);
            assertEquals(order.chunk() > 0, split == graph);
        }
    }

    @Test
    void ordersThatNoTemplateHasAreRefused() {
        Kernel graph = TensorGraph.define("product", g -> {
            var x = g.in("x", DType.F32, dim("m", 1), dim("k", K));
            g.out("y", x.contract(g.in("w", DType.F32, dim("n", N), dim("k", K)), new Order(48), "m", "n"));
        });
        var e = assertThrows(IllegalArgumentException.class, () -> Planner.plan(graph, Engine.jvm(1).target()));
        assertTrue(String.valueOf(e.getMessage()).contains("fixed48"), e::getMessage);
    }
}
