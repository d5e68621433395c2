package intarsia.tests.cli;

import static intarsia.ir.layout.Layout.local;
import static intarsia.ir.layout.Layout.localColumn;
import static intarsia.ir.layout.Layout.spatial;
import static intarsia.ir.layout.Layout.spatialColumn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.layout.Expression;
import intarsia.ir.DotAtom;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.cute.TvLayout;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts as expressions. */
final class LayoutExpressionTest {
    private static final Layout A = localColumn(2, 2).times(spatial(8, 4)).times(local(1, 2));

    private static void means(Layout wanted, String text) {
        assertEquals(wanted, Expression.parse(text), text);
    }

    @Test void constructorsAreThoseOfTheClass() {
        means(local(2, 3), "local(2,3)");
        means(localColumn(2, 3), " localColumn ( 2 , 3 ) ");
        means(spatial(8, 4), "spatial(8,4)");
        means(spatialColumn(4, 8), "spatialColumn(4,8)");
        means(Layout.on(Axis.WARP, 2, 2), "on(warp,2,2)");
        means(Layout.onColumn(Axis.WARP, 2, 2), "onColumn(warp, 2,2)");
        means(Layout.replica(Axis.LANE, 4), "replica(lane,4)");
        means(Layout.rowMajor(16, 6), "rowMajor(16; 6)");
        means(Layout.UNIT, "local()");
    }

    @Test void aLiteralIsTheTextForm() {
        means(A, A.toString());
        means(A.times(A), A + " * " + A);
        means(Layout.parse("[6] lane[*8 0.1:2] v[0.0:3]"), "([6]  lane[*8 0.1:2] v[ 0.0:3 ])");
        means(Layout.UNIT, "[]");
    }

    @Test void operatorsAreThoseOfTheAlgebraFromLeftToRight() {
        means(A, "localColumn(2,2) * spatial(8,4) * local(1,2)");
        means(localColumn(2, 2), "m16n8k16.a / (spatial(8,4) * local(1,2))");
        means(spatial(8, 4).times(local(1, 2)), "localColumn(2,2) \\ m16n8k16.a");
        means(spatial(8, 4), "localColumn(2,2) \\ m16n8k16.a / local(1,2)");
        means(A.over(local(1, 2)).orThrow().times(local(3, 1)), "m16n8k16.a / local(1,2) * local(3,1)");
    }

    @Test void methodsAreThoseOfTheClass() {
        means(A.permute(1, 0), "m16n8k16.a.permute(1,0)");
        means(A.reshape(4, 4, 16).orThrow(), "m16n8k16.a.reshape(4,4,16)");
        means(A.reduce(1), "m16n8k16.a.reduce(1)");
        means(A.reduce(1).squeeze(1).unsqueeze(0), "m16n8k16.a.reduce(1).squeeze(1).unsqueeze(0)");
        means(A.concat(local(2).times(spatial(3))), "m16n8k16.a.concat(local(2)*spatial(3))");
        means(A.bits(4), "m16n8k16.a.bits(4)");
        means(A.slice(0, 8, 8).orThrow(), "m16n8k16.a.slice(0,8,8)");
        means(A.operand(1, 16), "m16n8k16.a.operand(1,16)");
        means(local(2, 2).times(local(1, 2).permute(1, 0)), "local(2,2) * local(1,2).permute(1,0)");
    }

    @Test void everyFragmentHasAName() {
        for (DotAtom atom : DotAtom.all()) {
            means(atom.layoutA(), atom.name() + ".a");
            means(atom.layoutB(), atom.name() + ".b");
            means(atom.layoutC(), atom.name() + ".c");
        }
        means(A, "m16n8k16.a");
        means(DotAtom.named("m16n8k32.s32.s8.u8").layoutB().permute(1, 0), "m16n8k32.b.permute(1,0)");
    }

    @Test void aTvLayoutOfCuteIsRead() {
        Layout c = DotAtom.named("m16n8k16.f32.f16.f16").layoutC();
        means(c, "cute(((4,8),(2,2)):((32,1),(16,8)); 16,8)");
        for (DotAtom atom : DotAtom.MMA) {
            means(atom.layoutB(), "cute(" + TvLayout.of(atom.layoutB()).orThrow() + "; " + atom.k() + "," + atom.n() + ")");
        }
        means(spatial(4).times(local(2)), "cute((4,2):(2,1))");
        means(Layout.on(Axis.WARP, 2).times(spatial(4)), "cute((8,1):(1,0); 8; 4)");
    }

    @Test void productsOfRandomPartsAreReadBackAndDivideAgain() {
        long seed = Long.getLong("intarsia.seed", 20_260_101);
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String left = product(random);
            String right = product(random);
            Layout l = Expression.parse(left);
            Layout r = Expression.parse(right);
            String seen = "-Dintarsia.seed=" + seed + ": " + left + " and " + right;
            assertEquals(l.times(r), Expression.parse("(" + left + ") * (" + right + ")"), seen);
            assertEquals(l, Expression.parse("(" + left + ") * (" + right + ") / (" + right + ")"), seen);
            assertEquals(r, Expression.parse("(" + left + ") \\ ((" + left + ") * (" + right + "))"), seen);
        }
    }

    private static String product(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(_ -> part(random)).collect(Collectors.joining(" * "));
    }

    private static String part(Random random) {
        String name = new String[] {"local", "spatial", "localColumn", "spatialColumn"}[random.nextInt(4)];
        return name + "(" + (1 + random.nextInt(4)) + "," + (1 + random.nextInt(4)) + ")";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
        local(2,2                        | 10 | wanted ')' after the numbers
        local(2,,2)                      | 9  | wanted a number from 0 to 2147483647
        lokal(2,2)                       | 1  | no constructor 'lokal'; known: local(2,2)
        local(2,2) * m16n8k99.a          | 14 | a fragment .a, .b or .c of mac.f32
        m16n8k16                         | 1  | an operand of m16n8k16.f32.f16.f16 is wanted: m16n8k16.a
        m16n8k16.a.transpose(1)          | 12 | no method 'transpose'; known: permute(1,0)
        m16n8k16.a.bits(1,2)             | 12 | 2 numbers, wanted 1
        m16n8k16.a local(2)              | 12 | wanted an operator
        (local(2)                        | 10 | wanted ')' after the expression
        [16x16] lane[0.0:16              | 13 | wanted ']' for this '['
        [16x16] lane[0.0:16 1.0:15] v[2.0:3] | 1 | no dimension 2
        on(Lane,2)                       | 4  | wanted a lower-case letter
        rowMajor(16,2)                   | 12 | wanted ';' between lanes and shape
        cute((4,8):(1))                  | 1  | tuples of different form
        cute((3,8):(1,7); 8,8)           | 1  | passes from one warp
        m16n8k16.a / spatial(3,4)        | 12 | dimension 0 has extent 16 in C and 3 in B
        local(3) \\ spatial(6)           | 10 | no A with
        local(4,4).reshape(3)            | 12 | 16 elements
        m16n8k16.a.permute(0,0)          | 12 | wanted each of 0..1 once
        replica(lane,0)                  | 1  | wanted a count >= 1
        local(65536,65536)               | 1  | wanted 1..2147483647
        """)
    void anErrorNamesItsColumnAndWhatWasWanted(String text, int column, String wanted) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Expression.parse(text)).getMessage());
        assertTrue(message.startsWith("column " + column + ", "), message);
        assertTrue(message.contains(wanted), message);
        assertEquals("^", message.lines().skip(2).findFirst().orElse("").strip(), message);
    }

    @Test void aRefusedDivisionDrawsBothLayouts() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Expression.parse("m16n8k16.a / m16n8k16.b")).getMessage());
        assertTrue(message.contains("C = " + A.render() + "B = "), message);
        assertTrue(message.contains("B = " + DotAtom.named("m16n8k16.f32.f16.f16").layoutB().render().strip()), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "local(2,2).concat(", "local(2)*(", "[", "cute(", "cute((", "2", "*", "local(1)."})
    void deepAndLongExpressionsAreRefused(String part) {
        assertThrows(IllegalArgumentException.class, () -> Expression.parse(part.repeat(4096 / part.length())));
        assertThrows(IllegalArgumentException.class, () -> Expression.parse(part.repeat(1 << 16)));
        assertThrows(IllegalArgumentException.class, () -> Expression.parse("(".repeat(65) + "local(2)" + ")".repeat(65)));
        means(local(2), "(".repeat(60) + "local(2)" + ")".repeat(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local(2147483647,2147483647)", "local(99999999999999999999)", "replica(lane,2147483647)*replica(lane,2147483647)",
        "local(2147483647).bits(64)", "spatial(65536)*spatial(65536)", "cute((9223372036854775807,2):(1,9223372036854775807))", "rowMajor(0; 4)"})
    void hugeExtentsAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Expression.parse(text));
    }

    @Test void noTextBreaksTheReader() {
        long seed = Long.getLong("intarsia.seed", 20_260_101);
        var random = new Random(seed);
        String[] words = {"local(", "spatial(", "cute(", "[2x2]", " lane[0.0:2]", "v[1.0:2]", "2", ",", ")", "(", "*", "/", "\\", ".permute(", ".a", "m16n8k16", ";", ":", "\n", "é", "-"};
        for (int i = 0; i < 3000; i++) {
            String text = IntStream.range(0, random.nextInt(12)).mapToObj(_ -> words[random.nextInt(words.length)]).collect(Collectors.joining());
            try {
                Expression.parse(text);
            } catch (IllegalArgumentException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("column "), "-Dintarsia.seed=" + seed + ": " + text + ": " + e);
            }
        }
    }
}
