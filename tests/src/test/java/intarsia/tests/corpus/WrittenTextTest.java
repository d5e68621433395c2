package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.cases.CaseFile;
import intarsia.cli.fuzz.Fuzz;
import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.dsl.library.BlockKernels;
import intarsia.ir.Kernel;
import intarsia.ir.text.Formatter;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.ir.text.Template;
import intarsia.ir.text.Templates;
import intarsia.ir.text.TextException;
import intarsia.ir.type.Format;
import intarsia.ir.verify.Verifier;
import intarsia.passes.findings.Examination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text as people write it: names, constants, imports, and how it is laid out. */
class WrittenTextTest {
    private static final String NAMED = """
            intarsia 1
            constant BLOCK = 32
            constant HALF = (BLOCK / 2)
            constant TWO = 2.0
            tile kernel twice {
              symbol n runtime 0..1000
              in x %x: global f32[n]
              out y %y: global f32[n]
              grid [ceildiv(n, BLOCK)]
              block (%i: i64)
              %block: i64 = const BLOCK
              %at: i64 = mul %i, %block
              %n: i64 = size n
              %row: f32[BLOCK] = load %x, "value", [0], [%at], [0], [%n]
              %two: f32[BLOCK] = const TWO
              %zero: i64 = const 0
              %one: i64 = const 1
              %sum: f32[BLOCK] = for %zero, %one, %one, [%row], { (%i_0: i64, %acc: f32[BLOCK])
                %v: f32[BLOCK] = mul %acc, %two
                yield %v
              }
              %again: f32[BLOCK] = for %zero, %one, %one, [%sum], { (%i_0: i64, %acc: f32[BLOCK])
                %v: f32[HALF,2] = reshape %acc
                %w: f32[BLOCK] = reshape %v
                yield %w
              }
              store %y, "value", [0], [%at], [0], [%n], %again
            }
            """;

    /** A template of the tests, provided as anybody can. */
    public static final class TestTemplates implements Templates {
        @Override
        public List<Template> all() {
            return List.of(new Template("tests_dequantize", List.of(Template.Parameter.needed("format"), new Template.Parameter("unused", "1")),
                    a -> BlockKernels.dequantize(Format.parse(String.valueOf(a.get("format"))))));
        }
    }

    @Test
    void namesAndConstantsMeanTheNumberedKernel() {
        Kernel k = Parser.parse(NAMED);
        assertEquals(List.of(), Verifier.verify(k));
        String printed = Printer.print(k);
        assertTrue(printed.contains("f32[16,2]") && printed.contains("const 2.0") && !printed.contains("BLOCK") && !printed.contains("%row"), printed);
        assertEquals(k, Parser.parse(printed));
        assertEquals(Map.of(), new Launch(k, Map.of("n", 37L), Map.of(), 1).problems(LaneEngine.all()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"contract(b = \"Q8_0\") as gemv", "contract()", "contract(\"f16\", \"u4g32\", columns = 2)", "attention(16)", "attention(width = 8, format = \"f16\")",
        "dequantize(\"Q4_K\")", "quantize(Q8_0)", "unpack(Q4_0)", "pack(Q4_0)", "repack(Q4_0, \"u4g32_sf16_c8\")", "dequantize_ordered(u4g32, 64)", "gather_columns(f32)", "rotate(32)",
        "tests_dequantize(Q8_0)"})
    void anImportIsTheTemplatesKernel(String wanted) {
        List<Kernel> kernels;
        try {
            kernels = Parser.parseAll("intarsia 1\nimport " + wanted + "\n", "text");
        } catch (TextException e) {
            assertTrue(wanted.startsWith("repack"), e::getMessage); // of these two formats there may be none
            return;
        }
        assertEquals(1, kernels.size());
        assertEquals(List.of(), Verifier.verify(kernels.getFirst()));
        assertEquals(List.of(), Examination.of(kernels.getFirst()).findings());
        if (wanted.endsWith("as gemv")) {
            assertEquals("gemv", kernels.getFirst().name());
        }
    }

    @Test
    void importedContractionsAndAttentionsRunOnEveryEngine() {
        Map<String, Long> sizes = Map.of("m", 3L, "n", 9L, "k", 64L);
        assertEquals(Map.of(), new Launch(Parser.parse("intarsia 1\nimport contract(b = Q8_0)\n"), sizes, Map.of(), 1).problems(LaneEngine.all()));
        assertEquals(Map.of(), new Launch(Parser.parse("intarsia 1\nimport attention(16)\n"), Map.of("rows", 2L, "positions", 21L), Map.of(), 1).problems(LaneEngine.all()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "import frobnicate() | 2 | 8 | no template 'frobnicate'; known:",
        "import dequantize() | 2 | 19 | no 'format'; wanted dequantize(format)",
        "import rotate(7) | 2 | 1 | wanted",
        "import rotate(32, 33) | 2 | 19 | wanted rotate(size)",
        "constant add = 3 | 2 | 10 | no word of the language",
        "constant N = x | 2 | 14 | 'x' is not a constant",
        "constant N 3 | 2 | 12 | wanted '='"})
    void whatIsWrongIsSaidAtItsPlace(String line, int at, int column, String words) {
        TextException e = assertThrows(TextException.class, () -> Parser.parseAll("intarsia 1\n" + line + "\n", "text"));
        assertTrue(String.valueOf(e.getMessage()).contains(words), e::getMessage);
        assertEquals(at + ":" + column, e.line() + ":" + e.column(), e::getMessage);
    }

    @Test
    void aNameIsDefinedOnceWhereItIsSeen() {
        String twice = NAMED.replace("%n: i64 = size n", "%at: i64 = size n");
        assertTrue(String.valueOf(assertThrows(TextException.class, () -> Parser.parse(twice)).getMessage()).contains("%at is defined twice"));
        String outside = NAMED.replace("[0], [%n], %again", "[0], [%n], %w");
        assertTrue(String.valueOf(assertThrows(TextException.class, () -> Parser.parse(outside)).getMessage()).contains("%w is used before it is defined"));
    }

    static List<Path> files() {
        return Corpus.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void layingOutAFileChangesNothingThatItMeans(Path file) throws IOException {
        String text = Files.readString(file);
        int end = text.indexOf("\n" + CaseFile.EXPECT + "\n");
        String head = end < 0 ? text : text.substring(0, end + 1);
        String now = Formatter.format(head, file.toString());
        assertEquals(Parser.parseAll(head, "text"), Parser.parseAll(now, "text"));
        assertEquals(now, Formatter.format(now, "text"));
        assertEquals(head.lines().filter(l -> l.strip().startsWith("//")).map(String::strip).toList(), now.lines().filter(l -> l.strip().startsWith("//")).map(String::strip).toList());
    }

    @Test
    void randomKernelsAndGraphsAreLaidOutAsTheyArePrinted() {
        for (long i = Cells.SEED; i < Cells.SEED + 60; i++) {
            String text = Fuzz.draw(i).text("-Dintarsia.seed=" + i);
            assertEquals(text, Formatter.format(text, "text"));
        }
    }
}
