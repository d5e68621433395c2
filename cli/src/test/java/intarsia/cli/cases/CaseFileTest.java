package intarsia.cli.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.cases.Directive.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CaseFileTest {
    private static final String KERNEL = """
        intarsia 1
        tile kernel copy {
          symbol N runtime 0..100
          in x %0: global f32[N]
          out y %1: global f32[N]
          grid [ceildiv(N, 8)]
          block (%2: i64)
          %3: i64 = const 8
          %4: i64 = mul %2, %3
          %5: i64 = size N
          %6: f32[8] = load %0, "value", [0], [%4], [0], [%5]
          store %1, "value", [0], [%4], [0], [%5], %6
        }
        """;

    @TempDir private Path folder;

    private static CaseFile parse(String text) {
        return CaseFile.parse(Path.of("a.tile"), text);
    }

    private CaseFile file(String text) throws IOException {
        return CaseFile.read(Files.writeString(folder.resolve("a.tile"), text));
    }

    @Test void theHeadSaysWhatRunsAndAtWhichSizes() {
        var c = parse("// run N=1,7 K=33\n//# why\n// target jvm 4\nintarsia 1\n");
        assertEquals(List.of(1L, 7L), c.all(Word.RUN).getFirst().sizes().get("N"));
        assertEquals(List.of(33L), c.all(Word.RUN).getFirst().sizes().get("K"));
        assertEquals(4, c.target().lanes());
        assertFalse(c.expectsText());
    }

    @Test void anUnknownDirectiveNamesFileLineAndTheKnownOnes() {
        var e = assertThrows(IllegalArgumentException.class, () -> parse("// run\n// pas simplify\n"));
        assertEquals("a.tile:2: no directive 'pas'; known: [run, data, seed, pass, target, bind, checked], and '//#' begins a comment", e.getMessage());
    }

    @Test void aFileWithoutDirectivesIsRefused() {
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> parse(KERNEL)).getMessage()).startsWith("a.tile:1: no directive"));
    }

    @Test void withoutPassesTheTextOfTheKernelIsExpected() {
        String printed = parse("// pass\n" + KERNEL).actual();
        assertEquals(printed, parse("// pass\n" + printed).actual());
        assertTrue(printed.startsWith("intarsia 1\ntile kernel copy {\n"), printed);
    }

    @Test void passesRunInTheOrderNamed() {
        String lane = parse("// pass simplify expand-dot confine split-tails simplify-tails infer-layouts lower\n" + KERNEL).actual();
        assertTrue(lane.contains("lane kernel copy"), lane);
    }

    @Test void whatAPassRefusesIsExpectedAsItsMessage() {
        assertTrue(parse("// pass nothing\n" + KERNEL).actual().startsWith("error: no pass 'nothing'; known: [plan, "));
        assertTrue(parse("// pass\nintarsia 2\n").actual().startsWith("error: "));
    }

    @Test void aMessageNamesTheLineOfTheFile() {
        assertTrue(parse("// pass\n//#\nintarsia 1\nbanana").actual().contains("4"), parse("// pass\n//#\nintarsia 1\nbanana").actual());
    }

    @Test void aBoundSizeIsAConstant() {
        assertFalse(parse("// bind N=33\n// pass\n" + KERNEL).actual().contains("symbol"));
        assertTrue(parse("// bind N=101\n// pass\n" + KERNEL).actual().startsWith("error: "));
    }

    @Test void acceptingWritesTheTextAndKeepsTheHead() throws IOException {
        String head = "// pass simplify\n//# keeps\n" + KERNEL;
        var c = file(head);
        assertTrue(c.accept(c.actual()));
        var again = CaseFile.read(folder.resolve("a.tile"));
        assertEquals(Optional.empty(), again.difference(again.actual()));
        assertFalse(again.accept(again.actual()));
        assertTrue(Files.readString(folder.resolve("a.tile")).startsWith(head + "//// expect\nintarsia 1\n"));
    }

    @Test void acceptingReplacesWhatWasExpected() throws IOException {
        var c = file("// pass\n" + KERNEL + "//// expect\nold\n");
        assertTrue(c.difference(c.actual()).orElseThrow().contains("wanted old"), c.difference(c.actual()).toString());
        c.accept(c.actual());
        assertEquals("// pass\n" + KERNEL + "//// expect\n" + c.actual(), Files.readString(folder.resolve("a.tile")));
    }
}
