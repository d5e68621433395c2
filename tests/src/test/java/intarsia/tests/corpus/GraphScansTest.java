package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.ReduceOp;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Planner;
import intarsia.passes.check.Agreement;
import intarsia.passes.check.Inputs;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folds and scans of whole tensors, along each dimension, by each operation, of each kind of number. */
class GraphScansTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122L);
    private static final int[] SIZES = {1, 2, 15, 16, 17, 67};

    record Cell(DType type, ReduceOp op, boolean scan, String along) {
        Kernel graph(int n) {
            return TensorGraph.define("combine", g -> {
                Dim rows = dim("a", g.size(Symbol.runtime("N", 1, 100)));
                Tensor x = g.in("x", type, rows, dim("b", 3), dim("c", n));
                g.out("y", scan ? x.scan(op, along) : x.fold(op, along));
            });
        }
    }

    /** A fold takes its elements one by one, and elements of 5 bits begin inside bytes: that is refused. */
    static Stream<Cell> cells() {
        return Stream.of("f32", "f16", "i32", "i8", "u5").map(DType::parse).flatMap(t -> Stream.of(ReduceOp.values()).filter(op -> !op.bitwise() || !t.isFloat())
            .flatMap(op -> Stream.of(true, false).flatMap(scan -> Stream.of("a", "b", "c").map(d -> new Cell(t, op, scan, d)))))
            .filter(c -> c.scan() || c.type().bits() % 8 == 0);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyEngineCombinesAsTheEvaluator(Cell cell) {
        for (int i = 0; i < SIZES.length; i++) {
            check(cell.graph(SIZES[i]), SIZES[SIZES.length - 1 - i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"of a map", "of a fold", "of a gather", "of a scan", "of blocks", "flipped", "folded", "appended", "of one dimension"})
    void scansStandAnywhereInAGraph(String where) {
        check(TensorGraph.define("within", g -> within(g, where)), 7);
    }

    private static void within(TensorGraph g, String where) {
        Dim a = dim("a", g.size(Symbol.runtime("N", 1, 8)));
        Dim b = dim("b", 64);
        Tensor x = g.in("x", DType.F32, a, b);
        UnaryOperator<Tensor> sums = t -> t.scan(ReduceOp.SUM, "b");
        switch (where) {
            case "of a map" -> g.out("y", sums.apply(x.map(v -> v.times(v))));
            case "of a fold" -> g.out("y", sums.apply(x.map(x.sum("b"), intarsia.dsl.Element::minus)));
            case "of a gather" -> g.out("y", sums.apply(x.gather(g.in("i", 0, 0, dim("j", 5)), "a")));
            case "of a scan" -> g.out("y", sums.apply(sums.apply(x)));
            case "of blocks" -> g.out("y", sums.apply(g.in("w", Format.parse("Q4_0"), a, b).convert(DType.F32)));
            case "flipped" -> g.out("y", sums.apply(x.flip("b")).flip("b"));
            case "folded" -> g.out("y", sums.apply(x).max("b"));
            case "of one dimension" -> g.out("y", sums.apply(g.in("v", DType.I32, b)));
            case "appended" -> g.state("s", DType.F32, dim("p", 9), b).append(sums.apply(x.slice("a", 0, intarsia.dsl.Size.of(1))), g.in("i", 0, 8, dim("a", 1)));
            default -> throw new IllegalArgumentException(where);
        }
    }

    @Test
    void bitsOfFloatsAndBlocksAreRefused() {
        for (String format : List.of("f32", "Q8_0")) {
            Kernel k = TensorGraph.define("refused", g -> g.out("y", g.in("x", Format.parse(format), dim("a", 32)).scan(ReduceOp.XOR, "a")));
            List<String> problems = intarsia.ir.verify.Verifier.verify(k).stream().map(Object::toString).toList();
            assertTrue(problems.stream().anyMatch(p -> p.contains("wanted integers")), problems::toString);
        }
    }

    /** Indices by a sum would leave the range of what was summed. */
    @Test
    void sumsOfIndicesAreNoIndices() {
        assertThrows(IllegalArgumentException.class, () -> TensorGraph.define("sum", g -> {
            Tensor i = g.in("i", 0, 3, dim("j", 5));
            g.out("y", g.in("x", DType.F32, dim("v", 4), dim("d", 8)).gather(i.scan(ReduceOp.SUM, "j"), "v"));
        }));
    }

    private static void check(Kernel graph, long rows) {
        Symbols symbols = Symbols.of(Map.of("N", rows));
        try (Arena arena = Arena.ofConfined()) {
            Map<String, MemorySegment> before = Inputs.of(graph, symbols, Map.of(), SEED, arena);
            Map<String, MemorySegment> wanted = Inputs.copy(before, arena);
            Map<String, double[]> bounds = Evaluator.runWithBounds(graph, wanted, symbols);
            for (String engine : List.of("jvm", "ptx", "reference")) {
                Map<String, MemorySegment> found = Inputs.copy(before, arena);
                run(graph, Engine.of(engine), found, rows);
                assertEquals(Optional.empty(), Agreement.difference(graph, symbols, wanted, bounds, found), () -> engine + ", -Dintarsia.seed=" + SEED + "\n" + graph);
            }
        }
    }

    private static void run(Kernel graph, Engine e, Map<String, MemorySegment> memory, long rows) {
        Plan plan = Planner.plan(graph, e.target());
        Map<String, intarsia.runtime.Tensor> tensors = new HashMap<>();
        for (PlanBuffer b : plan.buffers().stream().filter(b -> b.role().bound()).toList()) {
            long[] shape = b.shape().stream().mapToLong(x -> x.eval(Symbols.of(Map.of("N", rows)))).toArray();
            tensors.put(b.name(), intarsia.runtime.Tensor.of(memory.get(b.name()), b.format(), shape));
        }
        try (var program = Intarsia.compile(plan, e).bind(tensors)) {
            program.run(Map.of("N", rows));
        }
    }
}
