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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a layout means, its canonical form and its products, on random layouts against the definition. */
class LayoutLawTest {
    @Test
    void equalTablesAndEqualLayoutsAreTheSame() {
        Map<String, RawLayout> byTable = new HashMap<>();
        Map<Layout, RawLayout> byLayout = new HashMap<>();
        // Few digits, so that many maps come up more than once; each meets the first of its table and of its layout.
        Laws.forAll("canonical form", 15_000, Laws.small(1, 2, 3, 200), s -> {
            RawLayout raw = s.layouts().getFirst();
            oneForm(raw, byTable.computeIfAbsent(raw.table(), _ -> raw));
            oneForm(raw, byLayout.computeIfAbsent(raw.layout(), _ -> raw));
            return true;
        });
        assertTrue(byTable.size() > 300 && byTable.size() < 10_000, "distinct maps: " + byTable.size());
        assertEquals(byTable.size(), byLayout.size());
        System.out.printf("canonical form: %,d distinct maps, 0 clashes%n", byTable.size());
    }

    private static void oneForm(RawLayout a, RawLayout b) {
        Laws.check("equal tables, equal layouts", new Laws.Sample(List.of(a, b), 0), s -> {
            boolean same = s.layouts().getFirst().table().equals(s.layouts().getLast().table());
            assertEquals(same, s.layout(0).equals(s.layout(1)));
            assertEquals(same, s.layout(0).toString().equals(s.layout(1).toString()));
            return same;
        });
    }

    @Test
    void anotherWayToWriteTheSameMapGivesTheSameLayout() {
        Laws.forAll("rewriting", 10_000, Laws.small(1, 3, 5, 300), s -> {
            RawLayout raw = s.layouts().getFirst();
            SplittableRandom random = s.random();
            RawLayout other = raw.rewritten(random).rewritten(random).rewritten(random);
            assertEquals(raw.layout(), other.layout());
            return !raw.equals(other);
        });
    }

    @Test
    void placesAreThoseOfTheDefinition() {
        Laws.forAll("placement", 8_000, Laws.small(1, 3, 5, 100), s -> {
            RawLayout raw = s.layouts().getFirst();
            Layout l = raw.layout();
            assertArrayEquals(raw.shape(), l.shape());
            long copies = 1;
            for (Axis axis : raw.axes().keySet()) {
                assertEquals(raw.size(axis), l.size(axis));
                copies *= raw.place(axis, new int[l.rank()]).size();
                for (int[] x : RawLayout.indices(raw.shape())) {
                    List<Integer> want = raw.place(axis, x);
                    assertEquals(want, Arrays.stream(l.place(axis, x)).boxed().toList());
                    assertEquals(want.getFirst(), l.coordinate(axis, x));
                }
            }
            assertEquals(copies, l.replicas());
            return l.elements() > 1;
        });
    }

    @Test
    void indexUndoesPlaceAndEveryCoordinateHoldsOneElement() {
        Laws.forAll("index∘place = id", 5_000, Laws.small(1, 3, 5, 60), s -> {
            Layout l = s.layout(0);
            var seen = new HashMap<Map<Axis, Integer>, int[]>();
            for (int[] x : RawLayout.indices(l.shape())) {
                var places = l.place(x);
                assertEquals(l.replicas(), places.size());
                for (var place : places) {
                    assertArrayEquals(x, l.index(place));
                    seen.put(place, x);
                }
            }
            long total = 1;
            for (Axis a : l.axes()) total *= l.size(a);
            assertEquals(total, seen.size());
            return l.elements() > 1;
        });
    }

    @Test
    void productPutsAnInnerTileInPlaceOfEachElement() {
        Laws.forAll("product", 6_000, Laws.small(2, 2, 3, 12), s -> {
            RawLayout outer = s.layouts().getFirst();
            RawLayout inner = s.layouts().getLast();
            Layout product = outer.layout().times(inner.layout());
            for (int[] y : RawLayout.indices(outer.shape())) {
                for (int[] z : RawLayout.indices(inner.shape())) {
                    int[] x = inTile(y, z, inner.shape());
                    for (Axis axis : product.axes()) {
                        var want = new ArrayList<Integer>();
                        for (int high : outer.place(axis, y)) {
                            for (int low : inner.place(axis, z)) want.add(high * inner.size(axis) + low);
                        }
                        assertEquals(want, Arrays.stream(product.place(axis, x)).boxed().toList());
                    }
                }
            }
            return outer.layout().elements() > 1 && inner.layout().elements() > 1;
        });
    }

    private static int[] inTile(int[] y, int[] z, int[] tile) {
        int[] x = new int[Math.max(y.length, z.length)];
        for (int d = 1; d <= x.length; d++) {
            int high = d <= y.length ? y[y.length - d] : 0;
            x[x.length - d] = d <= z.length ? high * tile[tile.length - d] + z[z.length - d] : high;
        }
        return x;
    }

    @Test
    void productIsAssociativeWithAUnit() {
        Laws.forAll("(A·B)·C = A·(B·C)", 5_000, Laws.small(3, 3, 5, 300), s -> {
            Layout a = s.layout(0);
            Layout b = s.layout(1);
            Layout c = s.layout(2);
            assertEquals(a.times(b).times(c), a.times(b.times(c)));
            assertEquals(a, a.times(Layout.UNIT));
            assertEquals(a, Layout.UNIT.times(a));
            return a.elements() > 1 && b.elements() > 1 && c.elements() > 1;
        });
    }

    @Test
    void productsDistributeOverDimensionsSideBySideOnDisjointAxes() {
        Laws.forAll("(A·B)×(C·D) = (A×C)·(B×D)", 3_000, LayoutLawTest::disjointInTheMiddle, s -> {
            Layout a = s.layout(0);
            Layout b = s.layout(1);
            Layout c = s.layout(2);
            Layout d = s.layout(3);
            if (meet(b, c) || a.rank() != b.rank() || c.rank() != d.rank()) return false;
            assertEquals(a.times(b).concat(c.times(d)), a.concat(c).times(b.concat(d)));
            return b.elements() > 1 && c.elements() > 1;
        });
    }

    private static List<RawLayout> disjointInTheMiddle(SplittableRandom random) {
        while (true) {
            List<RawLayout> out = Stream.of(1, 1, 2, 2).map(rank -> RawLayout.random(random, rank, 3)).toList();
            if (!meet(out.get(1).layout(), out.get(2).layout())) return out;
        }
    }

    private static boolean meet(Layout a, Layout b) {
        return a.axes().stream().anyMatch(b.axes()::contains);
    }

    @Test
    void layoutsOnDisjointAxesAndDimensionsCommute() {
        Laws.forAll("A·B = B·A where nothing is shared", 4_000, Laws.small(2, 2, 3, 60), s -> {
            Layout a = s.layout(0);
            Layout b = s.layout(1);
            if (meet(a, b)) return false;
            Layout left = a;
            for (int i = 0; i < b.rank(); i++) left = left.unsqueeze(left.rank());
            assertEquals(left.times(b), b.times(left));
            assertEquals(a.concat(b), left.times(b));
            return a.elements() > 1 && b.elements() > 1;
        });
    }

    @Test
    void textRoundTrips() {
        Laws.forAll("parse(print(L)) = L", 8_000, Laws.small(1, 3, 6, 5_000), s -> {
            Layout l = s.layout(0);
            assertEquals(l, Layout.parse(l.toString()));
            assertEquals(l, Layout.parse(s.toString()), "as it was written");
            return l.elements() > 1;
        });
    }

    @Test
    void theDigitsReadBackMakeTheSameLayout() {
        Laws.forAll("of(digits(L)) = L", 5_000, Laws.small(1, 3, 6, 5_000), s -> {
            Layout l = s.layout(0);
            int[][] factorisations = new int[l.rank()][];
            for (int d = 0; d < l.rank(); d++) factorisations[d] = l.factorisation(d);
            Map<Axis, List<Entry>> axes = new HashMap<>();
            for (Axis a : l.axes()) axes.put(a, l.entries(a));
            assertEquals(l, Layout.of(l.shape(), factorisations, axes));
            return l.elements() > 1;
        });
    }
}
