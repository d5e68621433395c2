package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What graphs give back when it is no tensor that a kernel has just computed, and cascades whose positions nothing masks. */
class GraphResultsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122L);
    private static final Dim A = dim("a", 6), B = dim("b", 5);

    private static Kernel graph(String name) {
        return TensorGraph.define("results", g -> {
            Tensor x = g.in("x", DType.F32, A, B);
            Tensor twice = x.map(v -> v.times(2));
            switch (name) {
                case "merged" -> g.out("y", twice.merge("c", "a", "b"));
                case "split" -> g.out("y", twice.split("a", dim("p", 2), dim("q", 3)));
                case "flipped" -> g.out("y", twice.flip("b"));
                case "sliced" -> g.out("y", twice.slice("a", 1, intarsia.dsl.Size.of(3)));
                case "renamed" -> g.out("y", twice.rename("a", "z"));
                case "parameter" -> g.out("y", x);
                case "view of a parameter" -> g.out("y", x.flip("a"));
                case "of halves" -> g.out("y", x.convert(DType.F16).flip("a"));
                case "twice" -> {
                    g.out("y", twice);
                    g.out("z", twice);
                }
                case "both" -> {
                    g.out("y", twice.merge("c", "a", "b"));
                    g.out("z", twice);
                }
                default -> throw new IllegalArgumentException(name);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"merged", "split", "flipped", "sliced", "renamed", "parameter", "view of a parameter", "of halves", "twice", "both"})
    void resultsMayBeViewsOfOthers(String name) {
        check(graph(name), Map.of());
    }

    @Test
    void blocksAreNotCopiedByAPlan() {
        Kernel k = TensorGraph.define("blocks", g -> g.out("y", g.in("x", Format.parse("Q8_0"), dim("a", 2), dim("k", 32))));
        var e = assertThrows(IllegalArgumentException.class, () -> Planner.plan(k, Optional.empty()));
        assertTrue(String.valueOf(e.getMessage()).contains("convert it to a plain type"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,5", "3,16", "1,17", "2,67"})
    void everyPositionOfACascadeCountsAndNoOther(int queries, int positions) {
        Kernel k = TensorGraph.define("cascade", g -> {
            Dim t = dim("t", g.size(Symbol.runtime("T", 0, 4))), c = dim("c", g.size(Symbol.runtime("C", 0, 100))), d = dim("d", 8), e = dim("e", 4);
            Tensor s = g.in("q", DType.F32, t, d).contract(g.in("k", DType.F32, c, d), "t", "c").map(v -> v.times(0.3));
            Tensor top = s.max("c").map(m -> m.max(m.constant(-Float.MAX_VALUE)));
            Tensor w = s.map(top, (v, m) -> v.minus(m).exp());
            g.out("y", w.contract(g.in("v", DType.F32, c, e), "t", "e").map(w.sum("c"), (y, sum) -> sum.le(sum.constant(0)).select(sum.constant(0), y.div(sum))));
        });
        check(k, Map.of("T", (long) queries, "C", (long) positions));
    }

    private static void check(Kernel graph, Map<String, Long> symbols) {
        Random random = new Random(SEED);
        Map<String, intarsia.runtime.Tensor> tensors = new HashMap<>();
        Map<String, MemorySegment> memory = new HashMap<>();
        Plan any = Planner.plan(graph, Optional.empty());
        for (PlanBuffer b : any.buffers().stream().filter(b -> b.role().bound()).toList()) {
            var t = intarsia.runtime.Tensor.allocate(b.format(), b.shape().stream().mapToLong(e -> e.eval(Symbols.of(symbols))).toArray());
            for (int i = 0; i < t.size() && b.format().equals(DType.F32); i++) {
                t.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
            }
            tensors.put(b.name(), t);
            memory.put(b.name(), b.role() == PlanBuffer.Role.OUTPUT ? MemorySegment.ofArray(new byte[(int) t.bytes()]) : t.segment());
        }
        Map<String, double[]> bounds = Evaluator.runWithBounds(graph, memory, Symbols.of(symbols));
        for (String engine : List.of("jvm", "ptx", "reference")) {
            Engine e = Engine.of(engine);
            try (var run = Intarsia.compile(Planner.plan(graph, e.target()), e).bind(tensors)) {
                run.run(symbols);
            }
            bounds.forEach((name, bound) -> compare(engine + " " + name, Objects.requireNonNull(memory.get(name)), Objects.requireNonNull(tensors.get(name)), bound));
        }
    }

    private static void compare(String where, MemorySegment wanted, intarsia.runtime.Tensor found, double[] bounds) {
        if (!found.format().equals(DType.F32)) {
            assertEquals(-1, wanted.mismatch(found.segment()), where);
            return;
        }
        float[] values = found.toFloats();
        for (int i = 0; i < values.length; i++) {
            assertEquals(wanted.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i), values[i], bounds[i], where + ", element " + i + ", -Dintarsia.seed=" + SEED);
        }
    }
}
