package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import intarsia.cli.cases.CaseFile;
import intarsia.cli.cases.Directive.Word;
import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Launches;
import intarsia.ir.Level;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.passes.Compiler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code tests/cases}: text that is expected of passes, and kernels on every engine at every size they name. */
class CasesTest {
    static List<Path> files() {
        return Corpus.files();
    }

    static List<Path> runs() {
        return files().stream().filter(f -> !Corpus.read(f).all(Word.RUN).isEmpty()).toList();
    }

    static List<Path> texts() {
        return files().stream().filter(f -> Corpus.read(f).expectsText()).toList();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyEngineAgrees(Path file) {
        List<String> found = new ArrayList<>();
        for (Launch l : Launches.of(Corpus.read(file))) {
            l.problems(LaneEngine.all()).forEach((target, problem) -> found.add(file.getFileName() + " " + l.sizes() + " on " + target + ": " + problem));
        }
        assertTrue(found.isEmpty(), () -> String.join("\n", found));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyPassAgrees(Path file) {
        List<String> lines = new ArrayList<>();
        for (var k : Corpus.read(file).kernels().stream().filter(x -> x.level() == Level.TILE).toList()) {
            Compiler.toLane(k, LaneEngine.all().getLast().target(), Compiler.Options.DEFAULT.checkingPasses(lines::add));
        }
        assertTrue(lines.stream().allMatch(l -> l.endsWith("every pass agrees")), lines::toString);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void passesGiveTheExpectedText(Path file) {
        CaseFile c = Corpus.read(file);
        c.difference(c.actual()).ifPresent(difference -> fail(difference));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void kernelsPrintAsTheyParse(Path file) {
        for (var k : Corpus.read(file).kernels()) {
            assertTrue(Parser.parse(Printer.print(k)).equals(k), () -> Printer.print(k));
        }
    }

    @Test
    void everyFileSaysWhatItIsFor() {
        assertTrue(files().size() > 10, () -> files().toString());
        for (Path f : files()) {
            CaseFile c = Corpus.read(f);
            assertTrue(!c.all(Word.RUN).isEmpty() || c.expectsText(), () -> f + " has neither a line 'run' nor a line 'pass'");
        }
    }
}
