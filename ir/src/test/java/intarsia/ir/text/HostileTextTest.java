package intarsia.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import intarsia.ir.verify.Verifier;
import java.util.List;
import java.util.stream.Stream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Text that is no kernel gets one clear message, and nothing but. */
class HostileTextTest {
    static final List<String> KERNELS = Stream.concat(EveryOp.ALL.stream(), Stream.of(FunctionsTest.TEXT)).toList();

    private static String tile(String statements) {
        return "intarsia 1\ntile kernel k {\n  grid []\n" + statements + "\n}\n";
    }

    private static String message(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Parser.parse(text)).getMessage());
    }

    @Test
    void anErrorShowsTheLineAndACaret() {
        TextException e = assertThrows(TextException.class, () -> Parser.parse(tile("  %0: i64 = frob 3")));
        assertEquals(4, e.line());
        List<String> lines = String.valueOf(e.getMessage()).lines().toList();
        assertTrue(lines.get(0).startsWith("line 4: no op 'frob'; known: "), lines.get(0));
        assertEquals("    %0: i64 = frob 3", lines.get(1));
        assertTrue(lines.get(2).strip().equals("^"), lines.get(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "%0: i64 = size %1 | wanted a size",
        "%0: i64 = add %1, %1 | %1 is used before it is defined",
        "%0: i64 = const 99999999999999999999 | 99999999999999999999",
        "%99999999: i64 = const 0 | wanted a value such as %3",
        "%0: f32[0] = const 0.0 | tile extent 0",
        "%0: f32[2097152] = const 0.0 | loop over smaller tiles",
        "%0: f32[65536,65536] = const 0.0 | loop over smaller tiles",
        "%0: f99[4] = const 0.0 | no data type 'f99'",
        "%0: f32[4] = iota 99999999999 | wanted an integer from",
        "%0: i64 = size (9223372036854775807 + 1) | cannot compute",
        "%0: i64 = size (1 / 0) | cannot compute",
        "%0: i64 = size 99999999999999999999 | does not fit 64 bits",
        "%0: i32 = const 1 %1 | wanted ':'",
        "store %0, \"value\", [0], [], [], [], %0 | %0 is used before it is defined",
        "%0: i32 = iota 0 | gives a TileType"})
    void whatIsWrongIsSaidInOneMessage(String statement, String part) {
        String m = message(tile(statement));
        assertTrue(m.contains(part.replace("`", "")), m);
    }

    @Test
    void aValueIsDefinedOnce() {
        assertTrue(message(tile("%0: i64 = const 0\n%0: i64 = const 1")).contains("%0 is defined twice"));
    }

    @Test
    void anotherVersionOfTheTextFormIsRefused() {
        assertTrue(message("intarsia 2\n").contains("this Intarsia reads 1"));
    }

    @Test
    void regionsAndExpressionsNestOnlySoDeep() {
        String cond = "%0: i1 = const 1\n";
        assertTrue(message(tile(cond + "if %0, {\n".repeat(100_000))).contains("nested deeper"));
        assertTrue(message(tile("%0: i64 = size " + "(".repeat(100_000))).contains("nested deeper"));
        assertTrue(message(tile("%0: i64 = size " + "min(1, ".repeat(100_000))).contains("nested deeper"));
    }

    @Test
    void longTokensAndCommentsOverflowNoStack() {
        assertTrue(message(tile("//" + "x".repeat(1 << 20) + "\n" + "y".repeat(1 << 20))).contains("no op"));
        assertTrue(message(tile("%0: i64 = const 0\nassert %0, \"" + "z".repeat(1 << 20))).length() > 0);
        assertTrue(message(tile(" \n".repeat(1 << 20) + "frob")).contains("no op 'frob'"));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void aTextCutAnywhereIsAnErrorOrAKernel(String text) {
        for (int end = 0; end < text.length(); end++) {
            survive(text.substring(0, end));
        }
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void aTextWithDamagedCharactersIsAnErrorOrAKernel(String text) {
        long seed = Long.getLong("intarsia.seed", 20260101);
        Random random = new Random(seed);
        String alphabet = "%0189,:[](){}|-.\"\\ \nxi<>/=";
        for (int i = 0; i < 4000; i++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int j = random.nextInt(3); j >= 0; j--) {
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.setCharAt(at, c);
                    case 1 -> damaged.insert(at, c);
                    default -> damaged.deleteCharAt(at);
                }
            }
            String shown = damaged.toString();
            try {
                survive(shown);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("-Dintarsia.seed=" + seed + " text " + i + ":\n" + shown, e);
            }
        }
    }

    /** Reads, and where that works verifies and prints: nothing but IllegalArgumentException comes out. */
    private static void survive(String text) {
        Kernel k;
        try {
            k = Parser.parse(text);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage() != null);
            return;
        }
        assertEquals(k, Parser.parse(Printer.print(k)));
        Verifier.verify(k);
    }
}
