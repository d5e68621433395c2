package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Divisors;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Panels of rows: the numbers of any format in the halves and words of lanes. */
final class RowPanelTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122L);
    /** Blocks that a box may have beside one another. */
    private static final int MOST_BLOCKS = 16;

    /** Formats of every kind that docs/formats.md describes and that have panels. */
    static Stream<String> formats() {
        Stream<String> groups = Stream.of("u4g32", "u4g32/halves", "u3g32/planes", "u6g32/split", "u5g64/engine", "ternaryg40/base3", "u1g32", "u7g16", "u8g64_zu8", "u3g16_sf16_zu3", "u4g128_sf16_zu4",
            "u5g32_sf16_mf16", "u6g48_sue5m3_mue5m3", "i8g32_sf32", "i8g32_sf32_sum", "i8g32_sf32_sum16", "i16m127g32_sf32", "i16m127g32_sf32_sum8", "i5g8_sf32", "u2g256_sbf16", "nf4g64_sf32",
            "bipolar1g32", "bipolar3g24", "shift5g32", "posit8_1g32", "f6e3m2g32_se8m0", "u4g32_su6@f16g256_mu6@f16g256", "u4g128_su8@f16g512_zu4", "i13g32", "u4g3", "u5g7_zu5", "i8g1_sf32");
        Stream<String> families = Stream.of("mx_f4e2m1", "mx_f6e3m2", "mx_f6e2m3", "mx_f8e4m3fn", "mx_f8e5m2", "mx_i8", "nv_f4e2m1", "nv_i4", "bfp_i8", "bfp_i5g16");
        return Stream.of(groups, families, BlockFormat.named().stream().map(BlockFormat::toString)).flatMap(s -> s).filter(s -> RowPanel.find(Format.parse(s), 8, 4).isPresent());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyElementHasTheSameValueThereAndTheBytesComeBack(String name) {
        var from = BlockFormat.parse(name);
        for (int[] size : from.elements() > 64 ? new int[][] {{16, 8}} : new int[][] {{8, 4}, {64, 16}}) {
            BlockFormat panel = RowPanel.of(from, size[0], size[1]);
            int rows = 2 * panel.rows();
            int columns = 3 * panel.columns();
            byte[] blocks = any(from, rows * columns);
            byte[] made = Repack.blocks(from, panel, blocks, columns);
            assertEquals(panel.bytes(rows, columns), made.length);
            for (int i = 0; i < 200; i++) {
                int r = i * 37 % rows;
                int c = i * 101 % columns;
                double want = from.dequantize(MemorySegment.ofArray(blocks), 0, from.stored(r, c, columns));
                assertEquals(want, panel.dequantize(MemorySegment.ofArray(made), 0, panel.stored(r, c, columns)), panel + " at " + r + ", " + c);
            }
            assertArrayEquals(blocks, Repack.blocks(panel, from, made, columns), panel + " and back, -Dintarsia.seed=" + SEED);
        }
    }

    /** Blocks with any finite numbers in every field, in the codes that the definition takes, and 0 in all other bits. */
    private static byte[] any(BlockFormat f, int elements) {
        byte[] bytes = new byte[(int) f.bytes(elements)];
        var random = new Random(SEED);
        for (Field field : f.fields()) {
            for (int i = 0; i < elements / f.elements() * field.packing().elements(); i++) {
                long code = random.nextLong() & DType.mask(field.type().bits());
                field.packing().write(MemorySegment.ofArray(bytes), 0, i, field.type().isCode(code) && Double.isFinite(field.type().decode(code)) ? code : 0);
            }
        }
        return Repack.blocks(f, f, bytes);
    }

    /** Codes take their bits, trits of a vector two each, other numbers a power of two of bits; only where sixteen blocks do not fill whole cells are some left over. */
    @ParameterizedTest
    @MethodSource("formats")
    void noBitIsLostWhereBlocksFillTheirCells(String name) {
        var from = BlockFormat.parse(name);
        BlockFormat panel = RowPanel.of(from, 32, 8);
        long bits = 0;
        int period = 1;
        for (Field x : from.fields()) {
            int own = x.book().isPresent() ? 2 : x.type().bits();
            int each = x.book().isPresent() ? 1 : x.granularity();
            int stride = x.role() == Role.CODE ? own : Integer.highestOneBit(2 * own - 1);
            int cell = x.role() != Role.CODE && stride <= 8 ? 8 : stride <= 16 ? 16 : 32;
            int fill = Divisors.lcm(cell, stride) / stride;
            int numbers = from.columns() / each;
            period = Divisors.lcm(period, Divisors.lcm(numbers, fill) / numbers);
            bits += 32L * panel.columns() / each * stride;
        }
        assertEquals(period <= MOST_BLOCKS ? period * from.columns() : from.columns(), panel.columns(), name);
        if (period <= MOST_BLOCKS) {
            assertEquals(bits, 8L * panel.bytes(), name);
        } else {
            assertTrue(bits < 8L * panel.bytes(), name);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void theNameIsReadBack(String name) {
        BlockFormat panel = RowPanel.of(Format.parse(name), 32, 8);
        assertEquals(Format.parse(name).toString().toLowerCase(Locale.ROOT) + "/rows32x8", panel.toString().toLowerCase(Locale.ROOT));
        assertEquals(panel, Format.parse(panel.toString()));
        assertEquals(panel, BlockFormat.parse(panel.toString().toUpperCase(Locale.ROOT)));
        assertEquals(Format.parse(name), RowPanel.source(panel));
        assertTrue(RowPanel.is(panel, 8));
        assertFalse(RowPanel.is(panel, 16) || RowPanel.is(Format.parse(name), 8));
    }

    @Test
    void aFormatThatIsNoPanelIsItsOwnSource() {
        assertEquals(Format.parse("Q4_K"), RowPanel.source(Format.parse("Q4_K")));
        assertEquals(DType.F16, RowPanel.source(DType.F16));
    }

    /** Cells by their definition: vectors of one word a lane, whose halves belong to a row each; whole codes from the lowest bit on. */
    @ParameterizedTest
    @CsvSource({"u1, 16, 4", "u2, 16, 8", "u4, 8, 4", "u8, 64, 16", "i16, 32, 4", "f16, 64, 16", "bf16, 16, 8", "posit16_1, 16, 4"})
    void numbersThatFillAHalfLieInHalvesOfWords(String name, int rows, int lanes) {
        BlockFormat panel = RowPanel.of(DType.parse(name), rows, lanes);
        int bits = panel.code().type().bits();
        int whole = 16 / bits;
        assertEquals(whole, panel.columns());
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < panel.columns(); c++) {
                int vector = r / (2 * lanes);
                int half = r / lanes % 2;
                int at = vector * lanes * 32 + r % lanes * 32 + half * 16 + c % whole * bits;
                for (int b = 0; b < bits; b++) assertEquals(at + b, bit(panel, r, c, b), name + " at " + r + ", " + c + ", bit " + b);
            }
        }
    }

    /** Five codes of three bits a half in three halves, and of the sixteenth a bit on top of each. */
    @Test
    void leftBitsOnTopOfHalvesHoldFurtherCodes() {
        int rows = 16;
        int lanes = 4;
        BlockFormat panel = RowPanel.of(DType.parse("u3"), rows, lanes);
        assertEquals(16, panel.columns());
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < 16; c++) {
                for (int b = 0; b < 3; b++) {
                    int index = c < 15 ? c / 5 : b;
                    int inside = c < 15 ? c % 5 * 3 + b : 15;
                    int vector = index * (rows / (2 * lanes)) + r / (2 * lanes);
                    assertEquals(vector * lanes * 32 + r % lanes * 32 + r / lanes % 2 * 16 + inside, bit(panel, r, c, b), r + ", " + c + ", bit " + b);
                }
            }
        }
    }

    /** A word a lane. */
    @ParameterizedTest
    @CsvSource({"f32, 16, 8", "i32, 8, 4", "tf32, 32, 8", "u24, 8, 4"})
    void longNumbersLieInWords(String name, int rows, int lanes) {
        BlockFormat panel = RowPanel.of(DType.parse(name), rows, lanes);
        int bits = panel.code().type().bits();
        for (int r = 0; r < rows; r++) {
            assertEquals(r / lanes * lanes * 32 + r % lanes * 32, bit(panel, r, 0, 0), name + " row " + r);
        }
        assertTrue(panel.bytes() * 8 >= rows * panel.columns() * bits);
    }

    /** A byte of a word belongs to a row where a vector of bytes has no more rows than the panel; a half elsewhere. */
    @ParameterizedTest
    @CsvSource({"16, 4, 4", "64, 8, 4", "64, 16, 4", "32, 16, 2", "24, 4, 2"})
    void scalesOfEightBitsLieInQuartersOfWordsWhereRowsFillThem(int rows, int lanes, int each) {
        BlockFormat panel = RowPanel.of(Format.parse("u8g32_se8m0"), rows, lanes);
        Field scale = panel.fields(Role.SCALE).getFirst();
        int perRow = panel.columns() / 32;
        assertEquals(each == 4 ? 1 : 2, perRow);
        for (int r = 0; r < rows; r++) {
            int row = (r / (each * lanes) * lanes + r % lanes) * 32 + r / lanes % each * (32 / each);
            for (int n = 0; n < perRow; n++) {
                for (int b = 0; b < 8; b++) assertEquals(row + 8 * n + b, scale.packing().bitTable()[(r * perRow + n) * 8 + b], "row " + r + ", number " + n + ", bit " + b);
            }
        }
    }

    private static int bit(BlockFormat panel, int row, int column, int bit) {
        int element = row * panel.columns() + column;
        return panel.code().packing().bitTable()[element * panel.code().type().bits() + bit];
    }

    /** Plain types have no blocks to come from: codes that are written are read, and no bit is two codes'. */
    @ParameterizedTest
    @ValueSource(strings = {"u1", "i2", "u3", "i4", "u5", "i6", "u7", "i8", "u9", "i11", "i13", "u15", "f16", "bf16", "u17", "tf32", "u31", "f32", "i32", "nf4", "ternary", "posit8_1", "i16m127"})
    void plainNumbersHavePlacesOfTheirOwn(String name) {
        BlockFormat panel = RowPanel.of(DType.parse(name), 16, 8);
        BitSet used = new BitSet();
        assertEquals(-1, panel.code().packing().claim(used));
        assertEquals(16 * panel.columns() * panel.code().type().bits(), used.cardinality());
        assertTrue(used.length() <= panel.bytes() * 8);
        if (panel.code().type().bits() <= 16) assertEquals(used.cardinality(), panel.bytes() * 8);
    }

    @ParameterizedTest
    @CsvSource({"u4g32, 24, 8", "u4g32, 8, 8", "u4g32, 0, 8", "u4g32, 16, 0", "u4g32, 12, 3", "u4g32, 16, -8", "u4g4x16, 16, 8", "u4g128/marlin, 64, 16", "u4g32/dot4x8, 16, 8", "u4g32_h32, 16, 8",
        "IQ1_S, 16, 8", "IQ1_M, 16, 8", "IQ2_XXS, 16, 8", "IQ2_XS, 16, 8", "IQ2_S, 16, 8", "IQ3_XXS, 16, 8", "IQ3_S, 16, 8", "TQ1_0, 8, 8", "TQ1_0, 2048, 8", "f64, 16, 8", "u33, 16, 8", "u4g32/rows16x8, 16, 8", "u4g32, 16384, 8", "u1g65536, 8, 4", "u4g32, 2147483616, 8", "u4g32, 16, 1073741824"})
    void whatHasNoPanelIsRefused(String name, int rows, int lanes) {
        assertEquals(Optional.empty(), RowPanel.find(Format.parse(name), rows, lanes));
        var e = assertThrows(IllegalArgumentException.class, () -> RowPanel.of(Format.parse(name), rows, lanes));
        assertTrue(String.valueOf(e.getMessage()).contains(Format.parse(name).toString()), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"u4g32/rows24x8", "u4g32/rows16x3", "u4g32/rows16x", "u4g32/rowsx8", "u4g32/rows016x8", "nothing/rows16x8", "/rows16x8", "f64/rows16x8", "u4g32/rows16x8/rows16x8", "u4g32/rows99999x8"})
    void aNameOfNoPanelIsRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> Format.parse(name));
    }

    /** Names come from files: what they ask for is refused before anything as large, or as deep, is made. */
    @ParameterizedTest
    @ValueSource(strings = {"/rows2x1", "_h4/rows2x1", "_h4"})
    void aNameThatRepeatsItselfWithoutEndIsRefused(String part) {
        var e = assertThrows(IllegalArgumentException.class, () -> Format.parse("u4g32" + part.repeat(100_000)));
        assertTrue(String.valueOf(e.getMessage()).length() < 500, e.getMessage());
    }

    @Test
    void fewerRowsAreTakenWhereCodesLieAcrossMoreCellsThanRegistersHold() {
        for (String name : List.of("u4g32", "Q8_0", "Q2_K", "Q4_K", "Q6_K", "NVFP4", "u6g32", "u7g32", "f8e4m3fng32")) assertEquals(64, RowPanel.rows(BlockFormat.parse(name), 16), name);
        for (String name : List.of("u3g32", "Q3_K", "u5g32", "Q5_K", "f6e3m2g32", "MX_f6e2m3")) assertEquals(32, RowPanel.rows(BlockFormat.parse(name), 16), name);
        assertEquals(128, RowPanel.rows(BlockFormat.parse("u1g32"), 16));
        assertEquals(32, RowPanel.rows(BlockFormat.parse("u1g32"), 8));
        for (String name : formats().toList()) {
            for (int lanes : new int[] {4, 8, 16}) assertTrue(RowPanel.find(Format.parse(name), RowPanel.rows(BlockFormat.parse(name), lanes), lanes).isPresent(), name);
        }
    }
}
