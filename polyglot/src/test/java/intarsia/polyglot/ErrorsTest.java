package intarsia.polyglot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Errors say where in the text they are. */
class ErrorsTest {
    private static final String STATES = """
            intarsia 1
            tile kernel look {
              in table %0: global i32[4]
              in at %1: global i32[1]
              out y %2: global i32[1]
              grid []
              %3: i64 = const 0
              %4: i32[4] = load %0, "value", [0], [%3], [], []
              %5: i32[1] = load %1, "value", [0], [%3], [], []
              %6: i32[1] = lookup %4, %5
              %7: i32 = item %6
              %8: i32 = const 9
              %9: i1 = cmp.ne %7, %8
              assert %9, "nine is not allowed"
              store %2, "value", [0], [%3], [], [], %6
            }
            """;

    private final Context context = Texts.context();

    @AfterEach
    void close() {
        context.close();
    }

    private PolyglotException failure(String text, Object... arguments) {
        PolyglotException e = assertThrows(PolyglotException.class, () -> context.eval(Texts.source(text)).execute(arguments));
        assertTrue(e.isGuestException(), () -> message(e));
        assertFalse(e.isInternalError(), () -> message(e));
        return e;
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static String at(PolyglotException e) {
        SourceSection s = e.getSourceLocation();
        return s == null ? "nowhere" : s.getStartLine() + ": " + s.getCharacters();
    }

    @Test
    void aSyntaxErrorAnswersSoAndHasItsPlace() {
        PolyglotException e = failure(Texts.ADD.replace("add %7, %8", "add %7; %8"));
        assertTrue(e.isSyntaxError());
        assertEquals("14: ;", at(e));
        assertTrue(message(e).contains("wanted ','"), () -> message(e));
    }

    @Test
    void anEndInsideAKernelIsASyntaxErrorToo() {
        assertTrue(failure("intarsia 1\ntile kernel f {\n  grid []\n").isSyntaxError());
        assertTrue(failure("").isSyntaxError());
        assertTrue(failure("intarsia 1\n").isSyntaxError());
    }

    @Test
    void whatTheVerifierRefusesHasTheStatement() {
        PolyglotException e = failure(Texts.ADD.replace("store %2", "store %0"));
        assertFalse(e.isSyntaxError());
        assertEquals(15, e.getSourceLocation().getStartLine());
    }

    @Test
    void anIndexOutsideStopsAtItsStatement() {
        PolyglotException e = failure(STATES, new int[] {1, 2, 3, 4}, new int[] {4}, new int[1]);
        assertEquals("10: %6: i32[1] = lookup %4, %5", at(e));
        assertTrue(message(e).contains("index 4"), () -> message(e));
    }

    @Test
    void anAssertionStopsAtItsStatement() {
        PolyglotException e = failure(STATES, new int[] {9, 2, 3, 4}, new int[] {0}, new int[1]);
        assertEquals("14: assert %9, \"nine is not allowed\"", at(e));
        assertTrue(message(e).contains("nine is not allowed"), () -> message(e));
        assertEquals("look", e.getPolyglotStackTrace().iterator().next().getRootName());
    }

    @Test
    void anErrorInALoopStopsAtTheInnermostStatement() {
        String outside = Texts.SUMS.replace("%3: i64 = const 3", "%3: i64 = const 4");
        PolyglotException e = failure(outside, new int[6], new int[2]);
        assertTrue(at(e).startsWith("11: %9: i32[2,1] = load"), at(e));
    }

    @Test
    void memoryThatIsTooShortHasThePlaceOfTheKernel() {
        PolyglotException e = failure(Texts.ADD, new float[8], new float[7], new float[8], 8);
        assertTrue(at(e).startsWith("2: tile kernel add {"), at(e));
        assertTrue(message(e).contains("parameter b"), () -> message(e));
    }

    @Test
    void anArrayOfOtherElementsIsRefused() {
        PolyglotException e = failure(Texts.ADD, new float[8], new int[8], new float[8], 8);
        assertTrue(message(e).contains("b is int[]; wanted byte[], a buffer or a MemorySegment, or float[]"), () -> message(e));
        assertTrue(at(e).startsWith("2: tile kernel add {"), at(e));
    }

    @Test
    void aSizeThatIsNoIntegerIsRefused() {
        assertTrue(message(failure(Texts.ADD, new float[8], new float[8], new float[8], 1.5)).contains("n is 1.5; wanted an integer"));
    }

    @Test
    void otherNumbersOfArgumentsAreRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> context.eval(Texts.source(Texts.ADD)).execute(new float[8]));
        assertTrue(message(e).contains("4"), () -> message(e));
    }

    @Test
    void arraysTheHostDoesNotLendAreLeftAlone() {
        try (Context closed = Context.newBuilder("tile").allowHostAccess(HostAccess.NONE).option("engine.WarnInterpreterOnly", "false").build()) {
            float[] c = new float[1];
            PolyglotException e = assertThrows(PolyglotException.class,
                    () -> closed.eval(Texts.source(Texts.ADD)).execute(new float[] {1}, new float[] {1}, c, 1));
            assertTrue(message(e).contains("HostAccess"), () -> message(e));
            assertEquals(0, c[0]);
        }
    }

    @Test
    void twoKernelsOfOneNameAreRefused() {
        PolyglotException e = failure(Texts.ADD + Texts.ADD.replace("intarsia 1\n", ""));
        assertEquals(17, e.getSourceLocation().getStartLine());
    }
}
