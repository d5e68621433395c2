package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.Launch;
import intarsia.dsl.library.BlockKernels;
import intarsia.ir.BufferType;
import intarsia.ir.Divisors;
import intarsia.ir.Kernel;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.ExactKernels;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Repack;
import intarsia.passes.check.Distribution;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels that block formats make of themselves, on every engine, and against what formats say of themselves. */
class BlockKernelsTest {
    private static final List<Engine> ENGINES = List.of(Engine.jvm(1), Engine.of("ptx"), Engine.reference());
    /** Engines that are slow run each round after so many. */
    private static final int SOME_ROUNDS = 3;
    private static final List<String> SOME = List.of("Q4_0", "Q8_0", "Q5_1", "Q4_K", "Q6_K", "Q3_K", "TQ2_0", "MXFP4", "NVFP4", "u4g128_zu4", "u3g32_zu3",
        "u5g64/engine", "u6g32/split", "u3g32/planes", "u4g32/halves", "u5g48_sue5m3_mue5m3", "nf4g64_sf32", "mx_f6e3m2", "u4g32_h128", "Q4_0_h16", "u4g32_mf16_h64/halves");
    /** Boxes of several rows, and of one column of them where rows lie in words. */
    private static final List<String> BOXES = List.of("u4g128_zu4/awq", "u4g32_sf32/awq", "u4g128_zu4/gptq1", "u4g64_sbf16/gptq2", "u3g128_zu3/gptq1", "u2g64_zu2/gptq2",
        "u8g32_zu8/gptq2", "u5g32_zu5/gptq2", "u6g32_zu6/gptq2", "u4g128/marlin", "u4g64/m16n8k16", "u4g128_zu4/m16n8k16", "i8g64/m16n8k32", "u3g128/m16n8k16", "f6e3m2g32/m16n8k8",
        "u8g256_sbf16/m16n8k16", "f8e4m3fng128x128_sf32", "u4g8x16", "u3g4x24_zu3");
    /** Formats whose codes select vectors. */
    private static final List<String> VECTORS = List.of("TQ1_0", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ3_XXS", "IQ3_S", "IQ1_S", "IQ1_M", "ternaryg40/base3");
    /** Blocks of more than 1024 columns. */
    private static final List<String> LONG = List.of("nf4_double", "u4g2048_zu4", "u5g4096_mf16/split", "u4g128_su8@f16g4096_zu4", "i8g1040_sf32_sum", "u3g32_su6@f16g2048");

    private static void launch(Cells cells, String what, Kernel k, int columns) {
        for (int rows : new int[] {0, 1, 3}) {
            Map<String, Distribution> kinds = new HashMap<>();
            k.params().forEach(p -> kinds.put(p.name(), Distribution.EXTREME));
            cells.cell(what + ", " + rows + " rows of " + columns, new Launch(k, Map.of("rows", (long) rows, "columns", (long) columns), kinds, Cells.SEED));
        }
    }

    @Test
    void everyEngineAgrees() {
        Cells cells = new Cells("kernels of blocks");
        for (String name : SOME) {
            BlockFormat f = BlockFormat.parse(name);
            launch(cells, "unpack " + f, BlockKernels.unpack(f), 2 * f.elements());
            launch(cells, "pack " + f, BlockKernels.pack(f), 2 * f.elements());
            launch(cells, "dequantize " + f, BlockKernels.dequantize(f), f.elements());
            if (QuantizeRule.SINGLE.knows(f)) launch(cells, "quantize " + f, BlockKernels.quantize(f), f.elements());
        }
        for (String name : VECTORS) {
            BlockFormat f = BlockFormat.parse(name);
            launch(cells, "unpack " + name, BlockKernels.unpack(f), f.elements());
        }
        cells.done();
    }

    private static byte[] run(Kernel k, int rows, int columns, Map<String, Tensor> tensors, String out) {
        return run(Engine.jvm(1), k, rows, columns, tensors, out);
    }

    private static byte[] run(Engine engine, Kernel k, int rows, int columns, Map<String, Tensor> tensors, String out) {
        try (var run = Intarsia.compile(k, engine).bind(tensors)) {
            run.set("rows", rows);
            run.set("columns", columns);
            run.run();
        }
        return bytes(tensors, out);
    }

    private static byte[] bytes(Map<String, Tensor> tensors, String name) {
        return java.util.Objects.requireNonNull(tensors.get(name)).segment().toArray(ValueLayout.JAVA_BYTE);
    }

    private static Tensor random(BlockFormat f, int rows, int columns) {
        Tensor t = Tensor.allocate(f, rows, columns);
        float[] x = new float[rows * columns];
        Random random = new Random(Cells.SEED);
        for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian();
        t.segment().copyFrom(MemorySegment.ofArray(QuantizeRule.EXACT.quantize(f, x)));
        return t;
    }

    static List<String> packed() {
        return Stream.of(List.of("Q4_0", "Q8_0", "Q5_1", "Q4_K", "Q6_K", "Q3_K", "u4g128_zu4", "u5g64/engine", "u3g32/planes", "nf4g64_sf32", "u4g32_h128", "Q5_1_h64"),
            BOXES, VECTORS, LONG).flatMap(List::stream).toList();
    }

    /** Bits that belong to no field are 0 in what is packed. */
    @ParameterizedTest
    @MethodSource("packed")
    void packUndoesUnpack(String name) {
        BlockFormat f = BlockFormat.parse(name);
        int rows = f.rows() == 1 ? 3 : 2 * f.rows(), columns = f.columns() > 1024 ? f.columns() : 2 * f.columns();
        Tensor x = Tensor.allocate(f, rows, columns);
        byte[] wanted = any(f, rows * columns);
        x.segment().copyFrom(MemorySegment.ofArray(wanted));
        for (Engine engine : ENGINES) {
            Map<String, Tensor> parts = new HashMap<>(Map.of("x", x));
            for (Field field : f.fields()) {
                Format stored = ((BufferType) BlockKernels.unpack(f).params().stream().filter(p -> p.name().equals(field.name())).findFirst().orElseThrow().type()).format();
                boolean vectors = field.book().isPresent();
                parts.put(field.name(), Tensor.allocate(stored, vectors ? rows : rows / f.rowStep(field), vectors ? columns : columns / f.columnStep(field)));
            }
            run(engine, BlockKernels.unpack(f), rows, columns, parts, "x");
            parts.remove("x");
            parts.put("y", Tensor.allocate(f, rows, columns));
            assertArrayEquals(wanted, run(engine, BlockKernels.pack(f), rows, columns, parts, "y"), engine + ", -Dintarsia.seed=" + Cells.SEED);
        }
    }

    /** Ties under scales of 1, numbers near the largest and the least, and zeros of both signs. */
    private static float[] extreme(int n, int round) {
        Random random = new Random(Cells.SEED + round);
        int high = (2 << random.nextInt(7)) - 1;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = switch (round % 4) {
                case 0 -> i % 16 == 0 ? high : i % 16 == 1 ? -high - 1 : random.nextInt(-2 * high - 2, 2 * high + 1) / 2f;
                case 1 -> i % 16 == 0 ? high : random.nextInt(0, 2 * high + 1) / 2f;
                case 2 -> Math.scalb((float) random.nextGaussian(), random.nextInt(100, 125));
                default -> i / 64 % 2 == 0 ? random.nextBoolean() ? 0f : -0f : Math.scalb(random.nextFloat() - 0.5f, random.nextInt(-149, 128));
            };
        }
        return x;
    }

    /** Blocks with any numbers in every field, and 0 in all other bits. */
    private static byte[] any(BlockFormat f, int elements) {
        byte[] bytes = new byte[(int) f.bytes(elements)];
        Random random = new Random(Cells.SEED);
        for (Field field : f.fields()) {
            for (int i = 0; i < elements / f.elements() * field.packing().elements(); i++) {
                long code = random.nextLong() & DType.mask(field.type().bits());
                field.packing().write(bytes, 0, i, field.type().isCode(code) && !Double.isNaN(field.type().decode(code)) ? code : 0);
            }
        }
        return bytes;
    }

    /** A matrix from format to format, and back to the bytes that it had. */
    @ParameterizedTest
    @ValueSource(strings = {"u4g128_zu4/awq u4g128_zu4/gptq2 u4g128_zu4 u4g128_zu4/gptq2 u4g128_zu4/m16n8k16 u4g128_zu4/engine u4g128_zu4/awq",
        "u4g128 u4g128/marlin u4g128/awq u4g128/gptq2 u4g128/m16n8k16 u4g128/marlin u4g128/m16n8k32 u4g128",
        "u3g64_zu3 u3g64_zu3/gptq2 u3g64_zu3/planes u3g64_zu3/gptq2 u3g64_zu3/m16n8k32 u3g64_zu3", "u3g64/gptq1 u3g64 u3g64/gptq2 u3g64/gptq1",
        "u2g64_zu2/gptq2 u2g64_zu2/split u2g64_zu2/m16n8k32 u2g64_zu2/gptq2", "u4g2048_zu4 u4g2048_zu4/engine u4g2048_zu4/gptq2 u4g2048_zu4"})
    void everyWayBackGivesTheSameBytes(String names) {
        List<BlockFormat> path = Stream.of(names.split(" ", -1)).map(BlockFormat::parse).toList();
        int rows = path.stream().mapToInt(BlockFormat::rows).reduce(1, Divisors::lcm), columns = 2 * path.stream().mapToInt(BlockFormat::columns).reduce(1, Divisors::lcm);
        byte[] before = any(path.getFirst(), rows * columns);
        for (Engine engine : ENGINES) {
            byte[] now = before;
            for (int i = 1; i < path.size(); i++) {
                Tensor x = Tensor.allocate(path.get(i - 1), rows, columns);
                x.segment().copyFrom(MemorySegment.ofArray(now));
                byte[] wanted = Repack.blocks(path.get(i - 1), path.get(i), now, columns);
                now = run(engine, BlockKernels.repack(path.get(i - 1), path.get(i)), rows, columns, Map.of("x", x, "y", Tensor.allocate(path.get(i), rows, columns)), "y");
                assertArrayEquals(wanted, now, path.get(i - 1) + " to " + path.get(i) + " on " + engine + ", -Dintarsia.seed=" + Cells.SEED);
            }
            assertArrayEquals(before, now, names);
        }
    }

    @ParameterizedTest
    @CsvSource({"Q4_0, u4g32", "u4g32, Q4_0", "u4g32, u4g32/halves", "u5g64, u5g64/engine", "u4g128_zu4, u4g128_zu4", "u6g32, u6g32/split",
        "u3g32/planes, u3g32", "i4g32, u8g32", "Q8_0, i8g32", "Q4_K, u4g32_su6@f16g256_mu6@f16g256", "Q4_0_h64, u4g32_h64"})
    void repackingGivesTheBlocksThatTheDefinitionGives(String from, String to) {
        BlockFormat a = BlockFormat.parse(from), b = BlockFormat.parse(to);
        int rows = 3, columns = 2 * Math.max(a.elements(), b.elements());
        Tensor x = random(a, rows, columns);
        byte[] wanted = Repack.blocks(a, b, x.segment().toArray(ValueLayout.JAVA_BYTE));
        assertArrayEquals(wanted, run(BlockKernels.repack(a, b), rows, columns, Map.of("x", x, "y", Tensor.allocate(b, rows, columns)), "y"));
    }

    static List<Format> readable() {
        return Stream.concat(Stream.concat(BlockFormat.named().stream(), Stream.of(BOXES, LONG).flatMap(List::stream).filter(n -> !n.equals("nf4_double")).map(BlockFormat::parse)),
            Stream.of("f32", "f16", "bf16", "f8e4m3fn", "u4g96", "f8e4m3fng24_sf32", "mx_f6e3m2", "u4g32_h128", "nv_f4e2m1_h16", "Q4_K_h64", "Q6_K_h128", "u3g48_mf16_h32", "IQ2_XS_h32").map(Format::parse)).toList();
    }

    /** Any bytes: the kernel rounds where the definition, which computes in double, rounds to f32. Where it rounds more often, {@link BlockFormatMatrixTest} has the bounds. */
    @ParameterizedTest
    @MethodSource("readable")
    void theKernelGivesTheValuesOfTheDefinition(Format f) {
        int rows = f.blockRows() == 1 ? 5 : 2 * f.blockRows(), columns = f.blockElements() == 1 ? 72 : f.blockColumns() > 1024 ? f.blockColumns() : 3 * f.blockColumns();
        Tensor x = Tensor.allocate(f, rows, columns), y = Tensor.allocate(DType.F32, rows, columns);
        byte[] bytes = new byte[(int) x.bytes()];
        new Random(Cells.SEED).nextBytes(bytes);
        x.segment().copyFrom(MemorySegment.ofArray(bytes));
        run(BlockKernels.dequantize(f), rows, columns, Map.of("x", x, "y", y), "y");
        float[] found = y.toFloats();
        for (int i = 0; i < found.length; i++) {
            float wanted = (float) (f instanceof BlockFormat b ? f.dequantize(x.segment(), 0, b.stored(i / columns, i % columns, columns))
                : f.dequantize(x.segment(), i / columns * f.bytes(columns), i % columns));
            assertEquals(wanted, found[i], f + ", element " + i + ", -Dintarsia.seed=" + Cells.SEED);
        }
    }

    /** Numbers of every size, ties, equal magnitudes of both signs, and groups of zeros. */
    private static float[] hostile(int n, int round) {
        Random random = new Random(Cells.SEED + round);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = switch (round % 6) {
                case 0 -> (float) random.nextGaussian();
                case 5 -> Math.scalb((float) random.nextGaussian(), -random.nextInt(120, 149));
                case 1 -> random.nextInt(-254, 255) / 2f;
                case 2 -> Math.scalb((float) random.nextGaussian(), -random.nextInt(20, 60));
                case 3 -> i / 32 % 2 == 0 ? 0 : random.nextBoolean() ? 3 : -3;
                default -> Math.scalb((float) random.nextGaussian(), random.nextInt(5, 15));
            };
        }
        return x;
    }

    static List<String> single() {
        return Stream.of(BOXES, LONG, List.of("i8g2048_sf32_sum", "u5g1536_zu5", "u4g2048_h64", "u8g3x40_mf16", "Q4_1", "u4g96_zu4", "nf4g64_sf32")).flatMap(List::stream)
            .filter(n -> QuantizeRule.SINGLE.knows(BlockFormat.parse(n))).toList();
    }

    @ParameterizedTest
    @MethodSource("single")
    void theSingleRuleByAKernelGivesTheBytesOfTheDefinition(String name) {
        BlockFormat f = BlockFormat.parse(name);
        agreesWithTheDefinition(f, QuantizeRule.SINGLE, f.rows() == 1 ? 3 : 2 * f.rows(), f.columns() > 1024 ? f.columns() : 2 * f.columns(), f.elements() > 4096 ? 1 : 6);
    }

    static List<String> exact() {
        return Stream.of(BOXES, LONG, List.of("Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "IQ4_NL", "TQ2_0", "MXFP4", "NVFP4", "Q1_0", "Q2_0", "mx_f4e2m1", "mx_f6e3m2", "mx_f6e2m3", "mx_f8e4m3fn",
            "mx_f8e5m2", "mx_i8", "nv_f4e2m1", "nv_i4", "bfp_i8", "bfp_i5g16", "i8g32_sf32_sum", "i8g32_sf32_sum8", "i16m127g32_sf32_sum16", "u4g32", "u3g32", "u5g48_sue5m3_mue5m3",
            "u4g32_mf16", "u4g32_sbf16_mbf16", "u8g32_se8m0_mf32", "u4g32_zu4", "u8g64_zi8",
            "i6g32_se8m0", "f5e2m2g32", "f6e2m3g32_sbf16", "ternaryg32", "bipolar4g32", "posit8_0g32", "u6g32/split", "u4g64_h32", "f4e3m0g16_sf32", "u8g32_c0", "u1g32_c0", "u3g32_sue5m3_c0", "i1g32", "lut2(1,2,3,5)g32", "lut2(-8,-4,-2,-1)g32_sbf16")).flatMap(List::stream)
            .filter(n -> ExactKernels.missing(BlockFormat.parse(n)).isEmpty()).toList();
    }

    @ParameterizedTest
    @MethodSource("exact")
    void theExactRuleByAKernelGivesTheBytesOfTheDefinition(String name) {
        BlockFormat f = BlockFormat.parse(name);
        agreesWithTheDefinition(f, QuantizeRule.EXACT, f.rows() == 1 ? 3 : 2 * f.rows(), f.columns() > 1024 ? f.columns() : 2 * f.columns(), f.elements() > 4096 ? 2 : 20);
    }

    @ParameterizedTest
    @CsvSource({"Q8_1, sums of values", "Q4_K, several levels", "nf4_double, mean of the scales", "TQ1_0, searched", "IQ2_XXS, searched", "nf4g64, 22 bits", "dynamic8g32, 22 bits",
        "u16g32, 22 bits", "u4g32_sf32_mf16, zero point or minimum", "u4g32_zf16, zero point or minimum", "Q8_K, different groups", "u4g32_h64, rotate first", "u4g2048/halves, share bytes"})
    void whyThereIsNoExactKernelIsSaid(String name, String reason) {
        BlockFormat f = BlockFormat.parse(name);
        assertFalse(BlockKernels.quantizes(f, QuantizeRule.EXACT));
        var e = assertThrows(IllegalArgumentException.class, () -> BlockKernels.quantize(f, QuantizeRule.EXACT));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    /** The bytes of a rule, by a kernel on every engine. */
    private static void agreesWithTheDefinition(BlockFormat f, QuantizeRule rule, int rows, int columns, int rounds) {
        assertTrue(BlockKernels.quantizes(f, rule), f + " by " + rule);
        Kernel k = BlockKernels.quantize(f, rule);
        for (Engine engine : ENGINES) {
            for (int round = 0; round < rounds; round += engine.equals(ENGINES.getFirst()) ? 1 : SOME_ROUNDS) {
                float[] x = round < 12 ? hostile(rows * columns, round) : extreme(rows * columns, round);
                Tensor y = Tensor.allocate(f, rows, columns);
                byte[] found = run(engine, k, rows, columns, Map.of("x", Tensor.of(x, rows, columns), "y", y), "y");
                assertArrayEquals(rule.quantize(f, x, rows, columns), found, f + " on " + engine + ", round " + round + ", -Dintarsia.seed=" + Cells.SEED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q8_0", "Q8_1", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "TQ1_0", "TQ2_0", "MXFP4", "Q4_0_h64"})
    void ggmlsRuleByAKernelGivesTheBytesOfTheDefinition(String name) {
        BlockFormat f = BlockFormat.parse(name);
        agreesWithTheDefinition(f, QuantizeRule.GGML, 3, 2 * f.elements(), 12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"})
    void ggmlsSearchByAKernelGivesTheBytesOfTheDefinition(String name) {
        agreesWithTheDefinition(BlockFormat.parse(name), QuantizeRule.GGML, 1, 512, 6);
    }

    @Test
    void rulesWithoutAKernelAreNamed() {
        for (QuantizeRule rule : List.of(QuantizeRule.ROUND_UP, QuantizeRule.LEAST_SQUARES)) {
            assertThrows(IllegalArgumentException.class, () -> BlockKernels.quantize(BlockFormat.parse("Q4_0"), rule), rule.name());
        }
        for (String name : List.of("IQ4_NL", "IQ2_XXS", "Q8_K", "u4g32", "Q4_K_h64")) {
            var e = assertThrows(IllegalArgumentException.class, () -> BlockKernels.quantize(BlockFormat.parse(name), QuantizeRule.GGML), name);
            assertTrue(String.valueOf(e.getMessage()).contains("Q5_1") && String.valueOf(e.getMessage()).contains("Q5_K"), e.getMessage());
        }
    }

    @Test
    void whatHasNoCounterpartIsNamed() {
        var e = assertThrows(IllegalArgumentException.class, () -> BlockKernels.repack(BlockFormat.parse("Q4_K"), BlockFormat.parse("Q4_0")));
        assertTrue(String.valueOf(e.getMessage()).contains("field scale"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> BlockKernels.repack(BlockFormat.parse("u8g32"), BlockFormat.parse("u4g32")));
        assertThrows(IllegalArgumentException.class, () -> BlockKernels.repack(BlockFormat.parse("u4g32_h32"), BlockFormat.parse("u4g32")));
        assertThrows(IllegalArgumentException.class, () -> Repack.blocks(BlockFormat.parse("u4g32_h32"), BlockFormat.parse("u4g32"), new byte[18]));
        assertThrows(IllegalArgumentException.class, () -> BlockKernels.dequantize(DType.U4));
        assertFalse(BlockKernels.dequantizes(DType.U4));
    }
}
