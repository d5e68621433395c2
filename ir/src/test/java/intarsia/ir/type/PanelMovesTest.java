package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bits moved into panels have the values that they had, whatever they are. */
final class PanelMovesTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122L);
    /** Bytes that may be read behind the last row. */
    private static final int BEHIND = 7;

    private static void same(BlockFormat from, BlockFormat panel, byte[] blocks, int rows, int columns) {
        MemorySegment stored = MemorySegment.ofArray(Arrays.copyOf(blocks, blocks.length + BEHIND));
        MemorySegment made = MemorySegment.ofArray(new byte[(int) panel.bytes(rows, columns)]);
        made.fill((byte) 0xA5);
        new PanelMoves(from, panel).run(stored, made, rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double wanted = from.dequantize(stored, 0, from.stored(r, c, columns));
                assertEquals(wanted, panel.dequantize(made, 0, panel.stored(r, c, columns)), panel + " at " + r + ", " + c + ", -Dintarsia.seed=" + SEED);
            }
        }
    }

    private static byte[] random(BlockFormat f, int rows, int columns) {
        byte[] bytes = new byte[(int) f.bytes(rows, columns)];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    /** NaN, infinities and codes that nobody writes among them. */
    @ParameterizedTest
    @ValueSource(strings = {"TQ1_0", "TQ2_0", "ternaryg40/base3", "ternaryg13/base3", "Q4_0", "Q3_K", "Q4_K", "u3g32", "u5g64/engine", "i5g8_sf32", "mx_f6e3m2", "NVFP4"})
    void valuesOfAnyBytesAreThoseOfTheFormat(String name) {
        BlockFormat from = BlockFormat.parse(name);
        for (int[] size : new int[][] {{8, 4, 1, 1}, {8, 4, 3, 2}, {16, 8, 1, 3}, {64, 16, 2, 1}}) {
            BlockFormat panel = RowPanel.of(from, size[0], size[1]);
            int rows = size[2] * panel.rows();
            int columns = size[3] * panel.columns();
            same(from, panel, random(from, rows, columns), rows, columns);
        }
    }

    /** Bytes from 243 on stand for no five digits in base 3; as fractions some stand for the same as others. */
    @ParameterizedTest
    @ValueSource(strings = {"TQ1_0", "ternaryg40/base3"})
    void everyByteInEveryPlaceMeansWhatTheFormatSays(String name) {
        BlockFormat from = BlockFormat.parse(name);
        BlockFormat panel = RowPanel.of(from, 64, 16);
        int rows = 256;
        byte[] blocks = random(from, rows, panel.columns());
        int values = from.code().packing().elements();
        int across = panel.columns() / from.columns();
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < across * values; v++) {
                int block = r * across + v / values;
                from.code().packing().write(blocks, (long) block * from.bytes(), v % values, r + 37 * v);
            }
        }
        same(from, panel, blocks, rows, panel.columns());
    }

    /** So that both have the same kernels. */
    @Test
    void panelsOfBothTernaryFormatsAreAlike() {
        BlockFormat digits = BlockFormat.parse("tq1_0/rows64x16");
        BlockFormat codes = BlockFormat.parse("tq2_0/rows64x16");
        assertEquals(codes.fields(), digits.fields());
        assertEquals(List.of(codes.rows(), codes.elements(), codes.bytes()), List.of(digits.rows(), digits.elements(), digits.bytes()));
        assertEquals(RowPanel.rows(BlockFormat.parse("TQ2_0"), 16), RowPanel.rows(BlockFormat.parse("TQ1_0"), 16));
        assertEquals(DType.U2, digits.code().type());
    }

    /** Of 128 codes of 7 bits, which lie in two places, each vector has so many components of a few bits; a code has a byte beside it for the scale. */
    private static BlockFormat vectors(int bits, int length, int least) {
        var random = new Random(SEED);
        double[][] table = new double[128][length];
        for (double[] v : table) Arrays.setAll(v, i -> least + random.nextInt(1 << bits));
        for (int i = 0; i < 1 << bits; i++) table[i][0] = least + i;
        return BlockFormat.builder("vectors" + length, 3 * length, 5).one(Role.SCALE, Field.SCALE, DType.parse("ue4m3"), 4)
            .vectors(Role.CODE, Field.CODE, VectorTable.of(table), Piece.place(3, 1, 3, 4), Piece.place(4, 16, 3, 5).fromBit(3)).centre(2).unit(-0.5).build();
    }

    /** Components that straddle words of 64 bits, and codes that have their bits in two places. */
    @ParameterizedTest
    @CsvSource({"1, 8, 0", "1, 80, -1", "2, 8, -1", "3, 25, -3", "3, 4, 100", "4, 8, -8", "4, 33, 7"})
    void vectorsOfFewIntegersAreLookedUp(int bits, int length, int least) {
        BlockFormat from = vectors(bits, length, least);
        BlockFormat numbers = ComponentBlocks.numbers(from).orElseThrow();
        assertEquals(new IntType(bits, false), numbers.code().type());
        assertEquals(2 - least, numbers.code().centre());
        int blocks = 200;
        byte[] stored = random(from, blocks, from.columns());
        MemorySegment made = MemorySegment.ofArray(new byte[(int) numbers.bytes(blocks, from.columns()) + BEHIND]);
        MemorySegment source = MemorySegment.ofArray(Arrays.copyOf(stored, stored.length + BEHIND));
        ComponentBlocks.of(from).orElseThrow().write(source, 0, made, 0, blocks);
        for (int i = 0; i < blocks * from.elements(); i++) {
            assertEquals(from.dequantize(source, 0, i), numbers.dequantize(made, 0, i), from + " element " + i + ", -Dintarsia.seed=" + SEED);
        }
    }

    private static Optional<BlockFormat> panel(double... components) {
        double[][] table = {components, new double[components.length]};
        Arrays.fill(table[1], components[0]);
        BlockFormat f = BlockFormat.builder("own", components.length, 1).vectors(Role.CODE, Field.CODE, VectorTable.of(table), Piece.place(1, 0)).build();
        return RowPanel.find(f, 8, 4);
    }

    @Test
    void otherVectorsThanOfFewSuccessiveIntegersHaveNoPanel() {
        double[] sixteen = IntStream.range(0, 16).mapToDouble(i -> i - 5).toArray();
        assertTrue(panel(sixteen).isPresent());
        assertTrue(panel(3, 3).isPresent());
        for (double[] v : new double[][] {IntStream.range(0, 17).asDoubleStream().toArray(), {1, 3}, {0, 0.5}, {-0.0, 1}, {0, 1e9}, {Double.NaN, 1}, {0, Double.POSITIVE_INFINITY}, {1e300, 1}}) {
            assertEquals(Optional.empty(), panel(v), Arrays.toString(v));
        }
    }

    @Test
    void elementsThatShareAComponentOrACentreThatRoundsHaveNoPanel() {
        var book = new RadixWord(3, 5, 8, false);
        var twice = new FieldIndex(List.of(new FieldIndex.Run(0, List.of(new FieldIndex.Digit(5, 0, 1), new FieldIndex.Digit(2, 0, 0)))));
        BlockBuilder shared = BlockFormat.builder("shared", 10, 1).vectors(Role.CODE, Field.CODE, book, twice, Piece.place(8, 0));
        assertEquals(Optional.empty(), RowPanel.find(shared.build(), 8, 4));
        BlockFormat rounded = BlockFormat.builder("rounded", 2, 1).vectors(Role.CODE, Field.CODE, VectorTable.of(new double[] {-1, 0}, new double[] {1, 0}), Piece.place(1, 0)).centre(1e-17).build();
        assertEquals(Optional.empty(), RowPanel.find(rounded, 8, 4));
    }

    @Test
    void whatIsNoPanelOfTheFormatIsRefused() {
        for (String to : List.of("TQ2_0/rows64x16", "TQ1_0", "Q4_0/rows64x16")) {
            var e = assertThrows(IllegalArgumentException.class, () -> new PanelMoves(BlockFormat.parse("TQ1_0"), BlockFormat.parse(to)));
            assertTrue(String.valueOf(e.getMessage()).contains("is no panel of TQ1_0"), e.getMessage());
        }
        var moves = new PanelMoves(BlockFormat.parse("TQ1_0"), BlockFormat.parse("TQ1_0/rows64x16"));
        MemorySegment any = MemorySegment.ofArray(new byte[1 << 16]);
        assertThrows(IllegalArgumentException.class, () -> moves.run(any, any, 63, 256));
        assertThrows(IllegalArgumentException.class, () -> moves.run(any, any, 64, 128));
        assertEquals(0, any.get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
    }
}
