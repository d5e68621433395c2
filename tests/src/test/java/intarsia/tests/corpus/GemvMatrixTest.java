package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Divisors;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.device.Target;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.CodeBook;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.Packing;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import intarsia.ir.type.RowPanel;
import intarsia.passes.Planner;
import intarsia.passes.check.Distribution;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * y = W x and small products of matrices for every data type and block format of W, with activations as they are and in i8, planned and compiled, against what the
 * graph means: within the evaluator's bounds. W holds any codes, its scales are ordinary.
 */
class GemvMatrixTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261121);
    private static final Format I8 = Format.parse("i8g32_sf32");
    /** At most one cell in twenty may be undefined. */
    private static final int MOST_UNDEFINED = 20;
    private static final int LARGE = 24;

    /** Shapes that no vector width divides, nor a byte; rows are whole blocks of W, and of i8 activations whole groups of 32. */
    private record Shape(int n, int k, int rows) {
        static List<Shape> of(Format w, Format x) {
            int block = Divisors.lcm(w.blockColumns(), x.blockElements());
            int box = w.blockRows();
            return List.of(new Shape(up(37, box), up(65, block), 1), new Shape(up(5, box), up(129, block), 3));
        }

        static int up(int k, int block) {
            return Math.ceilDiv(k, block) * block;
        }
    }

    /** Those that a book or a width makes different; names as text, for the text is the type. */
    static List<String> types() {
        List<String> names = new ArrayList<>();
        IntStream.rangeClosed(1, 8).forEach(b -> names.addAll(List.of("u" + b, "i" + b, "bipolar" + b)));
        IntStream.rangeClosed(2, 8).forEach(b -> names.add("shift" + b));
        for (int n = 3; n <= 8; n++) {
            for (int x = 1; x < n; x++) names.add("f" + n + "e" + x + "m" + (n - 1 - x));
        }
        names.addAll(List.of("u11", "i13", "u16", "i16", "i32", "u32", "i64", "u64", "f8e4m3fn", "f8e5m2fnuz", "f8e4m3fnuz", "e8m0", "ue4m3", "ue5m3", "f16", "bf16", "tf32",
            "f32", "f64", "nf4", "dynamic8", "lut3(-4,-1.5,-0.25,0,0.125,1,3,100)", "ternary", "quaternary", "posit4_1", "posit8_0", "posit8_2", "posit16_1"));
        return names;
    }

    static List<Format> formats() {
        Stream<String> groups = types().stream().filter(t -> DType.parse(t).bits() <= 8 && !t.equals("quaternary")).map(t -> t + "g32");
        Stream<String> families = Stream.of("mx_f4e2m1", "mx_f6e3m2", "mx_f6e2m3", "mx_f8e4m3fn", "mx_f8e5m2", "mx_i8", "nv_f4e2m1", "nv_i4", "bfp_i8", "u4g32/halves",
            "u3g16_sf16_zu3", "u4g128_sf16_zu4", "u5g32_sf16_mf16", "u6g48_sue5m3_mue5m3", "i8g32_sf32_sum", "nf4g64_sf32", "i5g8_sf32", "u2g256_sbf16");
        Stream<String> boxes = Stream.of("f8e4m3fng8x32_sf32", "f8e4m3fng128x128_sf32", "u4g4x16", "u3g2x8_sf16_zu3", "u5g3x32_mf16", "i8g32x1_sf32", "i6g16x32_sf32_sum", "ternaryg5x32",
            "nf4g2x64_sf32", "bipolar1g8x8", "i8g512_sf32", "u4g128_zu4/awq", "u4g128_zu4/gptq1", "u2g32_zu2/gptq2", "u8g64_zu8/gptq1", "u3g32_zu3/gptq2", "u4g128/marlin");
        return Stream.of(types().stream(), groups, families, boxes, BlockFormat.named().stream().map(BlockFormat::toString)).flatMap(s -> s).map(Format::parse).distinct().toList();
    }

    private final List<String> failures = new ArrayList<>();
    private final List<String> undefined = new ArrayList<>();
    private final Map<String, Integer> sizes = new TreeMap<>();
    private int cells;

    private static Kernel graph(Shape s, Format x, Format w) {
        return TensorGraph.define("product", g -> g.out("y", g.in("x", DType.F32, dim("t", s.rows), dim("k", s.k)).convert(x)
            .contract(g.in("w", w, dim("n", s.n), dim("k", s.k)), "t", "n")));
    }

    private void cell(Format w, Format x, Shape s) {
        cells++;
        sizes.merge(s.n + "x" + s.k + " by " + s.rows, 1, Integer::sum);
        String what = w + " [" + s.n + ", " + s.k + "] by " + s.rows + " rows of " + x;
        try {
            compare(what, w, x, s);
        } catch (IllegalArgumentException e) {
            if (Undefined.covers(String.valueOf(e.getMessage()))) undefined.add(what + ": " + e.getMessage());
            else failures.add(what + ": " + e);
        } catch (RuntimeException e) {
            failures.add(what + ": " + e);
        }
    }

    private void compare(String what, Format w, Format x, Shape s) {
        var random = new Random(SEED + cells);
        Kernel graph = graph(s, x, w);
        Engine jvm = Engine.jvm(1);
        float[] a = new float[s.rows * s.k];
        for (int i = 0; i < a.length; i++) a[i] = i % 77 == 5 ? 1e4f : (float) random.nextGaussian();
        Map<String, Tensor> tensors = Map.of("x", Tensor.of(a, s.rows, s.k), "w", Tensor.allocate(w, s.n, s.k), "y", Tensor.allocate(DType.F32, s.rows, s.n));
        fill(w, tensor(tensors, "w").segment(), s, random);
        try (var run = Intarsia.compile(Planner.plan(graph, jvm.target().orElseThrow()), jvm).bind(tensors)) {
            run.run();
        }
        Map<String, MemorySegment> memory = new HashMap<>();
        tensors.forEach((name, t) -> memory.put(name, t.segment()));
        float[] want = new float[s.rows * s.n];
        memory.put("y", MemorySegment.ofArray(want));
        double[] bounds = Objects.requireNonNull(Evaluator.runWithBounds(graph, memory, Symbols.of(Map.of())).get("y"));
        float[] found = tensor(tensors, "y").toFloats();
        for (int i = 0; i < want.length; i++) {
            if (!(Math.abs(want[i] - found[i]) <= bounds[i])) {
                failures.add(what + ", element " + i + ": wanted " + want[i] + " ± " + bounds[i] + ", found " + found[i] + ", -Dintarsia.seed=" + SEED);
                return;
            }
        }
    }

    private static Tensor tensor(Map<String, Tensor> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    /** Any codes that are finite numbers of at most a thousand; of scales such as models have. */
    private static void fill(Format w, MemorySegment memory, Shape s, Random random) {
        long row = w.bytes(w.blockRows(), s.k);
        for (int r = 0; r < s.n / w.blockRows(); r++) {
            MemorySegment at = memory.asSlice(r * row, row);
            switch (w) {
                case DType d -> {
                    Packing dense = Packing.dense(d, 8);
                    for (int i = 0; i < s.k; i++) dense.write(at, 0, i, code(d, random));
                }
                case BlockFormat f -> {
                    for (Field field : f.fields()) {
                        for (int i = 0; i < s.k / f.columns() * field.packing().elements(); i++) {
                            boolean real = field.role() != Role.CODE && field.type().isFloat();
                            field.packing().write(at, 0, i, real ? field.type().encode(random.nextDouble(0.01, 0.1)) : code(field.type(), random));
                        }
                    }
                }
            }
        }
    }

    private static long code(DType d, Random random) {
        for (int tries = 0; tries < 100; tries++) {
            long code = random.nextLong() & DType.mask(d.bits());
            if (d.equals(DType.QUATERNARY) || d.isCode(code) && Math.abs(d.decode(code)) <= 1000) return code;
        }
        return d.encode(1);
    }

    private void done(String name) {
        System.out.println(name + ": " + cells + " cells, " + undefined.size() + " undefined, -Dintarsia.seed=" + SEED + ", sizes " + sizes);
        undefined.forEach(u -> System.out.println("  undefined: " + u));
        assertTrue(failures.isEmpty(), () -> failures.size() + " of " + cells + " cells fail:\n" + String.join("\n", failures.subList(0, Math.min(100, failures.size()))));
        assertTrue(undefined.size() * MOST_UNDEFINED <= cells, undefined.size() + " of " + cells + " cells are undefined; at most 1 in " + MOST_UNDEFINED + " may be");
    }

    @Test
    void everyFormatWithBothActivations() {
        int turn = 0;
        for (Format w : formats()) {
            for (Format x : List.of(DType.F32, I8)) {
                List<Shape> shapes = Shape.of(w, x);
                for (int i = 0; i < shapes.size(); i++) {
                    if (Cells.ALL || i == turn % shapes.size()) cell(w, x, shapes.get(i));
                }
                turn++;
            }
            turn++;
        }
        done("products");
    }

    // ---- panels of rows ----

    /** Engines of vectors, of every width here that has panels. */
    private static List<LaneEngine> widths() {
        List<LaneEngine> all = LaneEngine.all().stream().filter(e -> e instanceof LaneEngine.Jvm(Target t, boolean plain) && !plain && t.lanes() >= 4).toList();
        assertFalse(all.isEmpty());
        return all;
    }

    private void panel(Format w, Format x, LaneEngine e, int turn, Distribution activations, Distribution weights) {
        int lanes = e.target().lanes();
        int most = turn % 2 == 0 || !(w instanceof BlockFormat f) ? 4 * lanes : RowPanel.rows(f, lanes);
        BlockFormat panel = RowPanel.of(w, most, lanes);
        int block = Divisors.lcm(panel.columns(), x.blockElements());
        Shape s = new Shape(most * (1 + turn % 2), Shape.up(turn % 3 == 0 ? 65 : Math.max(100, block + 1), block), turn % 4 < 2 ? 1 : 3);
        cells++;
        sizes.merge("lanes " + lanes, 1, Integer::sum);
        String what = panel + " [" + s.n + ", " + s.k + "] by " + s.rows + " rows of " + x + " on " + e.name();
        Launch launch = new Launch(graph(s, x, panel), Map.of(), Map.of("x", activations, "w", weights), SEED + cells);
        launch.problems(List.of(e)).forEach((name, problem) -> (Undefined.covers(problem) || lanes == 4 && problem.contains("a JVM method holds") ? undefined : failures).add(what + ": " + problem));
    }

    /** Of every format that has them; of widths and activations some, and under {@code -Dintarsia.all=true} all. */
    @Test
    void panelsOfRows() {
        List<Format> activations = Stream.of("f32", "i8g32_sf32", "i16m127g32_sf32", "i16m127g32_sf32_sum16", "i8g16_sf32").map(Format::parse).toList();
        String only = System.getProperty("intarsia.panel", "");
        List<LaneEngine> engines = widths();
        int turn = 0;
        for (Format w : formats()) {
            if (!(only.isEmpty() || w.toString().equals(only)) || w.equals(DType.QUATERNARY) || RowPanel.find(w, 8, 4).isEmpty()) continue;
            for (int i = 0; i < activations.size() * engines.size(); i++) {
                boolean chosen = i % activations.size() == turn % activations.size() && i % engines.size() == turn % engines.size();
                if (Cells.ALL || chosen) panel(w, activations.get(i % activations.size()), engines.get(i % engines.size()), turn + i, Distribution.CHANNEL, Distribution.ORDINARY);
            }
            turn++;
        }
        int plain = 0;
        for (String w : List.of("i2", "u3", "u5", "i8", "f16", "bf16", "f32")) {
            panel(Format.parse(w), Format.parse("i8g48_sf32"), engines.get(plain % engines.size()), plain++, Distribution.CHANNEL, Distribution.ORDINARY);
        }
        done("products by panels");
    }

    /** Scales that are subnormal, infinite and NaN, codes of all values, and activations with a channel that is far greater than the others. */
    @Test
    void panelsOfExtremeNumbers() {
        int turn = 0;
        for (String w : List.of("Q4_0", "Q8_0", "Q4_K", "Q6_K", "Q3_K", "Q5_1", "TQ1_0", "u3g32", "u4g32_zu4", "u5g32_mf16", "f8e4m3fng32", "f8e5m2g32", "f6e3m2g32", "nf4g32", "f16")) {
            for (String x : List.of("f32", "i8g32_sf32")) {
                for (LaneEngine e : widths()) {
                    if (Cells.ALL || turn % 2 == 0) panel(Format.parse(w), Format.parse(x), e, turn, turn % 4 < 2 ? Distribution.CHANNEL : Distribution.EXTREME, Distribution.EXTREME);
                    turn++;
                }
            }
        }
        done("products by panels of extreme numbers");
    }

    /** A type and a format of one's own are a line each; products, quantising and decoding work with them at once. */
    @Test
    void aTypeAndAFormatOfOnesOwn() {
        DType type = CodeBook.of(-9, -5, -2, -0.5, 0, 1, 3, 7);
        BlockFormat block = BlockFormat.parse("u5g48_sue5m3_mue5m3");
        BlockFormat both = BlockFormat.parse(type + "g24_sbf16");
        for (Format w : List.of(type, block, both)) {
            for (Format x : List.of(DType.F32, I8)) Shape.of(w, x).forEach(s -> cell(w, x, s));
        }
        for (BlockFormat f : List.of(block, both)) assertQuantises(f);
        done("of one's own");
    }

    private static void assertQuantises(BlockFormat f) {
        float[] x = new float[2 * f.elements()];
        for (int i = 0; i < x.length; i++) x[i] = (float) Math.sin(i);
        MemorySegment blocks = MemorySegment.ofArray(QuantizeRule.EXACT.quantize(f, x));
        for (int i = 0; i < x.length; i++) assertEquals(x[i], f.dequantize(blocks, 0, i), 0.5, f + ", element " + i);
    }

    @Test
    void boxesWithBothActivations() {
        formats().stream().filter(f -> f.blockRows() > 1 || f.blockColumns() == 512).forEach(w -> {
            for (Format x : List.of(DType.F32, I8)) Shape.of(w, x).forEach(s -> cell(w, x, s));
        });
        for (String name : List.of("i8grow_sf32", "u4grow", "u3grow_zu3", "f8e4m3fngall_sf32", "u4gall_mf16", "i8grow_sf32_sum")) {
            for (int columns : new int[] {8, 64, 72, 512}) {
                for (int rows : new int[] {1, 6, 37}) {
                    cell(Format.parse(name, rows, columns), DType.F32, new Shape(rows, columns, 1));
                    if (columns % 32 == 0) cell(Format.parse(name, rows, columns), I8, new Shape(rows, columns, 2));
                }
            }
        }
        done("boxes");
    }

    /** Larger matrices, of formats that the seed chooses. */
    @Test
    void aSampleOfLargeOnes() {
        List<Format> some = new ArrayList<>(formats().stream().filter(f -> 1056 % f.blockColumns() == 0 && 1000 % f.blockRows() == 0).toList());
        Collections.shuffle(some, new Random(SEED));
        for (int i = 0; i < LARGE; i++) cell(some.get(i), i % 2 == 0 ? I8 : DType.F32, new Shape(1000, 1056, 1));
        done("large products");
    }
}
