package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of rows and columns: their bytes read by decoders that know nothing of fields and packings. */
final class BoxFormatTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261121L);
    private static final int BLOCKS = 1000;
    private static final int[] AWQ = {0, 2, 4, 6, 1, 3, 5, 7};

    /** The value of (row, column) of one box. */
    private interface Decoder {
        double value(ByteBuffer box, int row, int column);
    }

    private static float half(ByteBuffer box, int at) {
        return Float.float16ToFloat(box.getShort(at));
    }

    private static int bits(ByteBuffer box, long at, int count) {
        int v = 0;
        for (int b = 0; b < count; b++) v |= (box.get((int) ((at + b) / 8)) >> ((at + b) % 8) & 1) << b;
        return v;
    }

    /** Random boxes, each an odd matrix of them of its own. */
    private static void agree(String name, int rows, int columns, int bytes, Decoder decoder) {
        System.out.println(name + " with -Dintarsia.seed=" + SEED);
        var random = new Random(SEED);
        var f = BlockFormat.parse(name);
        assertEquals(rows, f.rows());
        assertEquals(columns, f.columns());
        assertEquals(bytes, f.bytes());
        int down = 5;
        int across = 7;
        byte[] all = new byte[bytes * down * across];
        var box = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(all.length, f.bytes((long) down * rows, (long) across * columns));
        long checked = 0;
        for (int turn = 0; turn * down * across < BLOCKS; turn++) {
            random.nextBytes(all);
            for (int i = 0; i < 40 * rows; i++) {
                int r = random.nextInt(down * rows);
                int c = random.nextInt(across * columns);
                int at = (r / rows * across + c / columns) * bytes;
                double want = decoder.value(box.slice(at, bytes).order(ByteOrder.LITTLE_ENDIAN), r % rows, c % columns);
                double found = f.dequantize(MemorySegment.ofArray(all), 0, f.stored(r, c, (long) across * columns));
                assertEquals(want, found, name + " at " + r + ", " + c);
                checked++;
            }
        }
        assertTrue(checked >= BLOCKS);
    }

    @Test
    void publishedFp8BoxesOf128Times128() {
        agree("f8e4m3fng128x128_sf32", 128, 128, 128 * 128 + 4, (box, r, c) -> e4m3(box.get(r * 128 + c)) * (double) box.getFloat(128 * 128));
    }

    private static double e4m3(byte code) {
        int e = code >> 3 & 15;
        int m = code & 7;
        double v = e == 0 ? m * 0x1p-9 : (8 + m) * Math.scalb(1.0, e - 10);
        return (code & 0x7f) == 0x7f ? Double.NaN : code < 0 ? -v : v;
    }

    @Test
    void narrowCodesCrossRows() {
        agree("u3g5x7", 5, 7, 14 + 2, (box, r, c) -> (bits(box, 3L * (7 * r + c), 3) - 4) * (double) half(box, 14));
        agree("i5g2x3_sf32_mf16", 2, 3, 4 + 6, (box, r, c) -> (bits(box, 5L * (3 * r + c), 5) << 27 >> 27) * (double) box.getFloat(4) + half(box, 8));
    }

    @Test
    void oneElement() {
        agree("i8g1x1_sf32", 1, 1, 5, (box, r, c) -> box.get(0) * (double) box.getFloat(1));
        assertEquals("i8g1_sf32", BlockFormat.parse("i8g1x1_sf32").toString());
    }

    @Test
    void awqKeepsEightRowsInAWord() {
        agree("u4g16_zu4/awq", 8, 16, 4 * 16 + 16 + 4, (box, r, c) -> {
            int nibble = 0;
            while (AWQ[nibble] != r) nibble++;
            int code = box.getInt(4 * c) >>> 4 * nibble & 15;
            return (code - (box.getInt(80) >>> 4 * nibble & 15)) * (double) half(box, 64 + 2 * r);
        });
    }

    @Test
    void gptqKeepsColumnsInWords() {
        agree("u4g32_zu4/gptq2", 8, 32, 4 * 32 + 16 + 4, (box, r, c) ->
            ((box.getInt(4 * (c / 8 * 8 + r)) >>> c % 8 * 4 & 15) - (box.getInt(144) >>> 4 * r & 15)) * (double) half(box, 128 + 2 * r));
        agree("u8g8_zu8/gptq1", 4, 8, 32 + 8 + 4, (box, r, c) ->
            ((box.getInt(4 * (c / 4 * 4 + r)) >>> c % 4 * 8 & 255) - (box.get(40 + r) & 255) - 1) * (double) half(box, 32 + 2 * r));
        agree("u2g16_zu2/gptq1", 16, 16, 64 + 32 + 4, (box, r, c) ->
            ((box.getInt(4 * r) >>> 2 * c & 3) - (box.getInt(96) >>> 2 * r & 3) - 1) * (double) half(box, 64 + 2 * r));
    }

    @Test
    void gptqOfThreeBitsStraddlesWords() {
        agree("u3g64_zu3/gptq1", 32, 64, 32 * 64 * 3 / 8 + 64 + 12, (box, r, c) -> {
            long words = Integer.toUnsignedLong(box.getInt(4 * (3 * c / 32 * 32 + r)));
            if (3 * c % 32 > 29) words |= (long) box.getInt(4 * ((3 * c / 32 + 1) * 32 + r)) << 32;
            int code = (int) (words >>> 3 * c % 32) & 7;
            return (code - bits(box, 8L * (768 + 64) + 3L * r, 3) - 1) * (double) half(box, 768 + 2 * r);
        });
    }

    /** The permutation as its authors publish it: a list of places for 1024 codes, made thread by thread. */
    private static int[] marlin() {
        int[] perm = new int[1024];
        int at = 0;
        for (int i = 0; i < 32; i++) {
            int[] one = new int[8];
            int n = 0;
            for (int block = 0; block < 2; block++) {
                for (int row : new int[] {2 * (i % 4), 2 * (i % 4) + 1, 2 * (i % 4 + 4), 2 * (i % 4 + 4) + 1}) one[n++] = 16 * row + i / 4 + 8 * block;
            }
            for (int j = 0; j < 4; j++) {
                for (int p : one) perm[at++] = p + 256 * j;
            }
        }
        int[] interleaved = new int[1024];
        for (int i = 0; i < 1024; i++) interleaved[i] = perm[i / 8 * 8 + AWQ[i % 8]];
        return interleaved;
    }

    @Test
    void marlinKeepsTheTilesOfItsKernel() {
        int[] perm = marlin();
        int[] place = new int[1024];
        for (int i = 0; i < 1024; i++) place[perm[i]] = i;
        agree("u4g128/marlin", 64, 128, 64 * 64 + 128, (box, r, c) -> {
            int inTiles = r / 16 * 256 + c % 16 * 16 + r % 16; // four tiles of 16 columns × 16 rows, each column after column
            int code = bits(box, 4L * (c / 16 * 1024 + place[inTiles]), 4);
            return (code - 8) * (double) half(box, 4096 + 2 * (r % 8 * 8 + r / 8));
        });
    }

    @Test
    void storedIsAPermutationAndLogicalItsInverse() {
        var f = BlockFormat.parse("u4g3x5");
        boolean[] seen = new boolean[9 * 35];
        for (int r = 0; r < 9; r++) {
            for (int c = 0; c < 35; c++) {
                int at = (int) f.stored(r, c, 35);
                assertEquals(r * 35L + c, f.logical(at, 35));
                assertEquals(at / 15, r / 3 * 7 + c / 5);
                seen[at] = true;
            }
        }
        for (boolean s : seen) assertTrue(s);
    }

    @ParameterizedTest
    @CsvSource({"i8g4x8_sf32,i8g8_sf32", "i8g4x8_sf32,i8g2x4_sf32", "u4g16_zu4/awq,u4g16_zu4", "u3g64_zu3/gptq1,u3g64_zu4/gptq2", "u4g128/marlin,u4g128",
        "u4g128,u4g128/marlin", "u4g128_zu4/awq,u4g32_sf32_zu5", "u4g128_zu4/gptq1,u4g128_zu5", "u4g32_zu4/gptq2,u4g32_zu4/awq", "u4g32_zu4,u4g32_zu4/gptq2", "f8e4m3fng8x32_sf32,f8e4m3fng4x32_sf32"})
    void repackedMatricesHaveTheSameValues(String fromName, String toName) {
        System.out.println(fromName + " as " + toName + " with -Dintarsia.seed=" + SEED);
        var from = BlockFormat.parse(fromName);
        var to = BlockFormat.parse(toName);
        int rows = 3 * Math.max(from.rows(), to.rows());
        int columns = 5 * Math.max(from.columns(), to.columns());
        float[] x = new float[rows * columns];
        var random = new Random(SEED);
        for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian();
        byte[] made = QuantizeRule.EXACT.quantize(from, x, rows, columns);
        byte[] now = Repack.blocks(from, to, made, columns);
        double worst = 0;
        for (int i = 0; i < x.length; i++) {
            double value = from.dequantize(MemorySegment.ofArray(made), 0, from.stored(i / columns, i % columns, columns));
            assertEquals(value + 0.0, to.dequantize(MemorySegment.ofArray(now), 0, to.stored(i / columns, i % columns, columns)) + 0.0);
            worst = Math.max(worst, Math.abs(value - x[i]));
        }
        assertTrue(worst > 0 && worst < 1.5, "off by " + worst);
    }

    /** One scale a box: the largest magnitude of the box, not of a row, is what codes reach. */
    @Test
    void theScaleIsOfTheWholeBox() {
        float[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 127, 20, 21, 22, 23};
        var f = BlockFormat.parse("i8g2x2_sf32");
        byte[] blocks = QuantizeRule.EXACT.quantize(f, x, 4, 4);
        var b = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(-6 / 128.0, b.getFloat(4), 1e-8); // 1 2 5 6; codes reach −128
        assertEquals(-127 / 128.0, b.getFloat(28), 1e-8);
    }

    @Test
    void rowsAndAllAreSizedByTheirMatrix() {
        assertEquals("i8g65_sf32", Format.parse("i8grow_sf32", 3, 65).toString());
        assertEquals("u4g3x65_sf16", Format.parse("U4gall", 3, 65).toString());
        assertEquals("u4g65_sf16_zu4", Format.parse("u4gall_zu4", 1, 65).toString());
        assertEquals("f32", Format.parse("f32", 3, 65).toString());
        var large = (BlockFormat) Format.parse("i8gall_sf32", 4096, 4096);
        assertEquals(4096L * 4096 + 4, large.bytes(4096, 4096));
        refused("depends on its tensor", () -> Format.parse("i8grow_sf32"));
    }

    @Test
    void whatIsNoMatrixOfBoxesIsRefused() {
        refused("a multiple of 8 rows and of 16 columns, found 9 × 32", () -> BlockFormat.parse("u4g8x16").bytes(9, 32));
        refused("holds codes of 4 bits", () -> BlockFormat.parse("u3g16/awq"));
        refused("boxes have one level of scale", () -> BlockFormat.parse("u4g2x16_su8@f16g64"));
        refused("wants the columns", () -> Repack.blocks(BlockFormat.parse("u4g8x16"), BlockFormat.parse("u4g16"), new byte[0]));
        refused("give the extents", () -> QuantizeRule.EXACT.quantize(BlockFormat.parse("u4g8x16"), new float[128]));
        refused("groups of 128", () -> BlockFormat.parse("u4g64/marlin"));
    }

    private static void refused(String message, org.junit.jupiter.api.function.Executable what) {
        var e = assertThrows(IllegalArgumentException.class, what);
        assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
    }

    @Test
    void singleAndExactAgreeOnWhereBoxesLie() {
        var f = BlockFormat.parse("i8g2x4_sf32");
        float[] x = new float[4 * 8];
        for (int i = 0; i < x.length; i++) x[i] = i / 8 / 2 == 1 && i % 8 / 4 == 1 ? 127 : 0;
        byte[] blocks = QuantizeRule.SINGLE.quantize(f, x, 4, 8);
        byte[] last = java.util.Arrays.copyOfRange(blocks, 36, 48);
        assertArrayEquals(new byte[] {127, 127, 127, 127, 127, 127, 127, 127, 0, 0, (byte) 0x80, 0x3f}, last);
    }
}
