package intarsia.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatterTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260101);

    static List<String> printed() {
        return EveryOp.ALL.stream().map(t -> Printer.print(Parser.parse(t))).toList();
    }

    @ParameterizedTest
    @MethodSource("printed")
    void whatIsPrintedIsLaidOutAlready(String text) {
        assertEquals(text, Formatter.format(text, "text"));
    }

    /** White space drawn anew between tokens, and comments at the ends of lines and between them. */
    @ParameterizedTest
    @MethodSource("printed")
    void drawnSpacesAndCommentsGiveTheSameKernelAndKeepEveryComment(String text) {
        SplittableRandom random = new SplittableRandom(SEED);
        Kernel wanted = Parser.parse(text);
        for (int round = 0; round < 8; round++) {
            List<String> comments = new ArrayList<>();
            String drawn = drawn(text, random, comments);
            String now = Formatter.format(drawn, "text");
            assertEquals(wanted, Parser.parse(now), () -> "-Dintarsia.seed=" + SEED + "\n" + drawn);
            assertEquals(now, Formatter.format(now, "text"), () -> "-Dintarsia.seed=" + SEED + "\n" + drawn);
            assertEquals(comments, Pattern.compile("//c\\d+").matcher(now).results().map(m -> m.group()).toList());
            assertEquals(text, now.replaceAll("(?m)^ *//c\\d+\\n", "").replaceAll(" //c\\d+", "").replaceAll("\\n\\n+", "\n"));
        }
    }

    private static String drawn(String text, SplittableRandom random, List<String> comments) {
        StringBuilder out = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (random.nextInt(5) == 0) {
                comments.add("//c" + comments.size());
                out.append("\t ").append(comments.getLast()).append('\n');
            }
            out.repeat(" ", random.nextInt(5)).append(line.strip());
            if (random.nextInt(5) == 0) {
                comments.add("//c" + comments.size());
                out.append("  ").append(comments.getLast());
            }
            out.repeat("\n", random.nextInt(1, 4));
        }
        return out.toString();
    }

    @Test
    void linesAreBrokenWhereStatementsBegin() {
        assertEquals("""
                intarsia 1
                // a file of one kernel
                tile kernel k {
                  out y %0: global i32[8] // eight

                  grid [1]
                  block (%b: i64)
                  %1: i64 = const 0
                  // inside
                  %2: i32[8] = iota 0
                  store %0, "value", [0], [%1], [], [], %2
                }
                """, Formatter.format("""
                intarsia 1
                  // a file of one kernel
                tile   kernel k { out y %0 :global i32[ 8 ] // eight


                grid[1] block(%b:i64) %1: i64=const 0 %2: i32[8] = // inside
                 iota 0 store %0,"value",[0],[ %1 ],[],[],%2 }
                """, "text"));
    }

    @Test
    void namesAndConstantsStayAsTheyWereWritten() {
        String text = """
                intarsia 1
                constant BLOCK = 32
                constant TWO = 2.0

                tile kernel k {
                  symbol n runtime 0..1000
                  in x %x: global f32[n]
                  out y %y: global f32[n]
                  grid [ceildiv(n, BLOCK)]
                  block (%i: i64)
                  %block: i64 = const BLOCK
                  %at: i64 = mul %i, %block
                  %n: i64 = size n
                  %row_0: f32[BLOCK] = load %x, "value", [0], [%at], [0], [%n]
                  %two: f32[BLOCK] = const TWO
                  %twice: f32[BLOCK] = mul %row_0, %two
                  store %y, "value", [0], [%at], [0], [%n], %twice
                }
                """;
        assertEquals(text, Formatter.format(text, "text"));
        assertTrue(Printer.print(Parser.parse(text)).contains("%8: f32[32] = mul %6, %7"), () -> Printer.print(Parser.parse(text)));
    }

    @Test
    void whatCannotBeReadIsAnErrorWithItsPlace() {
        TextException e = assertThrows(TextException.class, () -> Formatter.format("intarsia 1\ntile kernel k {\n  grid [1]\n  block (%0: i64)\n  frobnicate\n}\n", "text"));
        assertEquals(5, e.line());
    }
}
