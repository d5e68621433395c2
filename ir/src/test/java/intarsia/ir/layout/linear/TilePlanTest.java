package intarsia.ir.layout.linear;

import static intarsia.ir.layout.Layout.local;
import static intarsia.ir.layout.Layout.localColumn;
import static intarsia.ir.layout.Layout.spatial;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Address maps of tiles, judged by putting every byte in its place and simulating every instruction. */
class TilePlanTest {
    private static final long SEED = Long.getLong("intarsia.seed", 128);
    private static final Layout C_FRAGMENT = local(2, 1).times(spatial(8, 4)).times(local(1, 2));

    /** Checks the plan's own figures, and that its map is injective and keeps the bytes of an access together. */
    private static void check(TilePlan plan) {
        long rowBits = plan.tile().rowBytes() * 8;
        Set<Long> places = new HashSet<>();
        for (long bit = 0; bit < plan.tile().bytes() * 8; bit += 8) {
            long at = plan.map().address(bit / 8);
            assertTrue(at >= 0 && at < plan.bytes() && places.add(at), plan::explain);
        }
        for (int row = 0; row < plan.tile().rows(); row++) {
            for (int col = 0; col < plan.tile().cols(); col++) {
                long bit = row * rowBits + (long) col * plan.tile().bits();
                assertEquals(plan.map().address(bit / 8) * 8 + bit % 8, plan.bitAddress(row, col));
            }
        }
        for (TilePlan.Use use : plan.uses()) checkUse(plan, use);
    }

    private static void checkUse(TilePlan plan, TilePlan.Use use) {
        int bytes = use.access().bytes();
        int together = Math.min(32, 128 / bytes);
        int worst = 0;
        int sum = 0;
        int phases = 0;
        for (long[] lanes : use.access().instructions()) {
            for (int from = 0; from < lanes.length; from += together) {
                long[] at = new long[Math.min(lanes.length, from + together) - from];
                for (int i = 0; i < at.length; i++) {
                    at[i] = plan.map().address(lanes[from + i]);
                    assertEquals(0, at[i] % bytes, "aligned");
                    for (int k = 1; k < bytes; k++) assertEquals(at[i] + k, plan.map().address(lanes[from + i] + k), "together");
                }
                int degree = BankSimulation.degree(4, 32, bytes, at);
                worst = Math.max(worst, degree);
                sum += degree;
                phases++;
            }
        }
        assertEquals(List.of(worst, sum, phases), List.of(use.degree(), use.wavefronts(), use.phases()), plan::explain);
    }

    /** The widths that hardware knows: rows of 128, 64 and 32 bytes, written by the row, read by ldmatrix. */
    @ParameterizedTest
    @CsvSource({"8, 64, 'swizzle(3,4,3)'", "64, 64, 'swizzle(3,4,3)'", "32, 32, 'swizzle(2,4,3)'", "32, 16, 'swizzle(1,4,3)'",
        "32, 128, 'swizzle(3,4,4)'"})
    void theSwizzlesOfTmaComeOutOfSynthesis(int rows, int cols, String swizzle) {
        var tile = new StoredTile(rows, cols, 16);
        int lanesOfRow = Math.min(8, cols / 8);
        int rowsAtOnce = Math.min(rows, 32 / lanesOfRow);
        Layout byRow = local(rows / rowsAtOnce, cols / lanesOfRow / 8).times(spatial(rowsAtOnce, lanesOfRow)).times(local(1, 8));
        TilePlan plan = TilePlan.of(tile, WarpAccess.registers("writer", tile, byRow), WarpAccess.ldmatrix("reader", tile));
        check(plan);
        assertEquals(1, plan.degree(), plan::explain);
        assertEquals(tile.bytes(), plan.bytes());
        assertEquals(Optional.of(Swizzle.parse(swizzle)), plan.swizzle(), plan::explain);
    }

    @Test
    void thePlanExplainsItself() {
        var tile = new StoredTile(64, 64, 16);
        Layout byRow = local(16, 1).times(spatial(4, 8)).times(local(1, 8));
        TilePlan plan = TilePlan.of(tile, WarpAccess.registers("writer", tile, byRow), WarpAccess.ldmatrix("reader", tile));
        assertEquals("""
            64 x 64 elements of 16 bits in 8192 bytes: swizzle(3,4,3)
            address = offset ^ ((offset >> 3) & 0x70)
            writer: 16 bytes a lane, degree 1, 64 wavefronts in 64 phases
            reader: 16 bytes a lane, degree 1, 64 wavefronts in 64 phases
            Over granules of 16 bytes, a0 being address bit 4: bank0 = a0 ^ a3, bank1 = a1 ^ a4, bank2 = a2 ^ a5.
            Found by two patterns kept apart: no two granules of a phase share a bank where the degree is 1; counted.
            """, plan.explain());
    }

    /** Accumulators go to memory as pairs of elements, four bytes a lane, and are read back by the row. */
    @Test
    void accumulatorsWrittenInPairsAndReadByTheRow() {
        var tile = new StoredTile(16, 64, 16);
        Layout fragments = local(1, 8).times(C_FRAGMENT);
        Layout byRow = local(4, 1).times(spatial(4, 8)).times(local(1, 8));
        WarpAccess writer = WarpAccess.registers("writer", tile, fragments);
        assertEquals(4, writer.bytes());
        TilePlan plan = TilePlan.of(tile, writer, WarpAccess.registers("reader", tile, byRow));
        check(plan);
        assertEquals(1, plan.degree(), plan::explain);
        TilePlan plain = TilePlan.of(tile, WarpAccess.registers("reader", tile, byRow));
        assertEquals("plain", plain.map().toString());
    }

    /** A transpose of 32 x 32 words: rows written, columns read. */
    @Test
    void aTransposeOfWordsNeedsNoPadding() {
        var tile = new StoredTile(32, 32, 32);
        Layout rows = local(32, 1).times(spatial(1, 32));
        Layout columns = local(1, 32).times(spatial(32, 1));
        WarpAccess reader = WarpAccess.registers("columns", tile, columns, 4);
        TilePlan plan = TilePlan.of(tile, WarpAccess.registers("rows", tile, rows), reader);
        check(plan);
        assertEquals(1, plan.degree());
        assertEquals(Optional.of(new Swizzle(5, 2, 5)), plan.swizzle());
        assertEquals(16, WarpAccess.registers("columns", tile, columns).bytes(), "a lane of a row of v may move 16 bytes");
    }

    @Test
    void warpsAreInstructionsOfTheirOwn() {
        var tile = new StoredTile(64, 64, 16);
        Layout fourWarps = Layout.on(Axis.WARP, 4, 1).times(local(4, 1)).times(spatial(4, 8)).times(local(1, 8));
        assertEquals(16, WarpAccess.registers("writer", tile, fourWarps).instructions().size());
    }

    /** Rows of 96, 80, 40 and 24 bytes and other odd ones: turned or padded, and counted. */
    @ParameterizedTest
    @CsvSource({"8, 48", "16, 40", "24, 40", "32, 20", "8, 24", "12, 64", "40, 56"})
    void tilesThatAreNoPowersOfTwoAreFreeOfConflictsToo(int rows, int cols) {
        var tile = new StoredTile(rows, cols, 16);
        WarpAccess reader = tile.rowBytes() % 16 == 0 && rows % 8 == 0 ? WarpAccess.ldmatrix("reader", tile)
                : WarpAccess.registers("reader", tile, local(1, cols / 4).times(spatial(rows, 1)).times(local(1, 4)), 8);
        TilePlan plan = TilePlan.of(tile, reader);
        check(plan);
        assertEquals(1, plan.degree(), plan::explain);
    }

    @Test
    void aSkewTakesNoMemoryAndPaddingServesRowsOfNoWholeGranules() {
        var rows = new StoredTile(16, 96, 16);
        TilePlan skewed = TilePlan.of(rows, WarpAccess.ldmatrix("reader", rows));
        check(skewed);
        assertEquals(rows.bytes(), skewed.bytes(), skewed::explain);
        assertEquals(1, skewed.degree(), skewed::explain);
    }

    /** Six-bit codes: no linear view of elements, and a lane moves three bytes' worth at no power of two. */
    @Test
    void elementsOfSixBitsAreMovedByTheWholeBytesTheyFill() {
        var tile = new StoredTile(32, 64, 6);
        Layout registers = local(1, 4).times(spatial(32, 1)).times(local(1, 16));
        var e = assertThrows(IllegalArgumentException.class, () -> WarpAccess.registers("reader", tile, registers));
        assertTrue(String.valueOf(e.getMessage()).contains("no whole bytes side by side"));
        var words = new StoredTile(32, 12, 32);
        TilePlan plan = TilePlan.of(words, WarpAccess.registers("reader", words, local(1, 3).times(spatial(32, 1)).times(local(1, 4))));
        check(plan);
        assertEquals(1, plan.degree(), plan::explain);
    }

    @Test
    void codesOfFourBitsLieInBytes() {
        var tile = new StoredTile(16, 256, 4);
        Layout registers = local(1, 8).times(spatial(16, 1)).times(Layout.replica(Axis.LANE, 2)).times(local(1, 32));
        TilePlan plan = TilePlan.of(tile, WarpAccess.registers("reader", tile, registers));
        check(plan);
        assertEquals(1, plan.degree(), plan::explain);
        assertEquals(4, plan.bitAddress(0, 1) - plan.bitAddress(0, 0));
    }

    /** Random tiles with a random writer and reader by vectors: no conflict where each has at most one granule per bank. */
    @Test
    void randomPairsOfRegisterLayoutsAreFreeOfConflicts() {
        System.out.println("randomPairs: -Dintarsia.seed=" + SEED);
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 150; i++) {
            int element = 8 << random.nextInt(3);
            int vector = 128 / element;
            int rowBits = 2 + random.nextInt(4);
            int chunkBits = Math.max(5 - rowBits, random.nextInt(5));
            var tile = new StoredTile(1 << rowBits, vector << chunkBits, element);
            TilePlan plan = TilePlan.of(tile, WarpAccess.registers("writer", tile, lanes(random, rowBits, chunkBits, vector)),
                    WarpAccess.registers("reader", tile, lanes(random, rowBits, chunkBits, vector)));
            assertEquals(List.of(16, 16), plan.uses().stream().map(u -> u.access().bytes()).toList());
            if (i % 5 == 0) check(plan);
            assertEquals(1, plan.degree(), plan::explain);
            assertEquals(tile.bytes(), plan.bytes());
        }
    }

    /** 32 lanes on random bits of rows and chunks, the others and the elements of a chunk on v. */
    private static Layout lanes(SplittableRandom random, int rowBits, int chunkBits, int vector) {
        Layout out = local(1, vector);
        int rows = rowBits;
        int chunks = chunkBits;
        int lanes = 5;
        while (rows + chunks > 0) {
            boolean row = chunks == 0 || (rows > 0 && random.nextBoolean());
            boolean lane = lanes > 0 && (rows + chunks <= lanes || random.nextBoolean());
            Axis axis = lane ? Axis.LANE : Axis.V;
            out = Layout.on(axis, row ? 2 : 1, row ? 1 : 2).times(out);
            if (row) rows--;
            else chunks--;
            if (lane) lanes--;
        }
        return out;
    }

    /** The panel of a matrix product on a CPU: 16 rows at a pitch of 4096 bytes all fall into one set of the cache. */
    @Test
    void panelsThatAliasInTheCacheAreSpread() {
        var panel = new StoredTile(16, 1024, 32);
        WarpAccess column = WarpAccess.of("column", 64, rows(panel));
        TilePlan plan = TilePlan.of(panel, Banks.CACHE_SETS, column);
        assertEquals(16, Banks.CACHE_SETS.degree(64, column.instructions().getFirst()));
        assertEquals(1, plan.degree(), plan::explain);
    }

    private static long[] rows(StoredTile tile) {
        long[] out = new long[tile.rows()];
        Arrays.setAll(out, r -> r * tile.rowBytes());
        return out;
    }

    @Test
    void theExpressionOfAnXorIsItsMatrix() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 500; i++) {
            long[] columns = new long[7];
            for (int j = 0; j < 7; j++) columns[j] = random.nextInt(128);
            Matrix m = Matrix.of(7, columns);
            if (!m.isInvertible()) continue;
            var map = new AddressMap.Xor(m);
            for (long a = 0; a < 128; a++) {
                long offset = a;
                assertEquals(m.apply(a), map.terms().stream().mapToLong(t -> t.of(offset)).reduce(a, (x, y) -> x ^ y));
            }
        }
    }

    @Test
    void anAccessOutsideTheTileOrNotByWholeMatricesIsRefused() {
        var tile = new StoredTile(8, 8, 16);
        assertThrows(IllegalArgumentException.class, () -> TilePlan.of(tile));
        assertThrows(IllegalArgumentException.class, () -> TilePlan.of(tile, WarpAccess.of("far", 4, new long[] {128})));
        assertThrows(IllegalArgumentException.class, () -> TilePlan.of(tile, WarpAccess.of("over the end of a row", 16, new long[] {8})));
        assertThrows(IllegalArgumentException.class, () -> WarpAccess.ldmatrix("reader", new StoredTile(4, 8, 16)));
        assertThrows(IllegalArgumentException.class, () -> WarpAccess.registers("writer", tile, local(8, 4)));
        assertThrows(IllegalArgumentException.class, () -> WarpAccess.registers("writer", tile, localColumn(8, 8), 4));
        assertThrows(IllegalArgumentException.class, () -> new StoredTile(8, 3, 4));
    }
}
