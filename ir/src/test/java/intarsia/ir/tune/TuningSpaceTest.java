package intarsia.ir.tune;

import intarsia.ir.Point;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Expr;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.ir.text.SpaceParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spaces: their points by brute force, by chance and by neighbourhood; their text and that of points; tunables in kernels' texts. */
class TuningSpaceTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_261_125);

    private static final String SOME = """
        tunable few in {2, 4, 8, 16} default 8 "terms at a time"
        tunable vectors in {1, 2, 3}
        tunable fence in {0, -1}
        where (few * vectors) <= 32
        where ((few + vectors) % 2) == 0
        """;

    private static final String KERNEL = """
        intarsia 1
        constant MOST = 128
        tunable BLOCK in {32, 64, 128} default 64 "elements of a block"
        where BLOCK * 2 <= MOST
        tile kernel twice {
          in x %x: global f32[1024]
          out y %y: global f32[1024]
          grid [(1024 / BLOCK)]
          block (%i: i64)
          %n: i64 = const BLOCK
          %at: i64 = mul %i, %n
          %v: f32[BLOCK] = load %x, "value", [0], [%at], [], []
          %w: f32[BLOCK] = add %v, %v
          store %y, "value", [0], [%at], [], [], %w
        }
        """;

    /** All points of the product that hold, by three loops. */
    private static List<String> byHand() {
        List<String> all = new ArrayList<>();
        for (int few : List.of(2, 4, 8, 16)) {
            for (int vectors : List.of(1, 2, 3)) {
                for (int fence : List.of(0, -1)) {
                    if (few * vectors <= 32 && (few + vectors) % 2 == 0) {
                        all.add("fence=" + fence + " few=" + few + " vectors=" + vectors);
                    }
                }
            }
        }
        return all;
    }

    @Test
    void pointsAreThoseOfLoops() {
        TuningSpace s = SpaceParser.parse(SOME);
        assertEquals(byHand(), s.points().map(Point::toString).toList());
        assertEquals(byHand().size(), s.count());
        assertEquals(24, s.product());
        assertTrue(s.points().allMatch(s::contains));
        assertFalse(s.contains(s.initial()), "8 + 1 is odd");
    }

    @Test
    void ofRandomSpacesToo() {
        Random random = new Random(SEED);
        for (int n = 0; n < 200; n++) {
            List<Tunable> tunables = new ArrayList<>();
            for (int i = 0; i < random.nextInt(5); i++) {
                tunables.add(Tunable.of("t" + i, random.ints(1 + random.nextInt(4), -9, 9).distinct().boxed().toList(), ""));
            }
            List<Constraint> constraints = new ArrayList<>();
            for (int i = 0; i < random.nextInt(3) && !tunables.isEmpty(); i++) {
                constraints.add(new Constraint(side(random, tunables), Constraint.Relation.values()[random.nextInt(6)], side(random, tunables)));
            }
            TuningSpace s = new TuningSpace(tunables, constraints);
            assertEquals(s, SpaceParser.parse(s.toString()), () -> s + "-Dintarsia.seed=" + SEED);
            long wanted = new TuningSpace(tunables, List.of()).points().filter(s::contains).count();
            assertEquals(wanted, s.count(), () -> s + "-Dintarsia.seed=" + SEED);
        }
    }

    private static Expr side(Random random, List<Tunable> tunables) {
        Expr a = Expr.sym(tunables.get(random.nextInt(tunables.size())).name());
        Expr b = random.nextBoolean() ? Expr.of(random.nextInt(9)) : Expr.sym(tunables.get(random.nextInt(tunables.size())).name());
        return random.nextInt(3) == 0 ? b : Expr.bin(Expr.Kind.values()[random.nextInt(Expr.Kind.values().length)], a, b);
    }

    @Test
    void randomPointsAreLegalAndReachAll() {
        TuningSpace s = SpaceParser.parse(SOME);
        HashSet<Point> seen = new HashSet<>();
        for (long seed = 0; seed < 500; seed++) {
            Point p = s.random(seed);
            assertTrue(s.contains(p));
            assertEquals(p, s.random(seed));
            seen.add(p);
        }
        assertEquals(s.count(), seen.size());
        TuningSpace one = SpaceParser.parse("tunable a in {1, 2, 3}\nwhere a > 2\n");
        assertEquals("a=3", one.random(7).toString());
        assertThrows(IllegalStateException.class, () -> SpaceParser.parse("tunable a in {1}\nwhere a > 2").random(1));
        assertEquals(Point.NONE, TuningSpace.EMPTY.random(1));
        assertEquals(1, TuningSpace.EMPTY.count());
    }

    @Test
    void neighboursDifferInOne() {
        TuningSpace s = SpaceParser.parse(SOME);
        Point p = Point.parse("few=4 vectors=2 fence=0");
        List<Point> near = s.neighbours(p);
        assertEquals(List.of("fence=0 few=2 vectors=2", "fence=0 few=8 vectors=2", "fence=-1 few=4 vectors=2", "fence=0 few=16 vectors=2"),
            near.stream().map(Point::toString).toList());
        assertThrows(IllegalArgumentException.class, () -> s.neighbours(s.initial()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"few=8", "few = 8 part=32 ", "few=8  part=32", "few=8 few=8", "few=+8", "few=08", "few=-0", "few=2147483648", "=8", "few", "few=8,part=4", "a.b=1", "few=0x8", " "})
    void otherTextsAreNoPoints(String text) {
        if (text.equals("few=8")) {
            assertEquals(text, Point.parse(text).toString());
        } else {
            assertThrows(IllegalArgumentException.class, () -> Point.parse(text));
        }
    }

    @Test
    void pointsHaveOneText() {
        assertEquals("few=8 part=32", Point.parse("part=32 few=8").toString());
        assertEquals(Point.NONE, Point.parse(""));
        assertThrows(IllegalArgumentException.class, () -> Point.parse("a=1 ".repeat(5000)));
        assertThrows(IllegalArgumentException.class, () -> Point.parse("a".repeat(65) + "=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tunable", "tunable a", "tunable a in", "tunable a in {", "tunable a in {}", "tunable a in {1, 1}", "tunable a in {1} default 2", "tunable a in {99999999999}",
        "tunable a in {1}\ntunable a in {2}", "where a < 1", "tunable a in {1}\nwhere a", "tunable a in {1}\nwhere a < ", "tunable a in {1}\nwhere a <> 1", "tunable a in {1}\nwhere (1 / 0) < a",
        "tunable a in {1} \"x", "constant a = 1", "tunable 1 in {1}", "tunable a in {1}\nwhere b < 1"})
    void otherTextsAreNoSpaces(String text) {
        assertThrows(IllegalArgumentException.class, () -> SpaceParser.parse(text));
    }

    @Test
    void whatHasNoValueDoesNotHold() {
        TuningSpace s = SpaceParser.parse("tunable a in {0, 1}\nwhere 4 / a >= 0\nwhere a * 9223372036854775807 >= 0");
        assertEquals(List.of("a=1"), s.points().map(Point::toString).toList());
    }

    @Test
    void kernelsOfATextHaveTunables() {
        TuningSpace s = Parser.space(KERNEL, "test");
        assertEquals("tunable BLOCK in {32, 64, 128} default 64 \"elements of a block\"\nwhere (BLOCK * 2) <= 128\n", s.toString());
        assertEquals(2, s.count());
        var usual = Parser.parse(KERNEL);
        assertEquals(usual, Parser.parseAll(KERNEL, "test", s.initial()).getFirst());
        var other = Parser.parseAll(KERNEL, "test", Point.parse("BLOCK=32")).getFirst();
        assertEquals("[32]", other.grid().toString());
        assertNotEquals(usual, other);
        assertThrows(IllegalArgumentException.class, () -> Parser.parseAll(KERNEL, "test", Point.parse("BLOCK=128")));
        assertThrows(IllegalArgumentException.class, () -> Parser.parseAll(KERNEL, "test", Point.parse("BLOCK=33")));
        assertThrows(IllegalArgumentException.class, () -> Parser.parseAll(KERNEL, "test", Point.parse("OTHER=32")));
    }

    @Test
    void whatAKernelIsTunedToStandsInItsText() {
        var k = Parser.parse(KERNEL).tuned(Point.parse("ahead=4096 fence=80"));
        assertTrue(Printer.print(k).contains("\n  tuned ahead = 4096, fence = 80\n"), () -> Printer.print(k));
        assertEquals(k, Parser.parse(Printer.print(k)));
        assertEquals(2, CodeTunables.problems(Point.parse("ahead=3 other=1")).count());
        assertEquals(Point.parse("sink=0"), CodeTunables.said(Point.parse("sink=0 fence=10 ahead=0 few=8")));
    }
}
