package intarsia.tests.documents;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.Refusals;
import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.text.Grammar;
import intarsia.ir.text.OpReference;
import intarsia.ir.text.Templates;
import intarsia.ir.type.DType;
import intarsia.passes.FusionReport;
import intarsia.passes.findings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages show what the code is. */
class DocumentsTest {
    private static final String SAMPLES = "tests/src/test/java/intarsia/tests/samples/";
    private static final int MOST_LINES = 25;

    @Test
    void architectureShowsOneKernelAtEveryStage() throws IOException {
        Document.check("ARCHITECTURE.md", Map.of("stages", Stages.markdown()));
    }

    @Test
    void readmeShowsTheSamplesThatTheTestsRun() throws IOException {
        for (String name : List.of("VectorAdd", "SoftmaxRows", "W4Gemv")) {
            Document.check("README.md", Map.of(name, "```java\n" + sample(name) + "```\n"));
        }
    }

    @Test
    void thePageOfTheLanguageShowsTheSamplesThatTheTestsRun() throws IOException {
        for (String name : List.of("EvalText", "StepText")) {
            Document.check("docs/polyglot.md", Map.of(name, "```java\n" + sample(name) + "```\n"));
        }
    }

    @Test
    void thePageForThoseWhoEmbedShowsTheSamplesThatTheTestsRun() throws IOException {
        for (String name : List.of("MultiplyByFile", "MultiplyPlainly", "MixtureOfExperts")) {
            Document.check("docs/embedding.md", Map.of(name, "```java\n" + sample(name) + "```\n"));
        }
    }

    @Test
    void thePageOfMeasurementsShowsTheSampleThatTheTestsRun() throws IOException {
        Document.check("docs/tuning.md", Map.of("KeepMeasurement", "```java\n" + sample("KeepMeasurement") + "```\n", "TuneKernel", "```java\n" + sample("TuneKernel") + "```\n"));
    }

    @Test
    void thePageOfTheTextFormShowsTheGrammarAndTheOpsOfTheCode() throws IOException {
        Document.check("docs/text-form.md", Map.of("grammar", fenced(Grammar.kernels()), "plan-grammar", fenced(Grammar.plans()), "type-grammar", fenced(Grammar.types()),
                "ops", OpReference.markdown(), "templates", templates(), "findings", findings(), "refusals", Refusals.markdown()));
    }

    @Test
    void thePageOfInspectShowsTheReportOnASoftmax() throws IOException {
        Kernel softmax = TensorGraph.define("softmax", g -> {
            Tensor x = g.in("x", DType.F32, dim("r", 4), dim("k", 64));
            Tensor exp = x.map(x.max("k"), (v, m) -> v.minus(m).exp());
            g.out("y", exp.map(exp.sum("k"), (e, s) -> e.div(s)));
        });
        Document.check("docs/inspect.md", Map.of("fusion", fenced(FusionReport.of(softmax, new Target("jvm", "avx2", 8, 1, 16, Set.of()), Map.of()).toString())));
    }

    private static String fenced(String text) {
        return "```\n" + text + "```\n";
    }

    private static String templates() {
        String rows = Templates.installed().stream().filter(t -> !t.name().startsWith("tests_")).map(t -> "| `" + t.name() + "` | " + String.join(", ", t.parameters().stream()
                .map(p -> "`" + p.name() + (p.otherwise().isEmpty() ? "" : " = " + p.otherwise()) + "`").toList()) + " |\n").collect(Collectors.joining());
        return "| template | arguments |\n|---|---|\n" + rows;
    }

    private static String findings() {
        String rows = Arrays.stream(Kind.values()).map(k -> "| `" + k.text() + "` | " + k.hint() + " |\n").collect(Collectors.joining());
        return "| finding | what usually helps |\n|---|---|\n" + rows;
    }

    /** The lines of a sample between its marks, as far left as they go. */
    private static String sample(String name) throws IOException {
        List<String> lines = Files.readAllLines(Document.root().resolve(SAMPLES + name + ".java"));
        List<String> body = lines.subList(lines.indexOf("    // sample") + 1, lines.indexOf("    // end"));
        assertTrue(body.size() <= MOST_LINES, name + " has " + body.size() + " lines; wanted at most " + MOST_LINES);
        return String.join("\n", body).stripIndent() + "\n";
    }
}
