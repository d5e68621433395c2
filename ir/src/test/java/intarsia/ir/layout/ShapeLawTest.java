package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The operations on shapes against tables of places, and every kind of refusal against all layouts of small shapes. */
class ShapeLawTest {
    private static boolean threads(Axis axis) {
        return !axis.equals(Axis.V);
    }

    @Test
    void permuteMovesEveryElement() {
        Laws.forAll("permute", 5_000, Laws.small(1, 3, 5, 100), s -> {
            Layout l = s.layout(0);
            int[] order = order(s.random(), l.rank());
            Layout p = l.permute(order);
            for (int[] x : RawLayout.indices(l.shape())) {
                assertEquals(l.place(x), p.place(Arrays.stream(order).map(d -> x[d]).toArray()));
            }
            return p != l;
        });
    }

    private static int[] order(SplittableRandom random, int rank) {
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
        int done = Laws.forAll("reshape", 6_000, Laws.small(1, 3, 5, 100), s -> {
            Layout l = s.layout(0);
            int[] shape = shape(s.random(), l.elements());
            return switch (l.reshape(shape)) {
                case Attempt.Done(Layout r) -> {
                    assertEquals(places(l, _ -> true), places(r, _ -> true));
                    assertEquals(l, r.reshape(l.shape()).orThrow());
                    yield true;
                }
                case Attempt.Refused r -> {
                    assertTrue(r.dim() >= 0 && r.cut() > 1 && r.reason().contains("inside the digit"), r.reason());
                    assertTrue(noDigitBoundaryAt(l, r.cut()), () -> "refused at " + r.cut());
                    yield false;
                }
            };
        });
        assertTrue(done > 3_000 && done < 6_000, "reshapes done: " + done);
    }

    /**
     * Whether some axis coordinate is not a sum f(i / cut) + g(i % cut) over the row-major index i: then no digit
     * layout ends a dimension there.
     */
    private static boolean noDigitBoundaryAt(Layout l, int cut) {
        var xs = RawLayout.indices(l.shape());
        return l.axes().stream().anyMatch(axis -> IntStream.range(0, xs.size()).anyMatch(i ->
                l.coordinate(axis, xs.get(i)) != l.coordinate(axis, xs.get(i - i % cut)) + l.coordinate(axis, xs.get(i % cut))));
    }

    private static int[] shape(SplittableRandom random, int elements) {
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

    /** Every place of every element on some axes, row-major, as a value to compare. */
    private static List<Object> places(Layout l, Predicate<Axis> on) {
        var out = new ArrayList<Object>();
        for (Axis axis : RawLayout.AXES) {
            if (!on.test(axis)) continue;
            out.add(l.size(axis));
            for (int[] x : RawLayout.indices(l.shape())) out.add(Arrays.stream(l.place(axis, x)).boxed().toList());
        }
        return out;
    }

    @Test
    void noShapeIsRefusedThatSomeLayoutHas() {
        int tried = 0;
        for (int[] shape : List.of(new int[] {12}, new int[] {3, 4}, new int[] {6, 2})) {
            Set<Object> expressible = new HashSet<>();
            AllLayouts.of(2, shape).forEach(m -> expressible.add(places(m, _ -> true)));
            for (int[] from : List.of(new int[] {12}, new int[] {4, 3}, new int[] {2, 6})) {
                for (Layout l : AllLayouts.of(2, from)) {
                    tried++;
                    assertEquals(expressible.contains(places(l, _ -> true)), l.reshape(shape) instanceof Attempt.Done,
                            () -> l + " to " + Arrays.toString(shape));
                }
            }
        }
        System.out.printf("all reshapes of 12 elements: %,d, 0 missed%n", tried);
    }

    @Test
    void concatPutsEachElementOfTheFirstAboveTheSecond() {
        Laws.forAll("concat", 3_000, Laws.small(2, 2, 4, 12), s -> {
            Layout a = s.layout(0);
            Layout b = s.layout(1);
            Layout both = a.concat(b);
            for (int[] x : RawLayout.indices(a.shape())) {
                for (int[] y : RawLayout.indices(b.shape())) {
                    int[] xy = IntStream.concat(Arrays.stream(x), Arrays.stream(y)).toArray();
                    for (Axis axis : both.axes()) {
                        int[] want = Arrays.stream(a.place(axis, x)).flatMap(high ->
                                Arrays.stream(b.place(axis, y)).map(low -> high * b.size(axis) + low)).toArray();
                        assertArrayEquals(want, both.place(axis, xy));
                    }
                }
            }
            return a.elements() > 1 && b.elements() > 1;
        });
    }

    @Test
    void squeezeUndoesUnsqueeze() {
        Laws.forAll("squeeze(unsqueeze(L)) = L", 4_000, Laws.small(1, 3, 5, 60), s -> {
            Layout l = s.layout(0);
            int dim = s.random().nextInt(l.rank() + 1);
            Layout wide = l.unsqueeze(dim);
            assertEquals(1, wide.extent(dim));
            assertEquals(places(l, _ -> true), places(wide, _ -> true));
            assertEquals(l, wide.squeeze(dim));
            return true;
        });
    }

    @Test
    void reduceKeepsEveryLaneThatHeldAnElementOfTheLine() {
        Laws.forAll("reduce", 4_000, Laws.small(1, 3, 4, 60), s -> {
            Layout l = s.layout(0);
            if (l.rank() == 0) return false;
            int dim = s.random().nextInt(l.rank());
            Layout reduced = l.reduce(dim);
            Map<List<Object>, Set<Integer>> want = new HashMap<>();
            for (int[] y : RawLayout.indices(l.shape())) {
                int[] x = y.clone();
                x[dim] = 0;
                for (Axis axis : l.axes()) {
                    if (!threads(axis)) continue;
                    var lanes = want.computeIfAbsent(List.of(axis, Arrays.toString(x)), _ -> new HashSet<>());
                    Arrays.stream(s.layouts().getFirst().place(axis, y).stream().mapToInt(i -> i).toArray()).forEach(lanes::add);
                }
            }
            for (int[] x : RawLayout.indices(reduced.shape())) {
                for (Axis axis : l.axes()) {
                    if (!threads(axis)) continue;
                    assertEquals(want.get(List.of(axis, Arrays.toString(x))), setOf(reduced.place(axis, x)));
                }
            }
            return l.extent(dim) > 1;
        });
    }

    private static Set<Integer> setOf(int[] values) {
        return new HashSet<>(Arrays.stream(values).boxed().toList());
    }

    @Test
    void anOperandLiesWhereverItsRepetitionsDo() {
        Laws.forAll("operand", 4_000, Laws.small(1, 3, 5, 60), s -> {
            Layout l = s.layout(0);
            SplittableRandom random = s.random();
            int[] shape = Arrays.stream(l.shape()).map(e -> random.nextBoolean() ? 1 : e).toArray();
            Layout operand = l.operand(shape);
            assertArrayEquals(shape, operand.shape());
            assertTrue(operand.broadcastsTo(l));
            for (int[] x : RawLayout.indices(l.shape())) {
                int[] y = IntStream.range(0, x.length).map(d -> shape[d] == 1 ? 0 : x[d]).toArray();
                for (Axis axis : l.axes()) {
                    if (threads(axis)) assertTrue(setOf(operand.place(axis, y)).containsAll(setOf(l.place(axis, x))));
                }
            }
            return operand != l;
        });
    }

    @Test
    void aSliceLeavesEveryElementInItsLanes() {
        int done = Laws.forAll("slice", 6_000, Laws.small(1, 3, 5, 60), s -> {
            Layout l = s.layout(0);
            int[] dims = IntStream.range(0, l.rank()).filter(d -> l.extent(d) > 1).toArray();
            if (dims.length == 0) return false;
            SplittableRandom random = s.random();
            int dim = dims[random.nextInt(dims.length)];
            int step = 1 + random.nextInt(l.extent(dim));
            int extent = step * (1 + random.nextInt(l.extent(dim) / step));
            int offset = step * random.nextInt((l.extent(dim) - extent) / step + 1);
            if (!(l.slice(dim, offset, extent) instanceof Attempt.Done(Layout slice))) return false;
            assertEquals(sliced(l, dim, offset, extent), places(slice, ShapeLawTest::threads));
            if (extent == l.extent(dim)) assertEquals(l, slice);
            return extent < l.extent(dim);
        });
        assertTrue(done > 500, "slices done: " + done);
    }

    /** The places on threads of the elements of a slice, from those of the whole. */
    private static List<Object> sliced(Layout l, int dim, int offset, int extent) {
        int[] shape = l.shape();
        shape[dim] = extent;
        var out = new ArrayList<Object>();
        for (Axis axis : RawLayout.AXES) {
            if (!threads(axis)) continue;
            out.add(l.size(axis));
            for (int[] x : RawLayout.indices(shape)) {
                x[dim] += offset;
                out.add(Arrays.stream(l.place(axis, x)).boxed().toList());
            }
        }
        return out;
    }

    @Test
    void noSliceFromTheBeginningOfADigitIsRefusedThatSomeLayoutHas() {
        int tried = 0;
        for (int[] shape : List.of(new int[] {8}, new int[] {6}, new int[] {2, 6}, new int[] {12})) {
            int dim = shape.length - 1;
            for (int extent = 1; extent <= shape[dim]; extent++) {
                int[] smaller = shape.clone();
                smaller[dim] = extent;
                Set<Object> expressible = new HashSet<>();
                AllLayouts.of(2, smaller).forEach(m -> expressible.add(places(m, ShapeLawTest::threads)));
                for (Layout l : AllLayouts.of(2, shape)) {
                    for (int offset = 0; offset + extent <= shape[dim]; offset++, tried++) {
                        String what = l + " from " + offset + ", extent " + extent;
                        boolean expected = expressible.contains(sliced(l, dim, offset, extent));
                        switch (l.slice(dim, offset, extent)) {
                            case Attempt.Done _ -> assertTrue(expected, what);
                            // Two elements on either side of a boundary may look like a digit: not what is asked for.
                            case Attempt.Refused r -> assertTrue(!expected || offset % weight(r) != 0, what);
                        }
                    }
                }
            }
        }
        System.out.printf("all slices of 4 shapes: %,d, 0 missed%n", tried);
    }

    private static int weight(Attempt.Refused r) {
        return r.clash().orElseThrow().ours().orElseThrow().weight();
    }

    @Test
    void coverIsThatOfTheDefinition() {
        int covered = Laws.forAll("cover", 10_000, random -> {
            RawLayout b = Laws.small(1, 2, 4, 40).apply(random).getFirst();
            RawLayout a = RawLayout.random(random, b.digits().size(), 0);
            for (int i = 0; i < 20 && !Arrays.equals(a.shape(), b.shape()); i++) a = RawLayout.random(random, b.digits().size(), 4);
            return List.of(Arrays.equals(a.shape(), b.shape()) ? a : b.rewritten(random), b);
        }, s -> {
            Layout a = s.layout(0);
            Layout b = s.layout(1);
            if (!Arrays.equals(a.shape(), b.shape())) return false;
            assertEquals(coversByTable(a, b, _ -> true), a.covers(b).holds());
            assertEquals(coversByTable(a, b, ShapeLawTest::threads), a.covers(b, ShapeLawTest::threads).holds());
            return a != b && a.covers(b, ShapeLawTest::threads).holds();
        });
        assertTrue(covered > 300, "covered: " + covered);
    }

    private static boolean coversByTable(Layout a, Layout b, Predicate<Axis> on) {
        return RawLayout.AXES.stream().filter(on).allMatch(axis -> RawLayout.indices(a.shape()).stream().allMatch(x ->
                setOf(a.place(axis, x)).containsAll(setOf(b.place(axis, x)))));
    }

    @Test
    void coverOfAllPairsOfSmallShapesIsThatOfTheDefinition() {
        int pairs = 0;
        int covered = 0;
        for (int[] shape : List.of(new int[] {4}, new int[] {6}, new int[] {2, 2}, new int[] {2, 3})) {
            Collection<Layout> all = AllLayouts.of(4, shape);
            for (Layout a : all) {
                for (Layout b : all) {
                    boolean want = coversByTable(a, b, Axis.LANE::equals);
                    assertEquals(want, a.covers(b, Axis.LANE::equals).holds(), () -> a + " over " + b);
                    pairs++;
                    if (want) covered++;
                }
            }
        }
        System.out.printf("all covers of 4 shapes: %,d pairs, %,d covered%n", pairs, covered);
        assertTrue(covered > 1000, "covered: " + covered);
    }

    /** Every warp that owns (m, n) of the result owns (m, k) of the first operand for all k. */
    @Test
    void aWarpsOperandCoversItsResultCollapsedOverTheOtherDimension() {
        Layout d = Layout.on(Axis.WARP, 2, 2);
        Layout everyK = d.reduce(1).times(Layout.local(1, 4));
        assertTrue(Layout.parse("[2x4] v[1.0:4] warp[0.0:2 *2]").covers(everyK, Axis.WARP::equals).holds());
        Check missing = Layout.parse("[2x4] v[1.1:2] warp[0.0:2 1.0:2]").covers(everyK, Axis.WARP::equals);
        assertFalse(missing.holds());
        assertEquals("[2x4] v[1.1:2] warp[0.0:2 1.0:2] does not cover [2x4] v[1.0:4] warp[0.0:2 *2]: on warp the first has"
                + " digit 1.0:2 where the second has *2; wanted that digit, or copies in the first",
                Stream.of(missing).map(c -> ((Attempt.Refused) c).reason()).findFirst().orElse(""));
    }
}
