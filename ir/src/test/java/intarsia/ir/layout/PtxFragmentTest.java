package intarsia.ir.layout;

import static intarsia.ir.layout.Layout.local;
import static intarsia.ir.layout.Layout.localColumn;
import static intarsia.ir.layout.Layout.spatial;
import static intarsia.ir.layout.Layout.spatialColumn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fragments of mma.m16n8k16 and m16n8k32, against the row and column formulas that the PTX ISA prints. */
class PtxFragmentTest {
    /** The PTX ISA's formula: groupID = lane / 4, threadID_in_group = lane % 4, slot i. */
    interface Formula {
        int[] rowAndColumn(int group, int thread, int i);
    }

    record Fragment(String name, Layout layout, int slots, Formula formula) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fragment> fragments() {
        return Stream.of(
                new Fragment("m16n8k16 f16 A", localColumn(2, 2).times(spatial(8, 4)).times(local(1, 2)), 8,
                        (g, t, i) -> new int[] {
                            i < 2 || (i >= 4 && i < 6) ? g : g + 8,
                            i < 4 ? t * 2 + (i & 1) : t * 2 + (i & 1) + 8}),
                new Fragment("m16n8k16 f16 B", local(2, 1).times(spatialColumn(4, 8)).times(local(2, 1)), 4,
                        (g, t, i) -> new int[] {i < 2 ? t * 2 + (i & 1) : t * 2 + (i & 1) + 8, g}),
                new Fragment("m16n8k16 C", local(2, 1).times(spatial(8, 4)).times(local(1, 2)), 4,
                        (g, t, i) -> new int[] {i < 2 ? g : g + 8, t * 2 + (i & 1)}),
                new Fragment("m16n8k32 s8 A", localColumn(2, 2).times(spatial(8, 4)).times(local(1, 4)), 16,
                        (g, t, i) -> new int[] {
                            i < 4 || (i >= 8 && i < 12) ? g : g + 8,
                            i < 8 ? t * 4 + (i & 3) : t * 4 + (i & 3) + 16}),
                new Fragment("m16n8k32 s8 B", local(2, 1).times(spatialColumn(4, 8)).times(local(4, 1)), 8,
                        (g, t, i) -> new int[] {i < 4 ? t * 4 + (i & 3) : t * 4 + (i & 3) + 16, g}));
    }

    @ParameterizedTest
    @MethodSource("fragments")
    void everyLaneAndSlotHoldsTheElementOfThePtxFormula(Fragment f) {
        assertEquals(32, f.layout.size(Axis.LANE));
        assertEquals(f.slots, f.layout.size(Axis.V));
        for (int lane = 0; lane < 32; lane++) {
            for (int i = 0; i < f.slots; i++) {
                int[] want = f.formula.rowAndColumn(lane / 4, lane % 4, i);
                assertArrayEquals(want, f.layout.index(lane, i), "lane " + lane + ", slot " + i);
                assertEquals(lane, f.layout.lane(want));
                assertEquals(i, f.layout.v(want));
                assertEquals(want[0] * f.layout.shape()[1] + want[1], f.layout.element(lane, i));
            }
        }
    }
}
