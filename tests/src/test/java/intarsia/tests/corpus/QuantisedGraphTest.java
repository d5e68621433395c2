package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Refusals;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.Packing;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import intarsia.passes.Bind;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.passes.check.Distribution;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs that quantise activations, and contractions that read them: planned and compiled, against what the graph means. */
class QuantisedGraphTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261121);
    private static final int MOST_ROWS = 8;
    /** Without {@code -Dintarsia.all} formats run on one in so many engines. */
    private static final int EVERY = 4;
    private static final Format I8 = Format.parse("i8g32_sf32");

    static List<String> weights() {
        return List.of("u1g32", "u2g32", "u3g32", "u4g32", "u5g32", "u6g32", "u7g32", "u8g32", "u8g32_c0", "u16g32", "i1g32", "i4g16", "i8g32_sf32",
            "Q8_0", "Q4_0", "u4g32/halves", "u3g32_sf16_zu3", "u4g16_sf16_zu4", "u8g32_sf32_zi9", "u4g32_sf16_zf16", "u5g32_sf16_mf16", "u4g8_sf32_mu8",
            "ternaryg32", "bipolar1g32", "bipolar3g32", "lut4(iq4nl)g32", "f4e2m1g32_se8m0", "f6e3m2g32_sue5m3", "nf4g32_sf32", "posit8_0g32", "i8", "f16", "f32");
    }

    /** q = x in blocks, y = q · wᵀ; of rows whose number is a symbol. */
    private static Kernel graph(int n, int k, Format activations, Format weights) {
        return TensorGraph.define("quantised", g -> {
            var t = dim("t", g.size(Symbol.runtime("T", 1, MOST_ROWS)));
            var q = g.in("x", DType.F32, t, dim("k", k)).convert(activations);
            g.out("q", q);
            g.out("y", q.contract(g.in("w", weights, dim("n", n), dim("k", k)), "t", "n"));
        });
    }

    /** Tensors of one run of the graph, and what the graph means for them. */
    private record Sample(int rows, Map<String, Tensor> tensors, byte[] q, float[] y, double[] bounds) {
        static Sample of(Kernel graph, int rows, int n, int k, Format activations, Format weights, float[] x, byte[] w) {
            Map<String, Tensor> t = new HashMap<>(Map.of("x", Tensor.of(x, rows, k), "w", Tensor.allocate(weights, n, k),
                "q", Tensor.allocate(activations, rows, k), "y", Tensor.allocate(DType.F32, rows, n)));
            tensor(t, "w").segment().copyFrom(MemorySegment.ofArray(w));
            Map<String, MemorySegment> memory = new HashMap<>();
            t.forEach((name, x1) -> memory.put(name, x1.segment()));
            byte[] q = new byte[(int) tensor(t, "q").bytes()];
            float[] y = new float[rows * n];
            memory.put("q", MemorySegment.ofArray(q));
            memory.put("y", MemorySegment.ofArray(y));
            double[] bounds = Evaluator.runWithBounds(graph, memory, Symbols.of(Map.of("T", (long) rows))).get("y");
            return new Sample(rows, t, q, y, Objects.requireNonNull(bounds));
        }

        private static Tensor tensor(Map<String, Tensor> all, String name) {
            return Objects.requireNonNull(all.get(name), name);
        }

        /** Runs a program and compares: the blocks bit for bit, the sums within the bounds. */
        void check(Program p, boolean exact, String where) {
            try (var run = p.bind(tensors)) {
                if (!p.plan().symbols().isEmpty()) run.set("T", rows);
                run.run();
            }
            assertArrayEquals(q, tensor(tensors, "q").segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE), where);
            float[] found = tensor(tensors, "y").toFloats();
            for (int i = 0; i < found.length; i++) assertEquals(y[i], found[i], exact ? 0 : bounds[i], where + ", element " + i);
        }
    }

    /** Programs of a graph for one row and for any number, and the numbers of rows that each is run with. */
    private static Map<Program, int[]> programs(Kernel graph) {
        Engine jvm = Engine.jvm(1);
        var target = jvm.target().orElseThrow();
        return Map.of(Intarsia.compile(Planner.plan(new Bind(Map.of("T", 1L)).run(graph), target), jvm), new int[] {1},
            Intarsia.compile(Planner.plan(graph, target), jvm), new int[] {1, 2, 3, 7});
    }

    private static void check(int n, int k, Format activations, Format weights, boolean exact) {
        var random = new Random(SEED);
        Kernel graph = graph(n, k, activations, weights);
        programs(graph).forEach((program, sizes) -> {
            for (int rows : sizes) {
                float[] x = exact ? integers(rows * k, random) : activations(rows * k, random);
                byte[] w = exact ? codes(weights, n * k, random) : values(weights, n * k, random);
                String where = weights + " [" + n + ", " + k + "] by " + rows + " rows, -Dintarsia.seed=" + SEED;
                Sample.of(graph, rows, n, k, activations, weights, x, w).check(program, exact, where);
            }
        });
    }

    /** As real ones are: about 1, and in one channel 10^4; a group of zeros. */
    private static float[] activations(int n, Random random) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = i % 96 < 32 && i > 96 ? 0 : i % 77 == 5 ? 1e4f : (float) random.nextGaussian();
        return x;
    }

    /** Whole numbers from −127 to 127, which both are in every group of 32: scales of 1. */
    private static float[] integers(int n, Random random) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = i % 32 == 0 ? 127 : i % 32 == 31 ? -127 : random.nextInt(-127, 128);
        return x;
    }

    /** Groups around different means; in each fourth almost nothing but one outlier, so that codes and minimum or zero cancel. */
    private static byte[] values(Format format, int n, Random random) {
        float[] w = new float[n];
        for (int i = 0; i < n; i++) w[i] = i / 32 % 4 == 3 ? i % 32 == 7 ? -100 : 1e-3f : (float) random.nextGaussian() + (i / 32 % 3 - 1) * 2;
        if (format instanceof BlockFormat f) return QuantizeRule.EXACT.quantize(f, w);
        byte[] bytes = new byte[(int) format.bytes(n)];
        for (int i = 0; i < n; i++) Packing.dense((DType) format, 8).write(MemorySegment.ofArray(bytes), 0, i, ((DType) format).encode(w[i]));
        return bytes;
    }

    /** Any codes, zero points and minima, and scales of 1. */
    private static byte[] codes(Format format, int n, Random random) {
        BlockFormat f = (BlockFormat) format;
        byte[] bytes = new byte[(int) f.bytes(n)];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        for (Field x : f.fields()) {
            for (int i = 0; i < n / x.granularity(); i++) {
                long code = x.role() == Role.SCALE ? x.type().encode(1) : code(x, random);
                x.packing().write(memory, 0, i, code);
            }
        }
        return bytes;
    }

    private static long code(Field x, Random random) {
        if (x.type().isFloat()) return x.type().encode(random.nextInt(-20, 20));
        long code = random.nextLong() & DType.mask(x.type().bits());
        return x.type().isCode(code) ? code : 0;
    }

    @ParameterizedTest
    @MethodSource("weights")
    void contractionsAgreeWithTheGraphWithinItsBounds(String weights) {
        Format w = Format.parse(weights);
        check(37, 64, I8, w, false);
        check(5, 160, I8, w, false);
    }

    /** Sums below 2^24 of whole numbers have one answer, whatever their order: nothing in them may be rounded. */
    @ParameterizedTest
    @ValueSource(strings = {"u1g32_sf32", "u3g32", "u4g32", "u8g32", "i8g32_sf32", "Q8_0", "Q4_0", "u3g32_sf16_zu3", "u8g32_sf32_zi9", "u5g32_sf16_mf16",
        "ternaryg32", "bipolar3g32", "lut4(iq4nl)g32"})
    void sumsOfIntegersAreExact(String weights) {
        check(37, 64, I8, Format.parse(weights), true);
        check(5, 160, I8, Format.parse(weights), true);
    }

    @ParameterizedTest
    @CsvSource({"i8g32_sf32_sum, u4g32", "i8g16_sf16, u4g32", "i8g32_sf32, u5g48", "i8g96_sbf16, u4g32_sf16_mf16", "i4g32_sf32, Q8_0", "u8g32_sf32, Q8_0",
        "i8g32_sf32_zi8, u4g32", "f8e4m3g32_sf32, f16", "f4e2m1g16_se8m0, u4g48"})
    void activationsMayHaveAnyBlockFormat(String activations, String weights) {
        check(5, 96, Format.parse(activations), Format.parse(weights), false);
    }

    /** Every kernel that a graph becomes, on lanes of every number and on the PTX machine, on ordinary and on hostile data. */
    @ParameterizedTest
    @CsvSource({"i8g32_sf32, Q8_0", "i8g32_sf32_sum, u3g16_sf16_zu3", "u4g32_sf16_zu4, f4e2m1g32_se8m0", "i8g16_sf16, u5g32_sf16_mf16", "nf4g32, bipolar3g32",
        "u6g32_mf16, u4g32"})
    void everyEngineAndEveryPassAgree(String activations, String weights) {
        List<String> found = new ArrayList<>();
        Kernel graph = new Bind(Map.of("T", 3L)).run(graph(5, 96, Format.parse(activations), Format.parse(weights)));
        List<LaneEngine> engines = LaneEngine.all();
        int first = Math.floorMod(weights.hashCode(), EVERY); // the other formats take the other engines
        for (int i = Cells.ALL ? 0 : first; i < engines.size(); i += Cells.ALL ? 1 : EVERY) {
            LaneEngine e = engines.get(i);
            Plan plan = Planner.plan(graph, e.target());
            for (Step s : plan.steps()) {
                for (Distribution d : List.of(Distribution.ORDINARY, Distribution.CHANNEL, Distribution.ZERO, Distribution.EXTREME)) {
                    Map<String, Distribution> kinds = new HashMap<>();
                    s.kernel().params().forEach(p -> kinds.put(p.name(), d));
                    new Launch(s.kernel(), Map.of(), kinds, SEED).problems(List.of(e)).forEach((name, p) -> {
                        if (!Refusals.known(p, new EnumMap<>(Refusals.class))) found.add(s.kernel().name() + " " + d + " on " + name + ": " + p);
                    });
                }
                List<String> lines = new ArrayList<>();
                Compiler.toLane(s.kernel(), e.target(), Compiler.Options.DEFAULT.checkingPasses(lines::add));
                if (!lines.stream().allMatch(l -> l.endsWith("every pass agrees"))) found.addAll(lines);
            }
        }
        assertTrue(found.isEmpty(), () -> String.join("\n", found));
    }

    /** Blocks from floats of every kind, NaN and infinity among them, are those of the rule, bit for bit. */
    @ParameterizedTest
    @ValueSource(strings = {"i8g32_sf32_sum", "i8g32_sf32_sum8", "i16m127g32_sf32", "i16m127g32_sf32_sum16", "i16m127g32_sf32_sum/pairs4", "i4g32_sf32_sum1", "Q8_0", "Q4_0", "u4g16_sf16_zu4", "u8g32_sf32_zf32", "u5g32_sf16_mf16", "f8e5m2g32_se8m0", "f4e2m1g32_sue4m3", "nf4g32_sbf16",
        "ternaryg32", "bipolar1g32", "u1g32", "i1g32"})
    void blocksAreThoseOfTheRule(String text) {
        BlockFormat f = BlockFormat.parse(text);
        int rows = 4, k = 160;
        Kernel graph = TensorGraph.define("quantise", g -> g.out("q", g.in("x", DType.F32, dim("t", rows), dim("k", k)).convert(f)));
        Engine jvm = Engine.jvm(1);
        Program p = Intarsia.compile(Planner.plan(graph, jvm.target().orElseThrow()), jvm);
        var random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            float[] x = new float[rows * k];
            for (int i = 0; i < x.length; i++) x[i] = drawn(round, random);
            byte[] wanted = QuantizeRule.SINGLE.quantize(f, x);
            Tensor q = Tensor.allocate(f, rows, k);
            try (var run = p.bind(Map.of("x", Tensor.of(x, rows, k), "q", q))) {
                run.run();
            }
            assertBlocks(f, MemorySegment.ofArray(wanted), q.segment(), f + " round " + round + ", -Dintarsia.seed=" + SEED);
        }
    }

    /** The bits of a NaN are left open. */
    private static void assertBlocks(BlockFormat f, MemorySegment wanted, MemorySegment found, String where) {
        for (long block = 0; block < wanted.byteSize() / f.bytes(); block++) {
            for (Field x : f.fields()) {
                for (int i = 0; i < x.packing().elements(); i++) {
                    long a = x.packing().read(wanted, block * f.bytes(), i), b = x.packing().read(found, block * f.bytes(), i);
                    if (a != b && !(Double.isNaN(x.type().decode(a)) && Double.isNaN(x.type().decode(b)))) {
                        assertEquals(x.type().decode(a), x.type().decode(b), where + ", " + x.name() + " " + i + " of block " + block);
                        assertEquals(a, b, where + ", " + x.name() + " " + i + " of block " + block);
                    }
                }
            }
        }
    }

    /** Ties, tiny scales, huge ones, and bits of any float. */
    private static float drawn(int round, Random random) {
        return switch (round % 5) {
            case 0 -> (float) random.nextGaussian();
            case 1 -> random.nextInt(-254, 255) / 2f;
            case 2 -> Math.scalb((float) random.nextGaussian(), -random.nextInt(120, 149));
            case 3 -> Math.scalb((float) random.nextGaussian(), random.nextInt(100, 127));
            default -> random.nextInt(400) == 0 ? Float.NaN : random.nextInt(100) == 0 ? Float.intBitsToFloat(random.nextInt()) : -0f;
        };
    }
}
