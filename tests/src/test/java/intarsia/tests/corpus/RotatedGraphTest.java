package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.Hadamard;
import intarsia.ir.type.QuantizeRule;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs over matrices of rotated formats, on every engine that runs here. */
class RotatedGraphTest {
    private static final int ROWS = 3, N = 10;

    private static Engine engine(String name) {
        return switch (name) {
            case "jvm" -> Engine.jvm(1);
            case "reference" -> Engine.reference();
            default -> Engine.of(name);
        };
    }

    private static Kernel product(int k, Format activations, Format weights) {
        return TensorGraph.define("product", g -> {
            Tensor x = g.in("x", DType.F32, dim("t", ROWS), dim("k", k)).map(e -> e.times(e.constant(2)));
            g.out("y", x.convert(activations).contract(g.in("w", weights, dim("n", N), dim("k", k)), "t", "n"));
        });
    }

    private static float[] random(int n, long seed) {
        return random(n, seed, 7);
    }

    /** One number in 32 is about twenty times as large as the others. */
    private static float[] random(int n, long seed, int outlier) {
        Random random = new Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = (float) random.nextGaussian() * (i % 32 == outlier ? 20 : 1);
        return x;
    }

    /** What a graph gives on an engine. */
    private static float[] run(Kernel graph, String engine, Map<String, intarsia.runtime.Tensor> in, int rows, int columns) {
        Engine on = engine(engine);
        var target = on.target().or(() -> Engine.jvm(1).target()).orElseThrow();
        Map<String, intarsia.runtime.Tensor> all = new HashMap<>(in);
        intarsia.runtime.Tensor y = intarsia.runtime.Tensor.allocate(DType.F32, rows, columns);
        all.put("y", y);
        try (var run = Intarsia.compile(Planner.plan(graph, target), on).bind(all)) {
            run.run();
        }
        return y.toFloats();
    }

    private static intarsia.runtime.Tensor stored(BlockFormat f, float[] x, int rows, int columns) {
        intarsia.runtime.Tensor t = intarsia.runtime.Tensor.allocate(f, rows, columns);
        t.segment().copyFrom(MemorySegment.ofArray(QuantizeRule.EXACT.quantize(f, x, rows, columns)));
        return t;
    }

    /** What the evaluator says of the graph, and how far an engine may be from it. */
    private record Meaning(float[] y, double[] bounds) {
        static Meaning of(Kernel graph, Map<String, intarsia.runtime.Tensor> in, int size) {
            float[] y = new float[size];
            Map<String, MemorySegment> memory = new HashMap<>(Map.of("y", MemorySegment.ofArray(y)));
            in.forEach((name, t) -> memory.put(name, t.segment()));
            return new Meaning(y, Objects.requireNonNull(Evaluator.runWithBounds(graph, memory, Symbols.of(Map.of())).get("y")));
        }

        void check(float[] found, String where) {
            for (int i = 0; i < y.length; i++) assertEquals(y[i], found[i], bounds[i], where + ", element " + i + ", -Dintarsia.seed=" + Cells.SEED);
        }
    }

    /** Products of f32, of blocks that are rotated alike, of blocks that are not, and of blocks that are rotated by another size. */
    @ParameterizedTest
    @CsvSource({"f32, u4g32_h128", "f32, u4g128_h32", "f32, nv_f4e2m1_h16", "f32, Q4_K_h64", "f32, u3g48_mf16_h32", "f32, u4g32_h32/halves", "i8g32_sf32_h128, u4g32_h128",
        "i8g32_sf32_h64, Q8_0_h64", "i8g32_sf32, u4g32_h64", "i8g32_sf32_h32, u4g32_h64", "i8g32_sf32_h32, u4g32", "i8g32_sf32_h32, f32", "f32, mx_f4e2m1_h32", "f32, nf4g64_sf32_h256"})
    void everyEngineGivesTheProductThatTheGraphMeans(String activations, String weights) {
        Format a = Format.parse(activations), w = Format.parse(weights);
        int k = w.blockElements() == 96 ? 192 : 256;
        Kernel graph = product(k, a, w);
        float[] x = random(ROWS * k, Cells.SEED), m = random(N * k, Cells.SEED + 1);
        var in = Map.of("x", intarsia.runtime.Tensor.of(x, ROWS, k), "w", w instanceof BlockFormat b ? stored(b, m, N, k) : intarsia.runtime.Tensor.of(m, N, k));
        Meaning wanted = Meaning.of(graph, in, ROWS * N);
        for (String engine : List.of("jvm", "reference", "ptx")) wanted.check(run(graph, engine, in, ROWS, N), engine + ", " + activations + " by " + weights);
        float[] values = Objects.requireNonNull(in.get("w")).toFloats();
        for (int i = 0; i < ROWS * N && activations.equals("f32"); i++) {
            double sum = 0, all = 0;
            for (int j = 0; j < k; j++) {
                sum += 2.0 * x[i / N * k + j] * values[i % N * k + j];
                all += Math.abs(2.0 * x[i / N * k + j] * values[i % N * k + j]);
            }
            assertEquals(sum, wanted.y[i], 1e-5 * all, weights + ", element " + i + ": the product of the values");
        }
    }

    /** With weights that a few outliers spoil, rotated activations and weights of few bits give a product that is nearer. */
    @Test
    void rotatedFormatsOfBothOperandsKeepProductsWhereOutliersSpoilThem() {
        int k = 256;
        float[] x = random(ROWS * k, Cells.SEED), m = random(N * k, Cells.SEED + 1, 19);
        double plain = off(x, m, k, "i8g32_sf32", "u4g32"), turned = off(x, m, k, "i8g32_sf32_h128", "u4g32_h128");
        assertTrue(turned < 0.7 * plain, turned + " and " + plain + ", -Dintarsia.seed=" + Cells.SEED);
    }

    private static double off(float[] x, float[] m, int k, String activations, String weights) {
        float[] y = run(product(k, Format.parse(activations), Format.parse(weights)), "jvm",
            Map.of("x", intarsia.runtime.Tensor.of(x, ROWS, k), "w", stored(BlockFormat.parse(weights), m, N, k)), ROWS, N);
        double error = 0;
        for (int i = 0; i < y.length; i++) {
            double sum = 0;
            for (int j = 0; j < k; j++) sum += 2.0 * x[i / N * k + j] * m[i % N * k + j];
            error += (sum - y[i]) * (sum - y[i]);
        }
        return error;
    }

    /** Rows of a rotated table are values: they are rotated back where they are read. */
    @ParameterizedTest
    @CsvSource({"jvm", "reference", "ptx"})
    void rowsOfARotatedTableAreRotatedBack(String engine) {
        BlockFormat f = BlockFormat.parse("u4g32_h128");
        int k = 256;
        Kernel graph = TensorGraph.define("rows", g -> g.out("y", g.in("w", f, dim("n", N), dim("k", k)).gather(g.in("i", 0, N - 1, dim("t", 2)), "n").convert(DType.F32)));
        var w = stored(f, random(N * k, Cells.SEED), N, k);
        float[] values = w.toFloats(), y = run(graph, engine, Map.of("w", w, "i", intarsia.runtime.Tensor.of(new int[] {7, 2}, 2)), 2, k);
        for (int i = 0; i < 2 * k; i++) assertEquals(values[(i < k ? 7 : 2) * k + i % k], y[i], "element " + i);
    }

    @Test
    void activationsAreRotatedOnceForAllMatrices() {
        Kernel graph = TensorGraph.define("three", g -> {
            Tensor x = g.in("x", DType.F32, dim("t", ROWS), dim("k", 128));
            for (String name : List.of("a", "b", "c")) {
                g.out("y" + name, x.contract(g.in(name, Format.parse("u4g32_h64"), dim(name, N), dim("k", 128)), "t", name));
            }
        });
        assertEquals(List.of("rows", "contract", "contract", "contract"),
            Planner.plan(graph, Engine.jvm(1).target().orElseThrow()).steps().stream().map(s -> s.kernel().name()).toList());
    }

    /** The blocks of rotated activations are those of the format without the rotation, made of what a step before them rotated. */
    @Test
    void activationsThatAreRoundedAreRotatedByAStepOfTheirOwn() {
        Kernel graph = product(256, Format.parse("i8g32_sf32_h128"), Format.parse("u4g32_h128"));
        assertEquals(List.of("rows", "rows", "contract"), Planner.plan(graph, Engine.jvm(1).target().orElseThrow()).steps().stream().map(s -> s.kernel().name()).toList());
    }

    @Test
    void aRotationOfAGraphIsThatOfTheDefinition() {
        Kernel graph = TensorGraph.define("turn", g -> g.out("y", g.in("x", DType.F32, dim("t", ROWS), dim("k", 64)).rotate(32)));
        float[] x = random(ROWS * 64, Cells.SEED), wanted = x.clone();
        new Hadamard(32).rotate(wanted);
        for (String engine : List.of("jvm", "reference", "ptx")) {
            assertArrayEquals(wanted, run(graph, engine, Map.of("x", intarsia.runtime.Tensor.of(x, ROWS, 64)), ROWS, 64), engine);
        }
    }

    @Test
    void rowsThatAreNoWholeGroupsAreRefusedByName() {
        var e = assertThrows(RuntimeException.class, () -> product(96, DType.F32, Format.parse("u4g32_h64")));
        for (String part : List.of("u4g32_sf16_h64", "whole groups of 64", "_h32")) assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
        var other = assertThrows(RuntimeException.class, () -> Planner.plan(TensorGraph.define("other", g ->
            g.out("y", g.in("x", DType.F32, dim("k", 64), dim("t", 2)).contract(g.in("w", Format.parse("u4g32_h64"), dim("n", N), dim("k", 64)), "t", "n"))),
            Engine.jvm(1).target().orElseThrow()));
        assertTrue(String.valueOf(other.getMessage()).contains("last in both"), other.getMessage());
    }
}
