package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.QuantizeRule;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contractions with dimensions of a batch, with matrices that an index chooses, and of vectors, planned and compiled, against the evaluator. */
class BatchedContractionsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122L);
    private static final Dim B = dim("b", 3), H = dim("h", 2), M = dim("m", 5), N = dim("n", 7), E = dim("e", 4);

    /** A contraction whose first operand may be converted to another format. */
    private record Shape(List<Dim> a, List<Dim> b, boolean chosen, List<String> result) {
        static Shape of(String name) {
            return switch (name) {
                case "batch" -> new Shape(List.of(B, M), List.of(B, N), false, List.of("b", "m", "n"));
                case "heads" -> new Shape(List.of(M, B, H), List.of(B, N), false, List.of("m", "b", "h", "n"));
                case "grouped" -> new Shape(List.of(M), List.of(E, N), true, List.of("m", "n"));
                case "vector" -> new Shape(List.of(), List.of(N), false, List.of("n"));
                case "rows" -> new Shape(List.of(B, M), List.of(B), false, List.of("b", "m"));
                case "dots" -> new Shape(List.of(M), List.of(M), false, List.of("m"));
                default -> throw new IllegalArgumentException(name);
            };
        }
    }

    private static Kernel graph(Shape s, Format activations, Format weights, int k) {
        return TensorGraph.define("batched", g -> {
            Tensor x = g.in("x", DType.F32, with(s.a, dim("k", k))).convert(activations);
            Tensor w = g.in("w", weights, with(s.b, dim("k", k)));
            if (s.chosen) {
                w = w.gather(g.in("group", 0, 3, M), "e");
            }
            g.out("y", x.contract(w, s.result.toArray(String[]::new)).map(v -> v.times(v.constant(2))));
        });
    }

    private static Dim[] with(List<Dim> dims, Dim last) {
        List<Dim> all = new ArrayList<>(dims);
        all.add(last);
        return all.toArray(Dim[]::new);
    }

    @ParameterizedTest
    @CsvSource({"batch,f32,f32,37", "batch,f32,u4g32,64", "batch,i8g32_sf32,Q4_0,64", "batch,f32,Q4_K,256", "batch,f16,bf16,33", "heads,f32,f16,19",
        "heads,f32,Q8_0,32", "grouped,f32,f32,17", "grouped,f32,Q4_0,96", "grouped,i8g32_sf32,Q4_0,96", "grouped,f32,f8e4m3fn,31", "vector,f32,u4g32,64",
        "vector,f32,f32,1", "rows,f32,f32,13", "rows,f32,Q8_0,32", "dots,f32,f32,41", "dots,i8g32_sf32,Q8_0,64"})
    void productsOfManyMatricesAreThoseOfTheEvaluator(String shape, String activations, String weights, int k) {
        Kernel graph = graph(Shape.of(shape), Format.parse(activations), Format.parse(weights), k);
        Random random = new Random(SEED);
        Map<String, intarsia.runtime.Tensor> tensors = new HashMap<>();
        Map<String, MemorySegment> memory = new HashMap<>();
        for (PlanBuffer b : Planner.plan(graph, Optional.empty()).buffers().stream().filter(b -> b.role().bound()).toList()) {
            var t = intarsia.runtime.Tensor.allocate(b.format(), b.shape().stream().mapToLong(e -> e.constant()).toArray());
            fill(t, random);
            tensors.put(b.name(), t);
            memory.put(b.name(), t.segment());
        }
        float[] wanted = new float[(int) Objects.requireNonNull(tensors.get("y")).size()];
        memory.put("y", MemorySegment.ofArray(wanted));
        double[] bounds = Objects.requireNonNull(Evaluator.runWithBounds(graph, memory, Symbols.of(Map.of())).get("y"));
        for (String engine : List.of("jvm", "ptx", "reference")) {
            Engine e = Engine.of(engine);
            try (var run = Intarsia.compile(Planner.plan(graph, e.target()), e).bind(tensors)) {
                run.run();
            }
            float[] found = Objects.requireNonNull(tensors.get("y")).toFloats();
            for (int i = 0; i < wanted.length; i++) {
                assertEquals(wanted[i], found[i], bounds[i], shape + " on " + engine + ", element " + i + ", -Dintarsia.seed=" + SEED);
            }
        }
    }

    private static void fill(intarsia.runtime.Tensor t, Random random) {
        MemorySegment s = t.segment();
        if (t.format().equals(DType.I32)) {
            for (int i = 0; i < t.size(); i++) {
                s.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt(4));
            }
            return;
        }
        float[] values = new float[(int) t.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        int columns = Math.toIntExact(t.shape().getLast());
        for (int i = 0; i < values.length && t.format() instanceof DType d; i++) {
            byte[] bytes = code(d.encode(values[i]), d.bits() / 8);
            MemorySegment.copy(bytes, 0, s, ValueLayout.JAVA_BYTE, (long) i * bytes.length, bytes.length);
        }
        if (t.format() instanceof BlockFormat f) {
            byte[] blocks = QuantizeRule.EXACT.quantize(f, values, values.length / columns, columns);
            MemorySegment.copy(blocks, 0, s, ValueLayout.JAVA_BYTE, 0, blocks.length);
        }
    }

    private static byte[] code(long bits, int bytes) {
        byte[] b = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            b[i] = (byte) (bits >> 8 * i);
        }
        return b;
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "5"})
    void batchesMayHaveAnyNumberOfRows(int rows) {
        Kernel graph = TensorGraph.define("batched", g -> {
            Dim m = dim("m", g.size(Symbol.runtime("M", 0, 8)));
            g.out("y", g.in("x", DType.F32, B, m, dim("k", 9)).contract(g.in("w", DType.F32, B, N, dim("k", 9)), "b", "m", "n"));
        });
        Random random = new Random(SEED);
        var x = intarsia.runtime.Tensor.allocate(DType.F32, 3, rows, 9);
        var w = intarsia.runtime.Tensor.allocate(DType.F32, 3, 7, 9);
        var y = intarsia.runtime.Tensor.allocate(DType.F32, 3, rows, 7);
        fill(x, random);
        fill(w, random);
        float[] wanted = new float[(int) y.size()];
        double[] bounds = Objects.requireNonNull(Evaluator.runWithBounds(graph, Map.of("x", x.segment(), "w", w.segment(), "y", MemorySegment.ofArray(wanted)),
            Symbols.of(Map.of("M", (long) rows))).get("y"));
        Engine e = Engine.jvm();
        try (var run = Intarsia.compile(Planner.plan(graph, e.target().orElseThrow()), e).bind(Map.of("x", x, "w", w, "y", y))) {
            run.run();
        }
        float[] found = y.toFloats();
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], found[i], bounds[i], rows + " rows, element " + i + ", -Dintarsia.seed=" + SEED);
        }
    }
}
