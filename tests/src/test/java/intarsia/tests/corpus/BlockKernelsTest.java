package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.Launch;
import intarsia.dsl.library.BlockKernels;
import intarsia.ir.Kernel;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
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
    private static final List<String> SOME = List.of("Q4_0", "Q8_0", "Q5_1", "Q4_K", "Q6_K", "Q3_K", "TQ2_0", "MXFP4", "NVFP4", "u4g128_zu4", "u3g32_zu3",
        "u5g64/engine", "u6g32/split", "u3g32/planes", "u4g32/halves", "u5g48_sue5m3_mue5m3", "nf4g64_sf32", "mx_f6e3m2", "u4g32_h128", "Q4_0_h16", "u4g32_mf16_h64/halves");

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
        for (String name : List.of("IQ2_XXS", "TQ1_0", "IQ1_M")) launch(cells, "unpack " + name, BlockKernels.unpack(BlockFormat.parse(name)), 256);
        cells.done();
    }

    private static byte[] run(Kernel k, int rows, int columns, Map<String, Tensor> tensors, String out) {
        try (var run = Intarsia.compile(k, Engine.jvm(1)).bind(tensors)) {
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

    /** Bits that belong to no field are 0 in what is packed. */
    @ParameterizedTest
    @ValueSource(strings = {"Q4_0", "Q8_0", "Q5_1", "Q4_K", "Q6_K", "Q3_K", "u4g128_zu4", "u5g64/engine", "u3g32/planes", "nf4g64_sf32", "u4g32_h128", "Q5_1_h64"})
    void packUndoesUnpack(String name) {
        BlockFormat f = BlockFormat.parse(name);
        int rows = 3, columns = 2 * f.elements();
        Map<String, Tensor> parts = new HashMap<>(Map.of("x", random(f, rows, columns)));
        Kernel unpack = BlockKernels.unpack(f);
        unpack.params().stream().filter(p -> !p.name().equals("x")).forEach(p -> parts.put(p.name(), Tensor.allocate(
            ((intarsia.ir.BufferType) p.type()).format(), rows, columns / f.field(p.name()).step())));
        run(unpack, rows, columns, parts, "x");
        byte[] x = bytes(parts, "x");
        parts.remove("x");
        parts.put("y", Tensor.allocate(f, rows, columns));
        assertArrayEquals(x, run(BlockKernels.pack(f), rows, columns, parts, "y"));
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
        return Stream.concat(BlockFormat.named().stream(), Stream.of("f32", "f16", "bf16", "f8e4m3fn", "u4g96", "f8e4m3fng24_sf32", "mx_f6e3m2",
            "f8e4m3fng128x128_sf32", "u4g8x16_sf32", "u4g128_zu4/awq", "u4g128_zu4/gptq1", "u4g64/m16n8k16", "i8g64/m16n8k32",
            "u3g128/m16n8k16", "f6e3m2g32/m16n8k8", "u4g32_h128", "nv_f4e2m1_h16", "Q4_K_h64", "Q6_K_h128", "u3g48_mf16_h32", "IQ2_XS_h32").map(Format::parse)).toList();
    }

    /** Any bytes: the kernel rounds where the definition, which computes in double, rounds to f32. */
    @ParameterizedTest
    @MethodSource("readable")
    void theKernelGivesTheValuesOfTheDefinition(Format f) {
        int rows = f.blockRows() == 1 ? 5 : 2 * f.blockRows(), columns = f.blockElements() == 1 ? 72 : 3 * f.blockColumns();
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

    @ParameterizedTest
    @ValueSource(strings = {"Q8_0", "Q8_1", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "TQ2_0", "Q4_0_h64"})
    void ggmlsRuleByAKernelGivesTheBytesOfTheDefinition(String name) {
        BlockFormat f = BlockFormat.parse(name);
        int rows = 3, columns = 2 * f.elements();
        assertTrue(BlockKernels.quantizes(f, QuantizeRule.GGML));
        Kernel k = BlockKernels.quantize(f, QuantizeRule.GGML);
        for (Engine engine : List.of(Engine.jvm(1), Engine.reference(), Engine.of("ptx"))) {
            for (int round = 0; round < 12; round++) {
                float[] x = hostile(rows * columns, round);
                Tensor y = Tensor.allocate(f, rows, columns);
                try (var run = Intarsia.compile(k, engine).bind(Map.of("x", Tensor.of(x, rows, columns), "y", y))) {
                    run.set("rows", rows).set("columns", columns).run();
                }
                assertArrayEquals(QuantizeRule.GGML.quantize(f, x), y.segment().toArray(ValueLayout.JAVA_BYTE), engine + ", round " + round + ", -Dintarsia.seed=" + Cells.SEED);
            }
        }
    }

    @Test
    void rulesWithoutAKernelAreNamed() {
        for (QuantizeRule rule : List.of(QuantizeRule.EXACT, QuantizeRule.LEAST_SQUARES)) {
            assertThrows(IllegalArgumentException.class, () -> BlockKernels.quantize(BlockFormat.parse("Q4_0"), rule), rule.name());
        }
        for (String name : List.of("MXFP4", "TQ1_0", "Q4_K")) {
            var e = assertThrows(IllegalArgumentException.class, () -> BlockKernels.quantize(BlockFormat.parse(name), QuantizeRule.GGML), name);
            assertTrue(String.valueOf(e.getMessage()).contains("Q5_1"), e.getMessage());
        }
    }

    @Test
    void whatHasNoCounterpartIsNamed() {
        var e = assertThrows(IllegalArgumentException.class, () -> BlockKernels.repack(BlockFormat.parse("Q4_K"), BlockFormat.parse("Q4_0")));
        assertTrue(String.valueOf(e.getMessage()).contains("field scale"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> BlockKernels.repack(BlockFormat.parse("u8g32"), BlockFormat.parse("u4g32")));
        assertThrows(IllegalArgumentException.class, () -> BlockKernels.repack(BlockFormat.parse("u4g32_h32"), BlockFormat.parse("u4g32")));
        assertThrows(IllegalArgumentException.class, () -> Repack.blocks(BlockFormat.parse("u4g32_h32"), BlockFormat.parse("u4g32"), new byte[18]));
        assertThrows(IllegalArgumentException.class, () -> BlockKernels.pack(BlockFormat.parse("IQ2_XXS")));
        assertThrows(IllegalArgumentException.class, () -> BlockKernels.unpack(BlockFormat.parse("u4g128_zu4/awq")));
        for (String name : List.of("u4g128/marlin", "u3g32_zu3/gptq1", "u4")) {
            assertThrows(IllegalArgumentException.class, () -> BlockKernels.dequantize(Format.parse(name)), name);
            assertFalse(BlockKernels.dequantizes(Format.parse(name)), name);
        }
    }
}
