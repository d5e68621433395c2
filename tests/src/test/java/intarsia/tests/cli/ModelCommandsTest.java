package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import intarsia.tests.oracle.GgufFile;
import intarsia.tests.oracle.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look at model files. */
class ModelCommandsTest {
    @TempDir private Path folder;

    @Test
    void tokensOfATextAndBack() {
        var c = Command.run("tokens", "--model", Stories.model("f32"), "--text", Stories.PROMPT);
        assertEquals("1 403 407 261 378\n", c.out());
        assertEquals(Stories.PROMPT + "\n", Command.run("tokens", "--model", Stories.model("f32"), "--decode", "1, 403 407,261 378").out());
        assertEquals("403 407 261 378\n", Command.run("tokens", "--model", Stories.model("f32"), "--text", Stories.PROMPT, "--no-bos").out());
    }

    @Test
    void aVocabularyWithoutWeightsIsEnoughForTokens() {
        var c = Command.run("tokens", "--model", SharedData.file("tokenizers/ggml-vocab-gpt-2.gguf"), "--text", "Hello world");
        assertEquals("15496 995\n", c.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "-1", "x", "99999999999"})
    void anIdThatIsNoneIsWrongUsage(String id) {
        var c = Command.run("tokens", "--model", Stories.model("f32"), "--decode", "1 " + id);
        assertEquals("intarsia: --decode: '" + id + "'; wanted ids from 0 to 511\n", c.err());
        assertEquals(2, c.exit());
    }

    @Test
    void modelsSaysWhatAFileIsAndWhetherItRuns() {
        var c = Command.run("models", Stories.model("Q4_0"));
        assertTrue(c.out().contains("architecture: llama\n") && c.out().endsWith("runs: yes\n"), c.out());
        var vocabulary = Command.run("models", SharedData.file("tokenizers/ggml-vocab-gpt-2.gguf"));
        assertTrue(vocabulary.out().contains("missing: "), vocabulary.out());
        assertEquals(0, vocabulary.exit());
    }

    @ParameterizedTest
    @CsvSource({"f32, output_norm.weight, jvm", "Q8_0, token_embd.weight, jvm", "Q4_0, blk.1.attn_q.weight, jvm", "Q4_0, blk.0.attn_k.weight, reference"})
    void aTensorIsWrittenAsTheNumbersItMeans(String type, String name, String engine) throws IOException {
        Path out = folder.resolve("t.npy");
        assertEquals(0, Command.run("tensor", Stories.model(type), name, "--out", out, "--engine", engine).exit());
        GgufFile oracle = GgufFile.read(Stories.model(type));
        double[] wanted = oracle.values(name);
        NpyArray found = Npy.read(out);
        long[] dims = oracle.tensor(name).dims();
        long[] shape = new long[dims.length];
        for (int d = 0; d < dims.length; d++) shape[d] = dims[dims.length - 1 - d];
        assertArrayEquals(shape, found.shape());
        for (int i = 0; i < wanted.length; i++) assertEquals((float) wanted[i], found.real(i), "element " + i);
    }

    @Test
    void anAbsentTensorIsNamed() {
        var c = Command.run("tensor", Stories.model("f32"), "nothing", "--out", folder.resolve("t.npy"));
        assertEquals(1, c.exit());
        assertTrue(c.err().contains("nothing") && c.err().lines().count() == 1, c.err());
    }

    @Test
    void theKernelsOfAModelsPlanCanBeSeen() {
        String plan = Command.run("inspect", "--model", Stories.model("Q8_0"), "--stage", "plan").out();
        assertTrue(plan.startsWith("plan model {\n") && plan.contains("contract"), plan);
        var unknown = Command.run("inspect", "nothing", "--model", Stories.model("Q8_0"), "--stage", "tile");
        assertTrue(unknown.err().contains("no kernel 'nothing' in the plan; known: [") && unknown.err().contains("contract"), unknown.err());
        assertEquals(2, unknown.exit());
    }

    @Test
    void whatIsFusedInAModelCanBeSeen() {
        String report = Command.run("inspect", "--fusion", "--model", Stories.model("Q8_0")).out();
        assertTrue(report.startsWith("fusion of model for jvm-") && report.contains("anchor online cascade") && report.contains("\nnot fused\n"), report);
        assertEquals(report, Command.run("inspect", Stories.model("Q8_0"), "--fusion").out());
        String ours = Command.run("inspect", "--fusion", "--target", "ptx").out();
        assertTrue(ours.startsWith("fusion of model for ptx-"), ours);
    }

    @Test
    void aFusionReportIsAlsoJson() throws IOException {
        Path file = Files.writeString(folder.resolve("twice.tile"), Printer.print(TensorGraph.define("twice", g -> {
            Tensor twice = g.in("x", DType.F32, TensorGraph.dim("n", 8)).map(v -> v.times(2));
            g.out("y", twice);
            g.out("z", twice.map(v -> v.times(2)));
        })));
        List<Map<String, Object>> lines = Command.run("inspect", file, "--fusion", "--json").out().lines().map(JsonText::object).toList();
        assertEquals(List.of("graph", "step", "step", "producer"), lines.stream().map(o -> o.keySet().iterator().next()).toList());
        assertEquals("128", String.valueOf(lines.getFirst().get("moved")));
        assertEquals("RESULT", lines.getLast().get("cause"));
    }

    @Test
    void fusionIsAskedOfGraphsAndAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("add.tile"), Command.run("inspect", "add", "--stage", "tile").out());
        assertTrue(Command.run("inspect", file, "--fusion").err().contains("wanted a tensor graph or a model"));
        assertEquals(2, Command.run("inspect", "--fusion", "--stage", "plan").exit());
        assertEquals(2, Command.run("inspect", "add", "--stage", "tile", "--json").exit());
    }
}
