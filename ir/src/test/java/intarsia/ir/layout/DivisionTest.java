package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products and quotients: every quotient multiplied back, every refusal checked against all candidates. */
class DivisionTest {
    /** {@code l} with as many leading dimensions of extent 1 as its rank lacks. */
    private static Layout ranked(Layout l, int rank) {
        Layout out = l;
        while (out.rank() < rank) out = out.unsqueeze(0);
        return out;
    }

    @Test
    void everyProductIsDividedByEachOfItsFactors() {
        Laws.forAll("(A·B)/B = A, A\\(A·B) = B", 12_000, Laws.small(2, 3, 5, 400), s -> {
            Layout a = s.layout(0);
            Layout b = s.layout(1);
            Layout c = a.times(b);
            assertEquals(ranked(a, c.rank()), c.over(b).orThrow());
            assertEquals(ranked(b, c.rank()), c.under(a).orThrow());
            return c.elements() > a.elements() && c.elements() > b.elements();
        });
    }

    @Test
    void everyQuotientMultipliesBack() {
        int applied = Laws.forAll("(C/B)·B = C, B·(B\\C) = C", 12_000, Laws.small(1, 2, 5, 400), s -> {
            Layout c = s.layout(0);
            Layout b = part(s.random(), c);
            if (c.over(b) instanceof Attempt.Done(Layout a)) assertEquals(c, a.times(b), () -> "right by " + b);
            if (c.under(b) instanceof Attempt.Done(Layout a)) assertEquals(c, b.times(a), () -> "left by " + b);
            return b.elements() > 1 && (c.over(b) instanceof Attempt.Done || c.under(b) instanceof Attempt.Done);
        });
        assertTrue(applied > 1000, "quotients: " + applied);
    }

    /** A layout with some of the entries of another, each with a divisor of its extent. */
    private static Layout part(SplittableRandom random, Layout l) {
        int[] shape = new int[l.rank()];
        Arrays.fill(shape, 1);
        Layout out = Layout.UNIT;
        boolean high = random.nextBoolean();
        for (Axis axis : l.axes()) {
            int keep = random.nextInt(l.terms(axis).size() + 1);
            for (Term t : high ? l.terms(axis).subList(0, keep) : l.terms(axis).subList(l.terms(axis).size() - keep, l.terms(axis).size())) {
                int extent = t.extent() % 2 == 0 && random.nextInt(3) == 0 ? 2 : t.extent();
                if (t.isReplica()) {
                    out = out.times(Layout.replica(axis, extent));
                } else {
                    int[] one = shape.clone();
                    one[t.dim()] = extent;
                    out = out.times(Layout.on(axis, one));
                }
            }
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "6", "8", "9", "12", "2x2", "2x3", "4x2", "3x4", "2x2x2"})
    void aRefusalMeansThatNoQuotientExists(String text) {
        int[] shape = Stream.of(text.split("x")).mapToInt(Integer::parseInt).toArray();
        int copies = shape.length == 1 && shape[0] != 8 && shape[0] != 12 ? 4 : 2;
        Map<String, Collection<Layout>> all = new HashMap<>();
        for (int[] d : AllLayouts.divisors(shape)) all.put(Sizes.text(d), AllLayouts.of(copies, d));
        Collection<Layout> wholes = all.getOrDefault(Sizes.text(shape), Set.of());
        long right = missed(shape, all, wholes, (a, b) -> a.times(b), Layout::over);
        long left = missed(shape, all, wholes, (a, b) -> b.times(a), Layout::under);
        System.out.printf("all quotients of %s: %,d layouts, %,d right and %,d left divisions, 0 missed%n", text, wholes.size(), right, left);
    }

    private static long missed(int[] shape, Map<String, Collection<Layout>> all, Collection<Layout> wholes,
            BiFunction<Layout, Layout, Layout> product, BiFunction<Layout, Layout, Attempt> quotient) {
        long divisions = 0;
        for (int[] inner : AllLayouts.divisors(shape)) {
            int[] outer = shape.clone();
            for (int d = 0; d < outer.length; d++) outer[d] /= inner[d];
            for (Layout b : all.getOrDefault(Sizes.text(inner), Set.of())) {
                var products = new HashSet<Layout>();
                for (Layout a : all.getOrDefault(Sizes.text(outer), Set.of())) products.add(product.apply(a, b));
                for (Layout c : wholes) {
                    Attempt q = quotient.apply(c, b);
                    assertEquals(products.contains(c), q instanceof Attempt.Done, () -> c + " by " + b + ": " + q);
                    if (q instanceof Attempt.Done(Layout a)) assertEquals(c, product.apply(a, b));
                    divisions++;
                }
            }
        }
        return divisions;
    }

    @Test
    void fourOperandFragmentsOfAnMmaMakeAWarpsTile() {
        Layout atom = Layout.localColumn(2, 2).times(Layout.spatial(8, 4)).times(Layout.local(1, 2));
        assertEquals(Layout.local(2, 2), Layout.local(2, 2).times(atom).over(atom).orThrow());
        assertEquals(atom, Layout.local(2, 2).times(atom).under(Layout.local(2, 2)).orThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            [16] lane[0.0:16];           [3] lane[0.0:3];             0; 0; dimension 0 has extent 16 in C and 3 in B, wanted a divisor
            [4] lane[0.0:4];             [1x2] lane[1.0:2];           -1; 0; B has 2 dimensions and C 1, wanted at most as many
            [12] lane[0.0:4] v[0.1:3];   [2] lane[0.0:2];             0; 2; 'dimension 0: digit 0.0:2 of B, on lane, ends at 2, where digit 0.1:3 of C, on v, cannot be cut'
            [4x4] lane[0.0:4 1.0:4];     [4x1] lane[0.0:4];           0; 0; 'axis lane, from the right: C has 1.0:4 where B has 0.0:4'
            [4] v[0.0:4];                [2] lane[0.0:2];             0; 0; 'axis lane, from the right: C has nothing more where B has 0.0:2'
            [4] lane[*6] v[0.0:4];       [] lane[*4];                 -1; 0; 'axis lane, from the right: C has *6 where B has *4'
            """)
    void aRefusalNamesDimensionCutAxisAndEntries(String whole, String part, int dim, int cut, String why) {
        Layout c = Layout.parse(whole);
        Layout b = Layout.parse(part);
        var refused = assertInstanceOf(Attempt.Refused.class, c.over(b));
        assertEquals("no A with A·B = C for C = " + c + ", B = " + b + ": " + why, refused.reason());
        assertEquals(dim, refused.dim());
        assertEquals(cut, refused.cut());
    }

    @Test
    void aRefusalHoldsTheEntriesOfBothSides() {
        Layout c = Layout.spatial(4, 4);
        var refused = assertInstanceOf(Attempt.Refused.class, c.under(Layout.spatial(1, 4)));
        var clash = refused.clash().orElseThrow();
        assertEquals(Axis.LANE, clash.axis());
        assertEquals(c.terms(Axis.LANE).getFirst(), clash.ours().orElseThrow());
        assertEquals(new Term(1, 4, 1, 1), clash.theirs().orElseThrow());
    }
}
