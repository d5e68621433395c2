package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Views of bits, against bit strings that are written out lane by lane. */
class ViewTest {
    /** Everything a coordinate outside v says, and one bit string for each. */
    private record Strings(Map<Map<Axis, Integer>, boolean[]> ofThread) {
        /** Each thread's codes after one another, the lowest bit first; {@code bits[element * width + bit]}. */
        static Strings of(Layout l, int width, boolean[] bits) {
            var out = new HashMap<Map<Axis, Integer>, boolean[]>();
            int element = 0;
            for (int[] x : RawLayout.indices(l.shape())) {
                for (Map<Axis, Integer> place : l.place(x)) {
                    Map<Axis, Integer> thread = new TreeMap<>(place);
                    Integer slot = thread.remove(Axis.V);
                    boolean[] string = out.computeIfAbsent(thread, _ -> new boolean[l.size(Axis.V) * width]);
                    System.arraycopy(bits, element * width, string, (slot == null ? 0 : slot) * width, width);
                }
                element++;
            }
            return new Strings(out);
        }

        /** The code of an element in each of its places. */
        List<List<Boolean>> codes(Layout l, int width, int[] x) {
            var out = new ArrayList<List<Boolean>>();
            for (Map<Axis, Integer> place : l.place(x)) {
                Map<Axis, Integer> thread = new TreeMap<>(place);
                Integer slot = thread.remove(Axis.V);
                boolean[] string = ofThread.getOrDefault(thread, new boolean[0]);
                int at = (slot == null ? 0 : slot) * width;
                out.add(IntStream.range(at, at + width).mapToObj(i -> string[i]).toList());
            }
            return out;
        }
    }

    /** A layout, another over the same bits, and what one width makes of it. */
    private static List<RawLayout> sameBits(SplittableRandom random, int width) {
        while (true) {
            RawLayout from = Laws.small(1, 2, 4, 24).apply(random).getFirst();
            Map<Axis, Integer> sizes = new TreeMap<>();
            for (Axis axis : from.axes().keySet()) sizes.put(axis, from.size(axis));
            int bits = from.size(Axis.V) * width;
            int[] widths = IntStream.rangeClosed(1, 8).filter(w -> bits % w == 0).toArray();
            sizes.put(Axis.V, bits / widths[random.nextInt(widths.length)]);
            if (sizes.values().stream().reduce(1, (a, b) -> a * b) <= 200) {
                return List.of(from, RawLayout.withSizes(random, random.nextInt(3), sizes));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void viewsAreLegalWhenAllCopiesAgreeAndThenReadTheSameStrings(int width) {
        int[] refused = new int[1];
        int[] back = new int[1];
        int legal = Laws.forAll("views of " + width + " bits", 1_500, random -> sameBits(random, width), s -> {
            Layout from = s.layout(0);
            Layout to = s.layout(1);
            int bits = from.size(Axis.V) * width;
            int newWidth = bits / to.size(Axis.V);
            if (newWidth * to.size(Axis.V) != bits || newWidth == 0 || !sameThreads(from, to)) return false;
            if (!View.check(width, from, newWidth, to).holds()) {
                refused[0]++;
                assertTrue(copiesDiffer(from, width, to, newWidth), "refused though all copies agree");
                assertThrows(IllegalArgumentException.class, () -> View.of(width, from, newWidth, to));
                return false;
            }
            View view = View.of(width, from, newWidth, to);
            reads(view, s.random(), width, newWidth, from, to);
            if (View.check(newWidth, to, width, from).holds()) {
                back[0]++;
                roundTrip(view);
            }
            return from != to;
        });
        System.out.printf("views of %d bits: %,d legal, %,d refused, %,d with a view back%n", width, legal, refused[0], back[0]);
        assertTrue(legal > 100 && refused[0] > 20 && back[0] > 100, "legal " + legal + ", refused " + refused[0]);
    }

    private static boolean sameThreads(Layout a, Layout b) {
        return RawLayout.AXES.stream().allMatch(axis -> axis.equals(Axis.V) || a.size(axis) == b.size(axis));
    }

    private static void reads(View view, SplittableRandom random, int width, int newWidth, Layout from, Layout to) {
        boolean[] bits = new boolean[from.elements() * width];
        for (int i = 0; i < bits.length; i++) bits[i] = random.nextBoolean();
        Strings strings = Strings.of(from, width, bits);
        for (int[] x : RawLayout.indices(to.shape())) {
            var code = new ArrayList<Boolean>();
            for (int bit = 0; bit < newWidth; bit++) {
                int[] target = Arrays.copyOf(x, x.length + 1);
                target[x.length] = bit;
                code.add(bits[rowMajor(view.source(target), view.from().shape())]);
            }
            for (List<Boolean> copy : strings.codes(to, newWidth, x)) assertEquals(code, copy);
        }
    }

    private static int rowMajor(int[] x, int[] shape) {
        int n = 0;
        for (int d = 0; d < x.length; d++) n = n * shape[d] + x[d];
        return n;
    }

    /** Whether for some bit of the source, set alone, two places of one element read different codes. */
    private static boolean copiesDiffer(Layout from, int width, Layout to, int newWidth) {
        for (int set = 0; set < from.elements() * width; set++) {
            boolean[] bits = new boolean[from.elements() * width];
            bits[set] = true;
            Strings strings = Strings.of(from, width, bits);
            for (int[] x : RawLayout.indices(to.shape())) {
                if (strings.codes(to, newWidth, x).stream().distinct().count() > 1) return true;
            }
        }
        return false;
    }

    private static void roundTrip(View view) {
        View back = view.inverse();
        assertEquals(view, back.inverse());
        assertEquals(new View(view.from(), view.from()), view.then(back));
        for (int[] x : RawLayout.indices(view.to().shape())) assertArrayEquals(x, back.source(view.source(x)));
    }

    @Test
    void viewsOfViewsAreViews() {
        int[] refused = new int[1];
        int composed = Laws.forAll("views compose", 4_000, random -> {
            List<RawLayout> two = sameBits(random, 1);
            Map<Axis, Integer> sizes = new TreeMap<>();
            for (Axis axis : RawLayout.AXES) sizes.put(axis, two.getFirst().size(axis));
            return List.of(two.getFirst(), RawLayout.withSizes(random, 2, sizes), RawLayout.withSizes(random, 2, sizes));
        }, s -> {
            Layout a = s.layout(0);
            Layout b = s.layout(1);
            Layout c = s.layout(2);
            if (!View.check(a, b).holds() || !View.check(b, c).holds()) {
                refused[0]++;
                return false;
            }
            View one = new View(a, b);
            View two = new View(b, c);
            for (int[] x : RawLayout.indices(c.shape())) assertArrayEquals(one.source(two.source(x)), one.then(two).source(x));
            return true;
        });
        assertTrue(composed > 500 && refused[0] > 500, composed + " composed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            8; [4] lane[0.0:4];      4; [4] lane[0.0:4];               'axis v has size 8 and 4 in bits, wanted equal sizes'
            8; [4] lane[0.0:4];      8; [2] lane[0.0:2];               'axis lane has size 4 and 2, wanted equal sizes'
            8; [4] lane[0.0:4];      8; [2] lane[0.0:2 *2];            'on lane the second has copies *2 that digit 0.0:4 of the first tells apart; wanted copies only where the first has some'
            8; [2] lane[*2 0.0:2];   8; [2] lane[0.0:2 *2];            'on lane the second has copies *2 that digit 0.0:2 of the first tells apart; wanted copies only where the first has some'
            8; [] v[*2];             4; [] v[*4];                      'on v the second has copies *4 that digit 0.0:8 of the first tells apart; wanted copies only where the first has some'
            """)
    void aRefusalSaysWhichAxisAndWhichEntries(int width, String from, int newWidth, String to, String why) {
        var refused = assertInstanceOf(Attempt.Refused.class, View.check(width, Layout.parse(from), newWidth, Layout.parse(to)));
        assertTrue(refused.reason().endsWith(": " + why), refused.reason());
    }

    @Test
    void copiesMayBeForgottenButNotMadeUp() {
        Layout copies = Layout.parse("[2] lane[*2 0.0:2]");
        View forgets = View.of(8, copies, 8, Layout.spatial(4));
        assertArrayEquals(new int[] {1, 5}, forgets.source(3, 5));
        assertThrows(IllegalArgumentException.class, forgets::inverse);
        assertThrows(IllegalArgumentException.class, () -> forgets.then(forgets));
    }

    /** Codes in the order 0, 2, 4, 6, 1, 3, 5, 7 of a 32-bit word, as AWQ stores them. */
    @Test
    void interleavedNibblesAreADigitLayout() {
        View unpack = new View(Layout.local(1).bits(32), Layout.parse("[8x4] v[0.1:2 0.0:4 1.0:4]"));
        int[] order = {0, 2, 4, 6, 1, 3, 5, 7};
        for (int p = 0; p < 8; p++) {
            for (int bit = 0; bit < 4; bit++) assertArrayEquals(new int[] {0, 4 * p + bit}, unpack.source(order[p], bit));
        }
    }

    /** Byte i of 16 holds code i in its low and code i + 16 in its high half, as in Q4_0. */
    @Test
    void halvesOfABlockInTheHalvesOfAByteAreADigitLayout() {
        View unpack = new View(Layout.local(16).bits(8), Layout.parse("[32x4] v[0.1:16 0.0:2 1.0:4]"));
        for (int e = 0; e < 32; e++) {
            for (int bit = 0; bit < 4; bit++) assertArrayEquals(new int[] {e % 16, e / 16 * 4 + bit}, unpack.source(e, bit));
        }
    }

    @Test
    void planesOfBitsAreADigitLayout() {
        View unpack = new View(Layout.local(3).bits(32), Layout.parse("[32x3] v[1.0:3 0.0:32]"));
        for (int e = 0; e < 32; e++) {
            for (int bit = 0; bit < 3; bit++) assertArrayEquals(new int[] {bit, e}, unpack.source(e, bit));
        }
    }
}
