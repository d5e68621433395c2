package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneBytesTest {
    /** The B operand of mma.m16n8k16: 32 lanes of 4 codes. */
    private static final Layout ATOM = Layout.local(2, 1).times(Layout.spatialColumn(4, 8)).times(Layout.local(2, 1));

    @Test
    void theSpecificationsExampleCodeLiesInBytes150And151() {
        Layout tile = Layout.local(2, 2).times(ATOM);
        Layout bytes = LaneBytes.of(tile, 6).orThrow();
        assertEquals(Layout.local(3).times(Layout.spatial(32)).times(Layout.local(4)), bytes);
        assertEquals(384, bytes.elements());
        assertEquals(5, tile.lane(19, 1));
        assertEquals(9, tile.v(19, 1));
        View view = View.of(8, bytes, 6, tile);
        int[][] want = {{150, 6}, {150, 7}, {151, 0}, {151, 1}, {151, 2}, {151, 3}};
        for (int bit = 0; bit < 6; bit++) assertArrayEquals(want[bit], view.source(19, 1, bit));
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 8, 16, 32", "2, 1, 4, 8, 16", "3, 2, 8, 16, 32", "4, 1, 2, 4, 8",
            "5, 2, 8, 16, 32", "6, 1, 4, 8, 16", "7, 2, 8, 16, 32", "8, 1, 1, 2, 4"})
    void soManyAtomsMakeUnitsOfBytes(int width, int one, int four, int eight, int sixteen) {
        int[] units = {1, 4, 8, 16};
        int[] want = {one, four, eight, sixteen};
        for (int i = 0; i < units.length; i++) {
            assertEquals(want[i], LaneBytes.tiles(ATOM, width, units[i]));
            Layout bytes = LaneBytes.of(Layout.local(want[i], 1).times(ATOM), width).orThrow();
            assertEquals(0, bytes.size(Axis.V) % units[i], bytes::toString);
            assertEquals(i == 3, bytes.over(Layout.local(16)) instanceof Attempt.Done);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "4, 2", "3, 4", "8, 4"})
    void tilesOfEveryWidthRoundTrip(int k, int n) {
        Layout tile = Layout.local(k, n).times(ATOM);
        for (int width = 1; width <= 8; width++) {
            if (!(LaneBytes.of(tile, width) instanceof Attempt.Done(Layout bytes))) {
                assertTrue(k * n * width % 2 != 0, "whole bytes refused");
                continue;
            }
            View load = View.of(8, bytes, width, tile);
            View store = load.inverse();
            boolean[] seen = new boolean[bytes.elements() * 8];
            for (int[] x : RawLayout.indices(load.to().shape())) {
                int[] at = load.source(x);
                assertArrayEquals(x, store.source(at));
                assertEquals(tile.lane(x[0], x[1]), bytes.lane(at[0]));
                seen[at[0] * 8 + at[1]] = true;
            }
            for (boolean bit : seen) assertTrue(bit);
        }
    }

    @Test
    void partOfAByteIsRefusedWithTheNumberOfTilesThatWouldDo() {
        var refused = assertInstanceOf(Attempt.Refused.class, LaneBytes.of(ATOM, 3));
        assertTrue(refused.reason().endsWith("a lane holds 4 codes, 12 bits; wanted whole bytes, which 2 such tiles have"), refused.reason());
        assertInstanceOf(Attempt.Refused.class, LaneBytes.of(ATOM.reduce(1), 8));
        assertInstanceOf(Attempt.Refused.class, LaneBytes.of(Layout.on(Axis.WARP, 2, 1).times(ATOM), 8));
        assertInstanceOf(Attempt.Refused.class, LaneBytes.of(ATOM, 0));
        assertThrows(IllegalArgumentException.class, () -> LaneBytes.tiles(ATOM, 0, 4));
    }
}
