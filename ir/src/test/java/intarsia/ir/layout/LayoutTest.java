package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            16; 64;     [64] lane[0.1:16] v[0.0:4]
            16; 4x32;   [4x32] lane[1.1:16] v[0.0:4 1.0:2]
            16; 4x8;    [4x8] lane[0.1:2 1.0:8] v[0.0:2]
            16; 4x4;    [4x4] lane[0.0:4 1.0:4]
            16; 2x3x8;  [2x3x8] lane[*2 2.0:8] v[0.0:2 1.0:3]
            16; 172;    [172] lane[*4 0.1:4] v[0.0:43]
            16; 6;      [6] lane[*8 0.1:2] v[0.0:3]
            16; 16x3;   [16x3] lane[*16] v[0.0:16 1.0:3]
            12; 5x6;    [5x6] lane[*2 1.0:6] v[0.0:5]
            6;  4x9;    [4x9] lane[*2 1.1:3] v[0.0:4 1.0:3]
            16; 1;      [1] lane[*16]
            1;  4x4;    [4x4] v[0.0:4 1.0:4]
            """)
    void rowMajorPutsTheLowDigitsOnLanesAndPadsByReplicas(int lanes, String shape, String want) {
        int[] extents = List.of(shape.split("x")).stream().mapToInt(Integer::parseInt).toArray();
        Layout l = Layout.rowMajor(lanes, extents);
        assertEquals(want, l.toString());
        assertEquals(lanes, l.size(Axis.LANE));
        int g = lanes / l.replicas();
        for (int e = 0; e < l.elements(); e++) assertEquals(e, l.element(e % g, e / g));
        for (int lane = g; lane < lanes; lane++) assertEquals(l.element(lane % g, 0), l.element(lane, 0));
    }

    @Test
    void theSpecificationsExampleElementLiesInLaneFiveSlotThree() {
        Layout a = Layout.parse("[16x16] lane[0.1:8 1.1:4] v[1.0:2 0.0:2 1.2:2]");
        assertEquals(Layout.localColumn(2, 2).times(Layout.spatial(8, 4)).times(Layout.local(1, 2)), a);
        assertEquals(5, a.lane(9, 3));
        assertEquals(3, a.v(9, 3));
        assertEquals(List.of(Map.of(Axis.LANE, 5, Axis.V, 3)), a.place(9, 3));
    }

    @Test
    void replicasAreAllListedAndIndexDropsThem() {
        Layout l = Layout.replica(Axis.WARP, 2).times(Layout.spatial(3)).times(Layout.replica(Axis.LANE, 2));
        assertEquals("[3] lane[0.0:3 *2] warp[*2]", l.toString());
        assertEquals(4, l.replicas());
        assertArrayEquals(new int[] {2, 3}, l.place(Axis.LANE, 1));
        assertEquals(4, l.place(1).size());
        assertArrayEquals(new int[] {1}, l.index(Map.of(Axis.LANE, 3, Axis.WARP, 1)));
    }

    @Test
    void theOrderOfAProductMatters() {
        assertNotEquals(Layout.local(2).times(Layout.spatial(2)), Layout.spatial(2).times(Layout.local(2)));
    }

    @Test
    void aNewAxisNeedsNothingButItsName() {
        Layout l = Layout.on(new Axis("core"), 6).times(Layout.spatial(16));
        assertEquals(6, l.size(new Axis("core")));
        assertEquals("[96] core[0.0:6] lane[0.1:16]", l.toString());
    }

    @Test
    void reduceDropsSlotsAndTurnsLanesIntoReplicas() {
        Layout c = Layout.local(2, 1).times(Layout.spatial(8, 4)).times(Layout.local(1, 2));
        assertEquals("[16x1] lane[0.1:8 *4] v[0.0:2]", c.reduce(1).toString());
        assertTrue(c.reduce(1).broadcastsTo(c));
        assertFalse(Layout.spatial(16, 1).broadcastsTo(c));
        assertFalse(Layout.spatial(16).broadcastsTo(c));
    }

    @Test
    void reshapeSeesThroughAnOldBoundaryThatNoDigitNeeds() {
        assertEquals(Layout.local(3, 2), Layout.local(2, 3).reshape(3, 2).orThrow());
        assertEquals(Layout.spatial(4, 4), Layout.spatial(16).reshape(4, 4).orThrow());
        assertEquals(Layout.local(1, 6, 1), Layout.local(6).reshape(1, 6, 1).orThrow());
    }

    @Test
    void reshapeAcrossADigitSaysWhichBoundary() {
        Layout l = Layout.spatial(2).times(Layout.local(3));
        var refused = assertInstanceOf(Attempt.Refused.class, l.reshape(3, 2));
        assertEquals(1, refused.dim());
        assertEquals(2, refused.cut());
        assertEquals("reshape of [6] lane[0.0:2] v[0.1:3] to [3x2]: dimension 1 ends at 2 of the row-major index, inside"
                + " the digit of v from 1 to 3; it may end there only at a multiple of the first that divides the second",
                refused.reason());
        assertThrows(IllegalArgumentException.class, () -> l.reshape(7).orThrow());
    }

    @Test
    void thePictureShowsLaneAndSlotOfEachElement() {
        assertEquals("""
                [4x4] lane[*2 0.1:2 1.0:2] v[0.0:2 1.1:2]
                cell: lane/v, first of 2 copies
                  |   0   1   2   3
                --+----------------
                0 | 0/0 0/1 1/0 1/1
                1 | 2/0 2/1 3/0 3/1
                2 | 0/2 0/3 1/2 1/3
                3 | 2/2 2/3 3/2 3/3
                """, Layout.replica(Axis.LANE, 2).times(Layout.local(2, 1)).times(Layout.spatial(2, 2))
                .times(Layout.local(1, 2)).render());
        assertEquals("""
                [6] lane[0.1:3] v[0.0:2]
                cell: lane/v
                  |   0   1   2   3   4   5
                --+------------------------
                0 | 0/0 1/0 2/0 0/1 1/1 2/1
                """, Layout.rowMajor(3, 6).render());
        assertTrue(Layout.local(2, 2, 2).render().contains("[1,:,:]"));
        assertTrue(Layout.UNIT.render().contains("0 | -"));
        assertThrows(IllegalArgumentException.class, () -> Layout.local(1 << 17).render());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            '';                              wanted '['
            [4;                              wanted ']'
            [4x];                            wanted a number
            [4] v[];                         wanted a number
            [4] v[0.0:4;                     wanted a number
            [4] V[0.0:4];                    axis name 'V'
            [4] v;                           wanted '['
            [4] v[0.0:4] v[0.1:1];           axis v stands twice
            [4] v[0.0:2 0.0:2];              digit 0.0 stands twice
            [4] v[0.0:2 0.2:2];              digit 0.1 lies on no axis
            [4] v[0.0:3];                    whose product is 4
            [4] v[0.0:2];                    whose product is 4
            [4];                             whose product is 4
            [4] v[1.0:4];                    no dimension 1
            [0] v[0.0:0];                    wanted >= 1
            [4] v[0.0:4 0.1:0];              wanted extents >= 1
            [4] v[0.0:4 *0];                 wanted a count >= 1
            [4] v[0.0:4]!;                   axis name '!'
            [99999999999];                   a number above
            [65536x65536] v[0.0:65536 1.0:65536]; elements of
            [] v[*65536] lane[*65536];       replicas
            [] v[*65536 *65536];             replicas on v
            [65536] v[0.0:65536 *65536];     size of axis v
            [1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1]; rank 33
            """)
    void badTextIsRefusedWithWhatIsWrong(String text, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> Layout.parse(text));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
    }

    @Test
    void longTextIsRefusedBeforeItIsRead() {
        assertThrows(IllegalArgumentException.class, () -> Layout.parse("[1" + "x1".repeat(1 << 20) + "]"));
    }

    @Test
    void everyDigitStandsExactlyOnce() {
        int[] shape = {6};
        int[][] digits = {{2, 3}};
        var high = new Entry.Digit(0, 0);
        var low = new Entry.Digit(0, 1);
        assertEquals(Layout.local(6), Layout.of(shape, digits, Map.of(Axis.V, List.of(high, low))));
        assertThrows(IllegalArgumentException.class, () -> Layout.of(shape, digits, Map.of(Axis.V, List.of(high))));
        assertThrows(IllegalArgumentException.class,
                () -> Layout.of(shape, digits, Map.of(Axis.V, List.of(high, low), Axis.LANE, List.of(low))));
        assertThrows(IllegalArgumentException.class,
                () -> Layout.of(shape, digits, Map.of(Axis.V, List.of(high, low, new Entry.Digit(0, 2)))));
        assertThrows(IllegalArgumentException.class, () -> Layout.of(shape, new int[0][], Map.of()));
    }

    @Test
    void coordinatesOutsideAreRefused() {
        Layout l = Layout.spatial(4).times(Layout.local(2));
        assertThrows(IndexOutOfBoundsException.class, () -> l.lane(8));
        assertThrows(IndexOutOfBoundsException.class, () -> l.v(0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> l.index(4, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> l.index(0, -1));
        assertThrows(IllegalArgumentException.class, () -> l.index(Map.of(Axis.V, 0)));
        assertThrows(IllegalStateException.class, () -> Layout.on(Axis.WARP, 2).index(0, 0));
        assertThrows(IllegalArgumentException.class, () -> l.permute(1));
        assertThrows(IllegalArgumentException.class, () -> l.reduce(1));
    }
}
