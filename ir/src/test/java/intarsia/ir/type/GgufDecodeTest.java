package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The formats of GGUF against {@link GgufOracle}, which knows nothing of fields. */
final class GgufDecodeTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260102L);
    private static final int BLOCKS = 1000;
    /** f16: −0, the least subnormals, infinities, a NaN, and the largest. */
    private static final int[] HOSTILE = {0x8000, 0x0001, 0x8001, 0x03FF, 0x7C00, 0xFC00, 0x7E01, 0x7BFF};

    static Stream<BlockFormat> formats() {
        return Stream.concat(GgufFormats.NAMES.stream().map(GgufFormats::of), GgufGridFormats.NAMES.stream().map(GgufGridFormats::of));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void randomBlocksDecodeAsTheBytesSay(BlockFormat format) {
        System.out.println(format + " with -Dintarsia.seed=" + SEED);
        var random = new Random(SEED);
        var decoder = Objects.requireNonNull(GgufOracle.ALL.get(format.name()), format.name());
        for (int round = 0; round < BLOCKS; round++) {
            byte[] block = new byte[format.bytes()];
            random.nextBytes(block);
            if (round % 4 == 1) {
                hostile(format, block, random);
            } else if (round % 4 == 2) {
                Arrays.fill(block, round % 8 == 2 ? (byte) 0 : (byte) 0xFF);
            }
            check(format, decoder, block, "round " + round);
        }
    }

    private static void check(BlockFormat format, GgufOracle.Decoder decoder, byte[] block, String round) {
        double[] want = decoder.decode(block);
        assertEquals(want.length, format.elements());
        var memory = MemorySegment.ofArray(block);
        for (int e = 0; e < want.length; e++) {
            int element = e;
            assertEquals(want[e], format.dequantize(memory, 0, e), () -> format + " " + round + " element " + element);
        }
    }

    /** Every wide float of the block, wherever its bits lie, becomes one of the hostile ones. */
    private static void hostile(BlockFormat format, byte[] block, Random random) {
        for (Field f : format.fields()) {
            if (f.type().equals(DType.F16)) {
                f.packing().write(block, 0, 0, HOSTILE[random.nextInt(HOSTILE.length)]);
            } else if (f.type().equals(DType.F32)) {
                f.packing().write(block, 0, 0, random.nextBoolean() ? 0x80000000L : 0x7F800000L);
            } else if (f.type().equals(DType.E8M0)) {
                f.packing().write(block, 0, 0, random.nextBoolean() ? 255 : 0);
            }
        }
    }

    @Test
    void everyFormatHasAnOracle() {
        Set<String> names = formats().map(BlockFormat::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(names, new TreeSet<>(GgufOracle.ALL.keySet()));
        assertTrue(names.size() == 27, names::toString);
    }

    @Test
    void blocksAreRowsOfOneAnother() {
        byte[] two = new byte[5 + 2 * 144];
        new Random(SEED).nextBytes(two);
        var memory = MemorySegment.ofArray(two);
        assertEquals(GgufFormats.of("Q4_K").dequantize(memory, 5 + 144, 17), GgufFormats.of("Q4_K").dequantize(memory, 5, 256 + 17));
    }
}
