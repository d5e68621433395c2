package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.library.BlockKernels;
import intarsia.ir.Divisors;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Repack;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrices in rows of blocks become matrices in boxes of several rows, byte for byte as {@link Repack} defines. */
class RepackingTest {
    private static final List<String> GROUPS = List.of("u4g32", "i8g32_sf32", "u4g128_zu4", "u5g32_mf16", "f4e2m1g32_se8m0", "nf4g64_sf32", "mx_f6e3m2", "nv_f4e2m1", "bfp_i5g16",
        "u5g48_sue5m3_mue5m3", "bipolar1g32", "u5g64/engine", "u3g32/planes", "u6g32/split", "u4g32/halves", "u4g32_su6@f16g256_mu6@f16g256", "ternaryg40/base3", "i8g32_sf32_sum");

    /** All of GGUF and some of each family, in boxes of as many rows as vectors have lanes. */
    static Stream<String> formats() {
        return Stream.concat(BlockFormat.named().stream().map(BlockFormat::toString), GROUPS.stream());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyFormatBecomesBoxesOfItsRows(String name) {
        BlockFormat f = BlockFormat.parse(name);
        for (int rows : f.elements() > 64 ? new int[] {8} : new int[] {4, 16}) agrees(f, Boxes.of(f, rows), Engine.jvm(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q4_0 u4g32/dot4x16", "Q8_0 i8g32/dot4x8", "Q8_0 i8g32/dot4x32", "IQ4_NL lut4(iq4nl)g32/dot4x4", "u4g128_zu4 u4g128_zu4/dot4x16", "u3g32 u3g32/dot4x32", "i8g32_sf32 i8g32_sf32/m16n8k32",
        "u4g128_zu4/gptq2 u4g128_zu4/dot4x8", "u4g128_zu4/dot4x16 u4g128_zu4", "u4g64/awq u4g64/dot4x4"})
    void panelsOfGroupsAreMadeOnEveryEngine(String pair) {
        String[] names = pair.split(" ", -1);
        for (Engine engine : List.of(Engine.jvm(1), Engine.of("ptx"), Engine.reference())) agrees(BlockFormat.parse(names[0]), BlockFormat.parse(names[1]), engine);
    }

    /** Sums are of the target alone. */
    @ParameterizedTest
    @ValueSource(strings = {"Q4_0 32", "Q8_0 32", "Q8_0 16", "Q6_K 16", "Q4_K 32", "u4g128_zu4 32", "i8g32_sf32 8"})
    void sumsOfCodesAreAddedUp(String pair) {
        String[] words = pair.split(" ", -1);
        BlockFormat f = BlockFormat.parse(words[0]);
        for (int rows : new int[] {1, 4}) agrees(f, Boxes.summed(f, Integer.parseInt(words[1]), rows), Engine.jvm(1));
    }

    @Test
    void whatNoKernelMakesIsNamedByFormatAndField() {
        refused("Q4_K", "Q4_0", "field scale");
        refused("Q8_0", "Q8_1", "field sum");
        refused("u4g32_mf16", "u4g32_c0", "fields [min]");
        refused("IQ2_XS", "IQ2_S", "field");
        refused("u4g32_h32", "u4g32", "rotation");
    }

    private static void refused(String from, String to, String part) {
        var e = assertThrows(IllegalArgumentException.class, () -> BlockKernels.repack(BlockFormat.parse(from), BlockFormat.parse(to)));
        String said = String.valueOf(e.getMessage());
        assertTrue(said.contains(part) && said.contains(BlockFormat.parse(from).toString()) && said.contains(BlockFormat.parse(to).toString()), said);
    }

    private static void agrees(BlockFormat from, BlockFormat to, Engine engine) {
        int box = Divisors.lcm(from.rows(), to.rows()), columns = Divisors.lcm(from.columns(), to.columns());
        for (int[] size : new int[][] {{box, columns}, {3 * box, columns}, {box, 3 * columns}}) {
            byte[] stored = any(from, size[0] * size[1]);
            byte[] wanted = Repack.blocks(from, to, stored, size[1]);
            assertArrayEquals(wanted, run(engine, from, to, stored, size), from + " to " + to + ", " + size[0] + " x " + size[1] + " on " + engine + ", -Dintarsia.seed=" + Cells.SEED);
        }
    }

    private static byte[] run(Engine engine, BlockFormat from, BlockFormat to, byte[] stored, int[] size) {
        Tensor x = Tensor.allocate(from, size[0], size[1]), y = Tensor.allocate(to, size[0], size[1]);
        x.segment().copyFrom(MemorySegment.ofArray(stored));
        try (var run = Intarsia.compile(BlockKernels.repack(from, to), engine).bind(Map.of("x", x, "y", y))) {
            run.set(BlockKernels.ROWS, size[0]).set(BlockKernels.COLUMNS, size[1]).run();
        }
        return y.segment().toArray(ValueLayout.JAVA_BYTE);
    }

    /** Blocks with any numbers but NaN and infinities in every field, of codes that mean the same the one that the definition takes, and 0 in all other bits. */
    private static byte[] any(BlockFormat f, int elements) {
        byte[] bytes = new byte[(int) f.bytes(elements)];
        Random random = new Random(Cells.SEED);
        for (Field field : f.fields()) {
            for (int i = 0; i < elements / f.elements() * field.packing().elements(); i++) {
                long code = random.nextLong() & DType.mask(field.type().bits());
                field.packing().write(bytes, 0, i, field.type().isCode(code) && Double.isFinite(field.type().decode(code)) ? code : 0);
            }
        }
        return Repack.blocks(f, f, bytes);
    }
}
