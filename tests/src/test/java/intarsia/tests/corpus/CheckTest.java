package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.cases.CaseFile;
import intarsia.cli.check.Located;
import intarsia.cli.check.Report;
import intarsia.cli.check.SourceFindings;
import intarsia.cli.fuzz.Fuzz;
import intarsia.cli.fuzz.Launch;
import intarsia.dsl.library.BlockKernels;
import intarsia.dsl.library.OrderedBlocks;
import intarsia.dsl.library.Rotations;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.device.Target;
import intarsia.ir.text.Printer;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Hadamard;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.passes.findings.Examination;
import intarsia.passes.findings.Finding;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code intarsia check}: every planted error at its line, and nothing in kernels that are right. */
class CheckTest {
    private static final String MARK = "// planted: ";
    private static final int GRAPHS = 40;
    private static final Target PLAIN = new Target("evaluator", "plain", 8, 1, 16, Set.of());

    static List<Path> planted() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(CheckTest.class.getResource("/intarsia/tests/planted")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Files with an error have one line that says of which kind it is. */
    @ParameterizedTest
    @MethodSource("planted")
    void aPlantedErrorIsFoundAtItsLine(Path file) throws IOException {
        String text = Files.readString(file);
        List<String> lines = text.lines().toList();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            int at = lines.get(i).indexOf(MARK);
            if (at >= 0) {
                wanted.add(i + 1 + " " + lines.get(i).substring(at + MARK.length()));
            }
        }
        assertEquals(1, wanted.size(), () -> file + " wants one line with '" + MARK + "KIND'");
        Report r = SourceFindings.of(file.toString(), text, List.of());
        assertEquals(wanted, r.findings().stream().map(f -> f.line() + " " + f.kind()).toList(), () -> r.text(true));
        for (Located f : r.findings()) {
            assertEquals(lines.get(f.line() - 1), f.source());
            assertTrue(f.column() >= 1 && f.text().contains("^") && !f.hint().isEmpty() && !f.shown().isEmpty(), f::text);
        }
    }

    @Test
    void thereAreTwentyPlantedErrorsAndMore() throws IOException, URISyntaxException {
        List<Path> all = planted();
        assertTrue(all.size() >= 20, all::toString);
    }

    static List<Path> right() {
        return Stream.concat(Corpus.files().stream(), Corpus.lane().stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("right")
    void nothingIsFoundInExamplesAndCases(Path file) throws IOException {
        String text = Files.readString(file);
        int end = text.indexOf("\n" + CaseFile.EXPECT + "\n");
        Report r = SourceFindings.of(file.toString(), end < 0 ? text : text.substring(0, end + 1), List.of());
        assertEquals(List.of(), r.findings(), () -> r.text(true));
    }

    @Test
    void nothingIsFoundInTheKernelsOfTheLibrary() {
        List<Kernel> kernels = new ArrayList<>(List.of(Rotations.rotate(new Hadamard(32)), OrderedBlocks.gather(DType.F32)));
        for (BlockFormat f : BlockFormat.named()) {
            List<Supplier<Kernel>> makers = List.of(() -> BlockKernels.dequantize(f), () -> BlockKernels.quantize(f), () -> BlockKernels.unpack(f), () -> BlockKernels.pack(f));
            makers.forEach(m -> made(m).ifPresent(kernels::add));
        }
        for (int i = 0; i < GRAPHS; i++) {
            Kernel graph = Fuzz.draw(3L * i).kernel();
            Planner.plan(graph, PLAIN).steps().forEach(s -> kernels.add(s.kernel()));
        }
        System.out.println(kernels.size() + " kernels of the library checked");
        assertTrue(kernels.size() > 100, () -> kernels.size() + " kernels");
        assertEquals("", found(kernels));
    }

    @Test
    void nothingIsFoundInTheLaneCodeOfExamples() {
        List<Kernel> kernels = new ArrayList<>();
        for (Path file : Corpus.files().stream().filter(f -> f.toString().contains("examples")).toList()) {
            for (int lanes : new int[] {8, 32}) {
                Corpus.read(file).kernels().forEach(k -> kernels.add(Compiler.toLane(k, new Target("evaluator", "plain", lanes, 1, 16, Set.of()), Compiler.Options.DEFAULT)));
            }
        }
        assertEquals("", found(kernels));
    }

    /** Nothing where the library has no such kernel. */
    private static Optional<Kernel> made(Supplier<Kernel> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String found(List<Kernel> kernels) {
        StringBuilder all = new StringBuilder();
        for (Kernel k : kernels) {
            Examination e = Examination.of(k);
            for (Finding f : e.findings()) {
                all.append(k.name()).append(": ").append(f.kind()).append(": ").append(f.message()).append("; ").append(f.shown())
                        .append(f.at().map(s -> "\n  " + Printer.print(s).lines().findFirst().orElse("")).orElse("")).append('\n');
            }
        }
        return all.toString();
    }

    /** What is proved to be inside never leaves its buffer in a run, whatever is drawn. */
    @Test
    void proofsAndRunsAgreeOnRandomKernels() {
        int checked = 0;
        for (long i = Cells.SEED; checked < 40; i++) {
            Launch l = Fuzz.draw(i);
            if (l.kernel().level() == Level.TILE) {
                Examination e = Examination.of(l.kernel(), List.of(Map.copyOf(l.sizes())));
                assertEquals(List.of(), e.findings().stream().filter(f -> f.kind() == intarsia.passes.findings.Kind.OUT_OF_BOUNDS).toList(), l::toString);
                checked++;
            }
        }
    }
}
