package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CodeBookTest {
    @Test
    void ternaryTiesGoToZero() {
        DType ternary = DType.parse("ternary");
        for (double x : new double[] {-0.5, -0.49, 0, 0.5}) {
            assertEquals(1, ternary.encode(x), () -> "" + x);
        }
        assertEquals(2, ternary.encode(Math.nextUp(0.5)));
        assertEquals(0, ternary.encode(Math.nextDown(-0.5)));
        assertEquals(2, ternary.encode(9));
        assertThrows(IllegalArgumentException.class, () -> ternary.decode(3));
        assertNotEquals(ternary, CodeBook.of(-1, 0, 1));
    }

    @Test
    void aTypeIsOneLineOfJavaOrOfText() {
        var book = CodeBook.of(-1, -0.25, 0.25, 1e-7);
        assertEquals("lut2(-1,-0.25,0.25,1.0E-7)", book.toString());
        assertEquals(book, DType.parse("LUT2( -1, -0.25 , 0.25,1e-7 )"));
        assertEquals(List.of(-1.0, -0.25, 0.25, 1e-7), book.values());
        assertEquals(1e-7, book.decode(book.encode(0.1)));
    }

    @Test
    void valuesInAnyOrderEncodeToTheNearestAndRepeatedOnesToTheFirst() {
        var book = CodeBook.of(3, -1, -1, 0.5);
        assertEquals(1, book.encode(-7));
        assertEquals(0, book.encode(7));
        assertEquals(3, book.encode(1.75)); // the tie of 0.5 and 3 goes to the smaller
        assertEquals(-1, book.minFinite());
        assertTrue(book.isSigned() && !book.isCanonical(2) && book.isCode(2));
    }

    @Test
    void neighboursOneUlpApartInABookAreToldApart() {
        var book = CodeBook.of(1.0, 1 + 0x1p-52, 1 + 0x1p-51, 1 + 0x3p-52);
        for (int code = 0; code < 4; code++) {
            assertEquals(code, book.encode(book.decode(code)));
        }
    }

    @Test
    void publishedBooksHaveTheirPublishedValues() {
        // As checkpoints of bitsandbytes carry them in quant_map.
        var dynamic = DType.DYNAMIC8;
        assertEquals(256, dynamic.size());
        double[] some = {0, -0.992968738079071, 1, -0.9789062738418579, 31, -0.5571, 127, 0, 128, 5.500000384017767e-07, 129, 3.250000190746505e-06,
            138, 0.0004937500343658030, 191, 0.10703125596046448, 207, 0.33203125, 218, 0.48671871423721313, 254, 0.992968738079071, 255, 1};
        for (int i = 0; i < some.length; i += 2) {
            double want = some[i + 1];
            double found = dynamic.decode((long) some[i]);
            assertTrue(some[i] == 31 ? Math.abs(found - want) < 1e-4 : found == want, "code " + some[i] + " is " + found);
        }
        assertEquals(List.of(0.0, 0.0052083334885537624, 0.6666666865348816, 1.0, 0.3333333432674408, 0.5, 0.1666666716337204, 0.25),
            CodeBook.FP4.values().subList(0, 8));
        assertEquals(-0.25, CodeBook.FP4.decode(15));
        assertEquals(0, CodeBook.FP4.encode(-0.0));
        assertEquals(-127, CodeBook.IQ4NL.decode(0));
        assertEquals(DType.NF4, DType.parse("lut4(nf4)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lut2(1,2)", "lut1(1,2,3)", "lut0(1)", "lut2()", "lut2(1,2,x,4)", "lut2(1,2,,4)", "lut2(1,2,3,1e999)", "lut2(nan,1,2,3)",
        "lut4(nf5)", "lut3(nf4)", "lut17(1,2)", "lut2((1),2,3,4)", "lut2(1,2,3,4", "lut2(1,2,3,4)x", "lut2(0x1p3,1,2,3)"})
    void booksThatAreNoneAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> DType.parse(text));
    }

    @Test
    void messagesOfLongBooksStayShort() {
        String text = "lut16(" + "1,".repeat(100_000) + "x)";
        var e = assertThrows(IllegalArgumentException.class, () -> DType.parse(text));
        assertTrue(String.valueOf(e.getMessage()).length() < 400, e::getMessage);
        var many = assertThrows(IllegalArgumentException.class, () -> CodeBook.of(IntStream.range(0, 70_000).asDoubleStream().toArray()));
        assertEquals("a code book has 2 to 65536 values, found 70000", many.getMessage());
    }
}
