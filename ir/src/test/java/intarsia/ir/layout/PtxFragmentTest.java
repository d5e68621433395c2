package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.DotAtom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fragments of the mma atoms, against the row and column formulas that the PTX ISA prints. */
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
        return DotAtom.MMA.stream().flatMap(PtxFragmentTest::of);
    }

    /** Slots of a word are neighbours along k; words go down eight rows, then over four lanes' words along k. */
    private static Stream<Fragment> of(DotAtom atom) {
        int each = 32 / atom.a().bits();
        int slots = atom.k() / 2;
        return Stream.of(
                new Fragment(atom.name() + " A", atom.layoutA(), slots, (g, t, i) -> new int[] {
                    i / each % 2 == 0 ? g : g + 8,
                    t * each + i % each + (i < 2 * each ? 0 : 4 * each)}),
                new Fragment(atom.name() + " B", atom.layoutB(), slots / 2, (g, t, i) -> new int[] {t * each + i % each + (i < each ? 0 : 4 * each), g}),
                new Fragment(atom.name() + " C", atom.layoutC(), 4, (g, t, i) -> new int[] {i < 2 ? g : g + 8, t * 2 + (i & 1)}));
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
