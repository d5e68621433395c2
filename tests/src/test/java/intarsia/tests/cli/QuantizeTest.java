package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.Main;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.npy.Npy;
import intarsia.ir.type.Format;
import intarsia.tests.oracle.SharedData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code quantize}: a model file in another format. */
final class QuantizeTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... arguments) {
        String[] args = new String[arguments.length];
        for (int i = 0; i < args.length; i++) args[i] = String.valueOf(arguments[i]);
        return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    private Path bundled() throws IOException {
        Path file = folder.resolve("stories.gguf");
        try (var in = BundledModel.class.getResourceAsStream(BundledModel.STORIES.file())) {
            Files.copy(java.util.Objects.requireNonNull(in), file);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q8_0", "Q4_0"})
    void ggmlsRuleGivesItsFileByteForByte(String format) {
        Path source = SharedData.file("stories260K/stories260K-f32.gguf");
        Path want = SharedData.file("stories260K/stories260K-" + format + ".gguf");
        Path made = folder.resolve("made.gguf");
        assertEquals(0, run("quantize", source, made, "--format", "ggml:" + format), err.toString());
        try (Gguf a = Gguf.open(want); Gguf b = Gguf.open(made)) {
            assertEquals(a.tensors().stream().map(GgufTensor::toString).sorted().toList(), b.tensors().stream().map(GgufTensor::toString).sorted().toList());
            for (GgufTensor t : a.tensors()) {
                assertArrayEquals(t.data().toArray(ValueLayout.JAVA_BYTE), b.tensor(t.name()).data().toArray(ValueLayout.JAVA_BYTE), t.toString());
            }
        }
    }

    @Test void anExpressionChoosesAnotherFormat() throws IOException {
        Path made = folder.resolve("made.gguf");
        assertEquals(0, run("quantize", bundled(), made, "--format", "Q4_0", "--tensor", "ffn_(up|gate)=f16", "--tensor", "blk.1=Q8_0"), err.toString());
        try (Gguf g = Gguf.open(made)) {
            assertEquals("F16", g.tensor("blk.0.ffn_up.weight").type().name());
            assertEquals("Q8_0", g.tensor("blk.1.attn_k.weight").type().name());
            assertEquals("Q4_0", g.tensor("blk.0.ffn_down.weight").type().name());
            assertEquals("F32", g.tensor("output_norm.weight").type().name());
        }
        assertTrue(out.toString().contains("bits a parameter"), out.toString());
        assertEquals(0, run("run", "--model", made, "--tokens", 5, "--seed", 1, "-q"), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q4_K", "IQ3_S", "TQ1_0", "Q1_0", "NVFP4"})
    void aTensorOfTheNewFileIsReadByAKernel(String format) throws IOException {
        Path made = folder.resolve("made.gguf"), values = folder.resolve("x.npy");
        assertEquals(0, run("quantize", bundled(), made, "--format", "Q8_0", "--tensor", "attn_k=" + format, "-q"), err.toString());
        assertEquals(0, run("tensor", made, "blk.0.attn_k.weight", "--out", values), err.toString());
        try (Gguf g = Gguf.open(made)) {
            GgufTensor t = g.tensor("blk.0.attn_k.weight");
            assertEquals(format, t.type().name());
            Format f = t.type().format().orElseThrow();
            float[] found = Npy.read(values).toFloats();
            assertEquals(t.elements(), found.length);
            for (int i = 0; i < found.length; i++) {
                double want = f.dequantize(t.data(), i / t.dim(0) * f.bytes(t.dim(0)), i % t.dim(0));
                assertEquals(want, found[i], 1e-6 * Math.abs(want), t + ", element " + i);
            }
        }
    }

    @Test void whatCannotBeWrittenIsSaid() throws IOException {
        Path in = bundled();
        assertEquals(1, run("quantize", in, folder.resolve("x"), "--format", "u4g32"));
        assertTrue(err.toString().contains("no type for u4g32_sf16"), err.toString());
        assertEquals(1, run("quantize", in, folder.resolve("x"), "--format", "Q4_0_h32"));
        assertTrue(err.toString().contains("no type for Q4_0_h32"), err.toString());
        assertEquals(2, run("quantize", in, in, "--format", "Q4_0"));
        assertEquals(2, run("quantize", in, folder.resolve("x"), "--format", "Q9_9"));
        assertTrue(err.toString().contains("Q4_K_M"), err.toString());
        assertEquals(2, run("quantize", in, folder.resolve("x"), "--format", "Q4_0", "--tensor", "(=Q8_0"));
        assertEquals(2, run("quantize", in, folder.resolve("x"), "--format", "Q4_0", "--rule", "best"));
    }
}
