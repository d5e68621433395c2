package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The laws of the algebra on random layouts. The seed is printed and taken back from {@code -Dintarsia.seed}. */
class LayoutLawTest {
    private static final int CASES = 3000;
    private static final long SEED = Long.getLong("intarsia.seed", 20_251);

    private SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void printSeed(TestInfo test) {
        random = new SplittableRandom(SEED);
        System.out.println(test.getDisplayName() + ": -Dintarsia.seed=" + SEED);
    }

    private RawLayout small() {
        RawLayout raw;
        do {
            raw = RawLayout.random(random, random.nextInt(4), 5);
        } while (Arrays.stream(raw.shape()).reduce(1, (a, b) -> a * b) > 300);
        return raw;
    }

    @Test
    void equalTablesAndEqualLayoutsAreTheSame() {
        Map<String, Layout> byTable = new HashMap<>();
        Map<Layout, String> byLayout = new HashMap<>();
        for (int i = 0; i < CASES; i++) {
            // Few digits, so that many maps come up more than once.
            RawLayout raw = RawLayout.random(random, random.nextInt(3), 3);
            for (RawLayout r : List.of(raw, raw.rewritten(random))) {
                Layout l = r.layout();
                String table = r.table();
                assertEquals(byTable.computeIfAbsent(table, _ -> l), l, table);
                assertEquals(byLayout.computeIfAbsent(l, _ -> table), table, () -> "two maps for " + l);
                assertEquals(byTable.getOrDefault(table, l).hashCode(), l.hashCode());
            }
        }
        assertTrue(byTable.size() > 300 && byTable.size() < CASES, "distinct maps: " + byTable.size());
    }

    @Test
    void anotherWayToWriteTheSameMapGivesTheSameLayout() {
        for (int i = 0; i < CASES; i++) {
            RawLayout raw = small();
            RawLayout other = raw.rewritten(random).rewritten(random).rewritten(random);
            assertEquals(raw.layout(), other.layout(), raw::toString);
        }
    }

    @Test
    void placesAreThoseOfTheDefinition() {
        for (int i = 0; i < CASES / 3; i++) {
            RawLayout raw = small();
            Layout l = raw.layout();
            assertArrayEquals(raw.shape(), l.shape());
            int[] first = RawLayout.indices(raw.shape()).getLast();
            long copies = 1;
            for (Axis axis : raw.axes().keySet()) {
                assertEquals(raw.size(axis), l.size(axis));
                copies *= raw.place(axis, first).size();
                for (int[] x : RawLayout.indices(raw.shape())) {
                    List<Integer> want = raw.place(axis, x);
                    assertEquals(want, Arrays.stream(l.place(axis, x)).boxed().toList(), l::toString);
                    assertEquals(want.getFirst(), l.coordinate(axis, x));
                }
            }
            assertEquals(copies, l.replicas());
        }
    }

    @Test
    void indexUndoesPlaceAndEveryCoordinateHoldsOneElement() {
        for (int i = 0; i < CASES / 3; i++) {
            Layout l = small().layout();
            var seen = new HashMap<Map<Axis, Integer>, int[]>();
            for (int[] x : RawLayout.indices(l.shape())) {
                var places = l.place(x);
                assertEquals(l.replicas(), places.size());
                for (var place : places) {
                    assertArrayEquals(x, l.index(place), () -> l + " at " + place);
                    seen.put(place, x);
                }
            }
            long total = 1;
            for (Axis a : l.axes()) total *= l.size(a);
            assertEquals(total, seen.size(), l::toString);
        }
    }

    @Test
    void productPutsAnInnerTileInPlaceOfEachElement() {
        for (int i = 0; i < CASES / 3; i++) {
            int rank = random.nextInt(3);
            RawLayout outer = RawLayout.random(random, rank, 3);
            RawLayout inner = RawLayout.random(random, rank, 3);
            Layout product = outer.layout().times(inner.layout());
            for (int[] y : RawLayout.indices(outer.shape())) {
                for (int[] z : RawLayout.indices(inner.shape())) {
                    int[] x = new int[rank];
                    for (int d = 0; d < rank; d++) x[d] = y[d] * inner.shape()[d] + z[d];
                    for (Axis axis : product.axes()) {
                        var want = new ArrayList<Integer>();
                        for (int high : outer.place(axis, y)) {
                            for (int low : inner.place(axis, z)) want.add(high * inner.size(axis) + low);
                        }
                        assertEquals(want, Arrays.stream(product.place(axis, x)).boxed().toList(), product::toString);
                    }
                }
            }
        }
    }

    @Test
    void productIsAssociativeWithAUnit() {
        for (int i = 0; i < CASES; i++) {
            Layout a = small().layout();
            Layout b = small().layout();
            Layout c = RawLayout.random(random, random.nextInt(3), 2).layout();
            assertEquals(a.times(b).times(c), a.times(b.times(c)));
            assertEquals(a, a.times(Layout.UNIT));
            assertEquals(a, Layout.UNIT.times(a));
        }
    }

    @Test
    void textRoundTrips() {
        for (int i = 0; i < CASES; i++) {
            Layout l = small().layout();
            assertEquals(l, Layout.parse(l.toString()), l::toString);
            assertEquals(l.toString(), Layout.parse(l.toString()).toString());
        }
    }

    @Test
    void theDigitsReadBackMakeTheSameLayout() {
        for (int i = 0; i < CASES; i++) {
            Layout l = small().layout();
            int[][] factorisations = new int[l.rank()][];
            for (int d = 0; d < l.rank(); d++) factorisations[d] = l.factorisation(d);
            Map<Axis, List<Entry>> axes = new HashMap<>();
            for (Axis a : l.axes()) axes.put(a, l.entries(a));
            assertEquals(l, Layout.of(l.shape(), factorisations, axes));
        }
    }

    @Test
    void permuteMovesEveryElement() {
        for (int i = 0; i < CASES / 3; i++) {
            Layout l = small().layout();
            int[] order = order(l.rank());
            Layout p = l.permute(order);
            for (int[] x : RawLayout.indices(l.shape())) {
                int[] y = Arrays.stream(order).map(d -> x[d]).toArray();
                assertEquals(l.place(x), p.place(y));
            }
        }
    }

    private int[] order(int rank) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    @Test
    void reshapeKeepsTheRowMajorIndexAndGoesBack() {
        int done = 0;
        for (int i = 0; i < CASES; i++) {
            Layout l = small().layout();
            int[] shape = split(l.elements());
            switch (l.reshape(shape)) {
                case Attempt.Done(Layout r) -> {
                    done++;
                    var from = RawLayout.indices(l.shape());
                    var to = RawLayout.indices(shape);
                    for (int e = 0; e < from.size(); e++) assertEquals(l.place(from.get(e)), r.place(to.get(e)));
                    assertEquals(l, r.reshape(l.shape()).orThrow());
                }
                case Attempt.Refused(String reason, int dim, int cut) -> {
                    assertTrue(dim >= 0 && cut > 1 && reason.contains("inside the digit"), reason);
                    assertTrue(noDigitBoundaryAt(l, cut), () -> l + " was refused at " + cut);
                }
            }
        }
        assertTrue(done > CASES / 2 && done < CASES, "reshapes done: " + done);
    }

    /**
     * Whether some axis coordinate is not a sum f(i / cut) + g(i % cut) over the row-major index i: then no digit
     * layout ends a dimension there.
     */
    private static boolean noDigitBoundaryAt(Layout l, int cut) {
        var xs = RawLayout.indices(l.shape());
        return l.axes().stream().anyMatch(axis -> {
            for (int i = 0; i < xs.size(); i++) {
                int high = l.coordinate(axis, xs.get(i - i % cut));
                int low = l.coordinate(axis, xs.get(i % cut));
                if (l.coordinate(axis, xs.get(i)) != high + low) return true;
            }
            return false;
        });
    }

    private int[] split(int elements) {
        var out = new ArrayList<Integer>();
        int rest = elements;
        for (int f = 2; f <= rest; f++) {
            while (rest % f == 0) {
                rest /= f;
                int at = random.nextInt(out.size() + 1);
                if (at == out.size()) out.add(f);
                else out.set(at, out.get(at) * f);
            }
        }
        return out.stream().mapToInt(e -> e).toArray();
    }

    @Test
    void reduceKeepsEveryLaneThatHeldAnElementOfTheLine() {
        for (int i = 0; i < CASES / 3; i++) {
            RawLayout raw = RawLayout.random(random, 2, 4);
            int dim = random.nextInt(2);
            Layout l = raw.layout();
            Layout reduced = l.reduce(dim);
            assertEquals(1, reduced.shape()[dim]);
            for (int[] x : RawLayout.indices(reduced.shape())) {
                for (Axis axis : l.axes()) {
                    if (axis.equals(Axis.V)) continue;
                    var want = RawLayout.indices(l.shape()).stream().filter(y -> y[1 - dim] == x[1 - dim])
                            .flatMap(y -> raw.place(axis, y).stream()).distinct().sorted().toList();
                    assertEquals(want, Arrays.stream(reduced.place(axis, x)).boxed().toList());
                }
            }
            assertTrue(reduced.broadcastsTo(l));
        }
    }
}
