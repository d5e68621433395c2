package intarsia.ir.layout.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The F2 view against the tables of layouts. The seed is printed and taken back from {@code -Dintarsia.seed}. */
class LinearLayoutTest {
    private static final int CASES = 800;
    private static final long SEED = Long.getLong("intarsia.seed", 2_505);
    private static final List<Axis> AXES = List.of(Axis.LANE, Axis.WARP, Axis.V);

    private SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void printSeed(TestInfo test) {
        random = new SplittableRandom(SEED);
        System.out.println(test.getDisplayName() + ": -Dintarsia.seed=" + SEED);
    }

    private Layout digits(int rank) {
        return RandomLayout.of(random, rank, random.nextInt(5), AXES, 1, 2, 2, 4);
    }

    /** Any bases: most are no digits. */
    private LinearLayout linear(int rank) {
        int[] shape = new int[rank];
        for (int d = 0; d < rank; d++) shape[d] = 1 << random.nextInt(3);
        Map<Axis, List<int[]>> bases = new TreeMap<>();
        for (Axis axis : AXES) {
            var list = new ArrayList<int[]>();
            for (int i = random.nextInt(4); i > 0; i--) {
                int[] x = new int[rank];
                for (int d = 0; d < rank; d++) x[d] = random.nextInt(shape[d]);
                list.add(x);
            }
            bases.put(axis, list);
        }
        return LinearLayout.of(shape, bases);
    }

    private static List<Map<Axis, Integer>> places(LinearLayout l) {
        List<Map<Axis, Integer>> out = List.of(Map.of());
        for (Axis axis : l.axes()) {
            var next = new ArrayList<Map<Axis, Integer>>();
            for (Map<Axis, Integer> prefix : out) {
                for (int c = 0; c < 1 << l.bits(axis); c++) {
                    var place = new TreeMap<>(prefix);
                    place.put(axis, c);
                    next.add(place);
                }
            }
            out = next;
        }
        return out;
    }

    @Test
    void theMatrixOfALayoutHasItsTable() {
        for (int i = 0; i < CASES; i++) {
            Layout l = digits(1 + random.nextInt(3));
            LinearLayout view = LinearLayout.of(l).orThrow();
            assertEquals(l.axes(), view.axes());
            for (Axis a : l.axes()) assertEquals(l.size(a), 1 << view.bits(a));
            for (Map<Axis, Integer> place : places(view)) assertArrayEquals(l.index(place), view.index(place), l::toString);
            assertTrue(view.matrix().isPartialPermutation());
            assertEquals(l.replicas(), 1 << view.matrix().kernel().dimension());
            assertEquals(l, view.toLayout().orThrow());
        }
    }

    @Test
    void onlyOnePlacementPerBitGoesBackToDigits() {
        int done = 0;
        for (int i = 0; i < CASES; i++) {
            LinearLayout l = linear(1 + random.nextInt(2));
            switch (l.toLayout()) {
                case Attempt.Done(Layout back) -> {
                    done++;
                    assertEquals(l, LinearLayout.of(back).orThrow());
                }
                case Attempt.Refused refused -> {
                    assertTrue(refused.reason().contains("exactly one bit"), refused.reason());
                    assertTrue(!l.matrix().isPartialPermutation() || l.matrix().rank() < l.matrix().rows());
                }
            }
        }
        assertTrue(done > 10 && done < CASES, "digit layouts: " + done);
    }

    @Test
    void theProductIsThatOfTheLayouts() {
        for (int i = 0; i < CASES; i++) {
            Layout a = digits(1 + random.nextInt(3));
            Layout b = digits(1 + random.nextInt(3));
            LinearLayout va = LinearLayout.of(a).orThrow();
            LinearLayout vb = LinearLayout.of(b).orThrow();
            assertEquals(LinearLayout.of(a.times(b)).orThrow(), va.times(vb));
        }
    }

    /** Bits of the inner first: then the matrix of the product is the block diagonal of both. */
    @Test
    void theProductIsTheDirectSumSortedBySignificance() {
        for (int i = 0; i < CASES; i++) {
            LinearLayout a = linear(2);
            LinearLayout b = linear(2);
            LinearLayout c = a.times(b);
            Matrix rows = sorted(b.shape(), a.shape());
            var axes = new TreeSet<>(a.axes());
            axes.addAll(b.axes());
            int[] inner = axes.stream().mapToInt(b::bits).toArray();
            int[] outer = axes.stream().mapToInt(a::bits).toArray();
            Matrix columns = interleaved(inner, outer);
            assertEquals(rows.times(b.matrix().directSum(a.matrix())), c.matrix().times(columns));
        }
    }

    private static Matrix sorted(int[] inner, int[] outer) {
        int[] low = {Integer.numberOfTrailingZeros(inner[1]), Integer.numberOfTrailingZeros(inner[0])};
        int[] high = {Integer.numberOfTrailingZeros(outer[1]), Integer.numberOfTrailingZeros(outer[0])};
        return interleaved(low, high);
    }

    /** From (all low parts, all high parts) to (low part, high part) of each field in turn. */
    private static Matrix interleaved(int[] low, int[] high) {
        int n = 0;
        for (int i = 0; i < low.length; i++) n += low[i] + high[i];
        long[] first = new long[n];
        int from = 0;
        int to = 0;
        for (int i = 0; i < low.length; i++) {
            for (int k = 0; k < low[i]; k++) first[from++] = 1L << to + k;
            to += low[i] + high[i];
        }
        to = 0;
        for (int i = 0; i < low.length; i++) {
            for (int k = 0; k < high[i]; k++) first[from++] = 1L << to + low[i] + k;
            to += low[i] + high[i];
        }
        return Matrix.of(n, first);
    }

    @Test
    void divisionUndoesTheProductAndEveryAnswerMultipliesBack() {
        int found = 0;
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            LinearLayout a = linear(2);
            LinearLayout b = linear(2);
            LinearLayout c = a.times(b);
            assertEquals(a, c.over(b).orThrow());
            assertEquals(b, c.under(a).orThrow());
            LinearLayout small = LinearLayout.of(RandomLayout.of(random, 2, 1, AXES, 2)).orThrow();
            for (var answer : List.of(a.over(small), a.under(small))) {
                if (answer instanceof Answer.Refused<LinearLayout>(String reason)) {
                    refused++;
                    assertTrue(reason.contains("dividing"), reason);
                }
            }
            if (a.over(small) instanceof Answer.Found<LinearLayout>(LinearLayout q)) {
                found++;
                assertEquals(a, q.times(small));
            }
            if (a.under(small) instanceof Answer.Found<LinearLayout>(LinearLayout q)) {
                found++;
                assertEquals(a, small.times(q));
            }
        }
        assertTrue(found > 3 && refused > 20, found + " quotients, " + refused + " refused");
    }

    @Test
    void divisionFindsAQuotientWhereverOneExists() {
        // Exhaustive over one dimension of 4 elements and two axes of two bits: a quotient is missed nowhere.
        int existing = 0;
        for (int[] columns : fourColumns()) {
            LinearLayout c = LinearLayout.of(new int[] {4}, Map.of(
                    Axis.LANE, List.of(new int[] {columns[0]}, new int[] {columns[1]}), Axis.V, List.of(new int[] {columns[2]}, new int[] {columns[3]})));
            for (int lane = 0; lane < 2; lane++) {
                for (int v = 0; v < 2; v++) {
                    LinearLayout b = LinearLayout.of(new int[] {2}, Map.of(Axis.LANE, List.of(new int[] {lane}), Axis.V, List.of(new int[] {v})));
                    boolean right = columns[0] == lane && columns[2] == v && columns[1] % 2 == 0 && columns[3] % 2 == 0;
                    boolean left = columns[1] == 2 * lane && columns[3] == 2 * v && columns[0] < 2 && columns[2] < 2;
                    assertEquals(right, c.over(b) instanceof Answer.Found);
                    assertEquals(left, c.under(b) instanceof Answer.Found);
                    if (right || left) existing++;
                }
            }
        }
        assertTrue(existing > 20, "quotients: " + existing);
    }

    private static List<int[]> fourColumns() {
        var out = new ArrayList<int[]>();
        for (int i = 0; i < 256; i++) out.add(new int[] {i & 3, i >> 2 & 3, i >> 4 & 3, i >> 6});
        return out;
    }

    @Test
    void conversionCarriesEveryElementToItsNewPlace() {
        int found = 0;
        for (int i = 0; i < CASES; i++) {
            Layout a = digits(2);
            LinearLayout from = LinearLayout.of(a).orThrow();
            Matrix mixed = invertible(from.matrix().rows());
            LinearLayout to = from.then(mixed);
            Matrix moves = from.conversionTo(to).orThrow();
            found++;
            assertEquals(from.matrix(), to.matrix().times(moves));
            assertEquals(Matrix.identity(to.matrix().rows()), to.matrix().times(to.rightInverse().orThrow()));
        }
        assertEquals(CASES, found);
    }

    private Matrix invertible(int n) {
        Matrix m;
        do {
            long[] columns = new long[n];
            for (int j = 0; j < n; j++) columns[j] = random.nextLong() & (1L << n) - 1;
            m = Matrix.of(n, columns);
        } while (!m.isInvertible());
        return m;
    }

    @Test
    void textRoundTrips() {
        for (int i = 0; i < CASES; i++) {
            LinearLayout l = linear(random.nextInt(3));
            assertEquals(l, LinearLayout.parse(l.toString()), l::toString);
        }
        Layout c = Layout.parse("[16x8] lane[0.1:8 1.0:4] v[0.0:2 1.1:2]");
        assertEquals("[16x8] lane[(0,2) (0,4) (1,0) (2,0) (4,0)] v[(0,1) (8,0)]", LinearLayout.of(c).orThrow().toString());
        for (String bad : List.of("", "[3] v[(1)]", "[4] v[(4)]", "[4] v[(1,1)]", "[4] v[1]", "[4] v[(1)] v[(2)]", "[4] v[(1) ]")) {
            assertThrows(IllegalArgumentException.class, () -> LinearLayout.parse(bad), bad);
        }
    }

    @Test
    void anExtentThatIsNoPowerOfTwoIsRefusedByName() {
        var dim = assertInstanceOf(Answer.Refused.class, LinearLayout.of(Layout.local(4, 6)));
        assertTrue(dim.reason().contains("extent 6 of dimension 1"), dim.reason());
        var copies = assertInstanceOf(Answer.Refused.class, LinearLayout.of(Layout.local(4).times(Layout.replica(Axis.LANE, 3))));
        assertTrue(copies.reason().contains("replica *3 on lane"), copies.reason());
        var missing = LinearLayout.parse("[4] v[(1)]").rightInverse();
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, missing::orThrow).getMessage()).contains("only 2 of 4"));
    }
}
