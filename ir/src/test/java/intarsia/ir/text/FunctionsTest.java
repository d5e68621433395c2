package intarsia.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import intarsia.ir.verify.Verifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionsTest {
    private static final String CLAMP = """
            tile function clamp(%0: i32[8], %1: i32) -> (i32[8], i32[8]) {
              %2: i32[8] = fill %1
              %3: i32[8] = neg %2
              %4: i32[8] = call least(%0, %2)
              %5: i32[8] = max %4, %3
              yield %5, %0
            }
            """;
    private static final String LEAST = """
            tile function least(%7: i32[8], %8: i32[8]) -> (i32[8]) {
              %9: i32[8] = min %7, %8
              yield %9
            }
            """;
    private static final String KERNEL = """
            tile kernel k {
              inout x %0: global i32[8]
              grid [1]
              block (%1: i64)
              %2: i64 = const 0
              %3: i32[8] = load %0, "value", [0], [%2], [], []
              %4: i32 = const 5
              %5: i32[8], %6: i32[8] = call clamp(%3, %4)
              %7: i32[8] = add %5, %6
              store %0, "value", [0], [%2], [], [], %7
            }
            """;
    private static final String INLINED = """
            intarsia 1
            tile kernel k {
              inout x %0: global i32[8]
              grid [1]
              block (%1: i64)
              %2: i64 = const 0
              %3: i32[8] = load %0, "value", [0], [%2], [], []
              %4: i32 = const 5
              %11: i32[8] = fill %4
              %12: i32[8] = neg %11
              %13: i32[8] = min %3, %11
              %14: i32[8] = max %13, %12
              %7: i32[8] = add %14, %3
              store %0, "value", [0], [%2], [], [], %7
            }
            """;

    /** Two functions and a kernel. */
    static final String TEXT = text(CLAMP, LEAST, KERNEL);

    private static String text(String... parts) {
        return "intarsia 1\n" + String.join("", parts);
    }

    @Test
    void theStatementsOfAFunctionStandInPlaceOfItsCallWhereverItIsDefined() {
        for (List<String> order : List.of(List.of(CLAMP, LEAST, KERNEL), List.of(KERNEL, LEAST, CLAMP), List.of(LEAST, KERNEL, CLAMP))) {
            Kernel k = Parser.parse(text(order.toArray(String[]::new)));
            assertEquals(List.of(), Verifier.verify(k));
            assertEquals(Parser.parse(INLINED).body().body().size(), k.body().body().size());
            assertEquals(shape(INLINED), shape(Printer.print(k)));
            assertEquals(k, Parser.parse(Printer.print(k)));
        }
    }

    /** Without the numbers of values that a call made, which depend on the order of the text. */
    private static List<String> shape(String text) {
        return text.lines().map(l -> l.replaceAll("%\\d+", "%")).toList();
    }

    @Test
    void aFunctionWithControlMayBeCalledTwiceAndGiveNothing() {
        Kernel k = Parser.parse(text("""
                tile function sum(%0: i64, %1: i64) -> (i64) {
                  %2: i64 = const 1
                  %3: i64 = for %0, %1, %2, [%0], { (%4: i64, %5: i64)
                    %6: i64 = add %4, %5
                    yield %6
                  }
                  yield %3
                }
                tile function check(%0: i64) {
                  %1: i64 = const 0
                  %2: i1 = cmp.ge %0, %1
                  assert %2, "negative"
                }
                tile kernel k {
                  grid [1]
                  block (%0: i64)
                  %1: i64 = const 7
                  %2: i64 = call sum(%0, %1)
                  %3: i64 = call sum(%2, %1)
                  call check(%3)
                }
                """));
        assertEquals(List.of(), Verifier.verify(k));
        assertEquals(k, Parser.parse(Printer.print(k)));
        assertEquals(8, k.body().body().size());
    }

    static Stream<Arguments> refused() {
        String back = "tile function least(%7: i32[8], %8: i32[8]) -> (i32[8]) {\n%9: i32[8], %10: i32[8] = call clamp(%7, %8)\nyield %9\n}\n";
        return Stream.of(
                Arguments.of(text(CLAMP, back, KERNEL), "function clamp calls itself: clamp -> least -> clamp"),
                Arguments.of(text("tile function f(%0: i32) {\ncall f(%0)\n}\n"), "function f calls itself: f -> f"),
                Arguments.of(text(CLAMP, KERNEL), "no function 'least'; known: [clamp]"),
                Arguments.of(text(CLAMP, LEAST, KERNEL, LEAST), "function least is defined twice"),
                Arguments.of(text(CLAMP, LEAST, KERNEL.replace("call clamp(%3, %4)", "call clamp(%3, %3)")), "it takes [i32[8], i32] and gives [i32[8], i32[8]]"),
                Arguments.of(text(CLAMP, LEAST, KERNEL.replace("%5: i32[8], %6: i32[8] = call", "%5: i32[8] = call")), "call of tile function clamp"),
                Arguments.of(text(LEAST, CLAMP.replace("yield %5, %0", "yield %5")), "function clamp yields [i32[8]]; its first line says [i32[8], i32[8]]"),
                Arguments.of(text("tensor function f(%0: f32) {\n}\ntile kernel k {\ngrid []\n%0: f32 = const 1.0\ncall f(%0)\n}\n"), "call of tensor function f"),
                Arguments.of(text(doubling(30)), "calls become more than"));
    }

    /** Each function calls the one before it twice. */
    private static String doubling(int n) {
        StringBuilder all = new StringBuilder("tile function f0(%0: i32) {\n%1: i32 = neg %0\n}\n");
        for (int i = 1; i < n; i++) {
            all.append("tile function f" + i + "(%0: i32) {\ncall f" + (i - 1) + "(%0)\ncall f" + (i - 1) + "(%0)\n}\n");
        }
        return all.toString();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNoCallIsRefused(String text, String part) {
        String message = String.valueOf(assertThrows(TextException.class, () -> Parser.parseAll(text, "text")).getMessage());
        assertTrue(message.contains(part), message);
    }
}
