package intarsia.ir.layout.cute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.layout.linear.Answer;
import intarsia.ir.layout.linear.Swizzle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of CuTe's documentation, and what is refused. */
class CuteLayoutTest {
    private static CuteLayout cute(String text) {
        return CuteLayout.parse(text);
    }

    @Test
    void aLayoutCountsItsModesFirstModeFastest() {
        CuteLayout l = cute("((2,4),8):((1,8),2)");
        assertEquals(64, l.size());
        assertEquals(1 + 1 + 3 * 8 + 7 * 2, l.cosize());
        assertEquals(1 + 3 * 8 + 5 * 2, l.at(1 + 2 * 3 + 8 * 5));
        assertEquals(1 + 3 * 8 + 5 * 2, l.at(7, 5));
        assertEquals("(2,4):(1,8)", l.modes().getFirst().toString());
        assertThrows(IndexOutOfBoundsException.class, () -> l.at(64));
        assertThrows(IndexOutOfBoundsException.class, () -> l.at(0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8:1", "1:0", "(2,4):(1,8)", "((2,4),8):((1,8),2)", "(((2)),(1,(3,4)),5):(((1)),(0,(2,6)),0)", "():()"})
    void textRoundTrips(String text) {
        assertEquals(text, cute(text).toString());
        assertEquals(cute(text), cute(cute(text).toString()));
        assertEquals(cute(text), cute(text.replaceAll("(\\d+)", " _$1 ")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"(2,(1,6)):(1,(6,2))|12:1", "(2,3):(1,2)|6:1", "(2,3):(3,1)|(2,3):(3,1)", "(1,1):(5,7)|1:0", "(4,2):(0,0)|8:0"})
    void coalesce(String a, String want) {
        assertEquals(want, cute(a).coalesce().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(6,2):(8,2)|(4,3):(3,1)|((2,2),3):((24,2),8)",
        "20:2|(5,4):(4,1)|(5,4):(8,2)",
        "(10,2):(16,4)|(5,4):(1,5)|(5,(2,2)):(16,(80,4))",
        "8:1|4:2|4:2",
        "(4,2):(2,16)|8:0|8:0",
        "10:3|4:3|4:9",
        "16:3|(4,4):(1,2)|(4,4):(3,6)",
        "(4,4):(1,10)|4:5|4:11"})
    void composition(String a, String b, String want) {
        assertEquals(want, cute(a).compose(cute(b)).orThrow().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"4:1|24|6:4", "6:4|24|4:1", "(4,6):(1,4)|24|1:0", "4:2|24|(2,3):(1,8)", "(2,4):(1,6)|24|3:2",
        "(2,2):(1,6)|24|(3,2):(2,12)", "1:0|7|7:1", "4:1|10|3:4"})
    void complement(String a, long m, String want) {
        assertEquals(want, cute(a).complement(m).orThrow().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"(4,2,3):(2,1,8)|4:2|((2,2),(2,3)):((4,1),(2,8))", "24:3|8:1|(8,3):(3,24)"})
    void logicalDivide(String a, String b, String want) {
        assertEquals(want, cute(a).logicalDivide(cute(b)).orThrow().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"(2,2):(4,1)|6:1|((2,2),(2,3)):((4,1),(2,8))", "(2,5):(5,1)|(3,4):(1,3)|((2,5),(3,4)):((5,1),(10,30))"})
    void logicalProduct(String a, String b, String want) {
        assertEquals(want, cute(a).logicalProduct(cute(b)).orThrow().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"(4,8):(8,1)|(8,4):(4,1)", "4:2|1:0", "(2,4):(1,4)|2:1", "(3,4):(0,1)|4:3"})
    void rightInverse(String a, String want) {
        assertEquals(want, cute(a).rightInverse().toString());
    }

    @Test
    void leftInverse() {
        assertEquals("(2,4):(4,1)", cute("4:2").leftInverse().orThrow().toString());
        assertRefused("one offset for 3", cute("(3,4):(0,1)").leftInverse());
        assertRefused("no multiple", cute("(2,2):(2,3)").leftInverse());
    }

    /** The trap: mode by mode this is (2,2):(1,1), 0 1 1 2; the composition of the functions is 0 1 1 10. */
    @Test
    void modesThatCarryIntoEachOtherAreRefused() {
        assertRefused("carries into", cute("(2,2):(1,10)").compose(cute("(2,2):(1,1)")));
    }

    @Test
    void whatCutsThroughModesOrReachesBeyondIsRefused() {
        assertRefused("cuts through", cute("(4,4):(1,10)").compose(cute("5:3")));
        assertRefused("reaches offset 8", cute("8:1").compose(cute("9:1")));
        assertRefused("no multiple", cute("(2,2):(2,3)").complement(24));
        assertRefused("no multiple", cute("(4,4):(1,2)").complement(24));
        assertRefused("wanted at least 1", cute("4:1").complement(0));
        assertRefused("no multiple", cute("24:1").logicalDivide(cute("(4,4):(1,2)")));
    }

    private static void assertRefused(String words, Answer<CuteLayout> answer) {
        switch (answer) {
            case Answer.Found<CuteLayout>(CuteLayout l) -> throw new AssertionError("not refused: " + l);
            case Answer.Refused<CuteLayout>(String reason) -> assertTrue(reason.contains(words), reason);
        }
    }

    @Test
    void whatIsNoLayoutIsRefused() {
        for (String bad : List.of("", "8", "8:", "(8:1", "(8,2):1", "(8,2):(1,2,3)", "8:1 x", "-8:1", "0:1", "8:(1)", "9999999999999999999:1",
                "(".repeat(100) + "8", "9223372036854775807:2", "(4294967296,4294967296):(1,0)")) {
            assertThrows(IllegalArgumentException.class, () -> cute(bad), bad);
        }
        assertWords("column 5", () -> cute("(8,2;3):(1,8)"));
        assertWords("different form", () -> cute("(8,2):(1,(8))"));
    }

    private static void assertWords(String words, Executable call) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(message.contains(words), message);
    }

    @Test
    void aSwizzledLayoutIsReadAndAppliedAsCutePrintsIt() {
        Swizzled s = Swizzled.parse("Sw<3,4,3> o 0 o (8,64):(128,2)");
        assertEquals("Sw<3,4,3> o 0 o (8,64):(128,2)", s.toString());
        for (long i = 0; i < 512; i++) assertEquals(new Swizzle(3, 4, 3).apply(i % 8 * 128 + i / 8 * 2), s.at(i));
        assertThrows(IllegalArgumentException.class, () -> Swizzled.parse("Sw<3,4> o 0 o 8:1"));
    }
}
