package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.decoder.npy.Npy;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.tests.oracle.ForwardPass;
import intarsia.tests.oracle.GgufFile;
import intarsia.tests.oracle.SharedData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logits against those on record and against a forward pass in float64 over the same file. */
class LogitsTest {
    private static final List<Integer> POSITIONS = List.of(1, 50, 100);

    @TempDir private Path folder;

    private float[] written(Object... args) {
        Path file = folder.resolve("x.npy");
        Object[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--out";
        all[args.length + 1] = file;
        var c = Command.run(all);
        assertEquals("", c.err());
        assertEquals(0, c.exit());
        return Npy.read(file).toFloats();
    }

    private static void assertNear(double[] wanted, float[] found, double tolerance, String what) {
        assertEquals(wanted.length, found.length, what);
        for (int id = 0; id < wanted.length; id++) assertEquals(wanted[id], found[id], tolerance, what + ", logit " + id);
    }

    private static double[] doubles(float[] floats) {
        var out = new double[floats.length];
        for (int i = 0; i < out.length; i++) out[i] = floats[i];
        return out;
    }

    @Test
    void withActivationsOfEightBitsTheyAreThoseOfFloat64ThatRoundsAlike() throws IOException {
        Path file = Stories.model("Q8_0");
        double[][] wanted = new ForwardPass(GgufFile.read(file), 32).logits(Arrays.copyOf(Stories.all(), 5));
        float[] found = written("logits", "--model", file, "--prompt", Stories.PROMPT, "--activations", "i8");
        assertNear(wanted[4], found, 1e-3, "last");
    }

    @Test
    void afterThePromptTheyAreThoseOnRecord() {
        float[] wanted = Npy.read(SharedData.file("stories260K/first-logits-f32.npy")).toFloats();
        assertNear(doubles(wanted), written("logits", "--model", Stories.model("f32"), "--prompt", Stories.PROMPT), 1e-4, "last");
    }

    @Test
    void allOfThemEndWithTheLast() {
        float[] all = written("logits", "--model", Stories.model("f32"), "--prompt", Stories.PROMPT, "--all");
        float[] last = written("logits", "--model", Stories.model("f32"), "--prompt", Stories.PROMPT);
        assertEquals(5 * last.length, all.length);
        assertNear(doubles(last), Arrays.copyOfRange(all, all.length - last.length, all.length), 1e-5, "last of all");
    }

    @ParameterizedTest
    @CsvSource({"f32, 1e-4", "Q8_0, 1e-3", "Q4_0, 1e-3"})
    void atEveryPositionTheyAreThoseOfFloat64(String type, double tolerance) throws IOException {
        int[] tokens = Arrays.copyOf(Stories.all(), 101);
        double[][] wanted = new ForwardPass(GgufFile.read(Stories.model(type))).logits(tokens);
        try (Model m = Model.open(Stories.model(type));
             Session s = Session.open(m, Engine.jvm(), new Options(32, 128, 2, DType.F32), Stage.UNSEEN)) {
            s.score(tokens, 0, 0, (first, count, logits) -> {
                for (int i = 0; i < count; i++) {
                    if (POSITIONS.contains(first + i)) assertNear(wanted[first + i], row(logits, i, wanted[0].length), tolerance, "prompt, position " + (first + i));
                }
            });
            for (int at = 0; at < tokens.length; at++) {
                MemorySegment logits = s.step(tokens[at], 1);
                if (POSITIONS.contains(at)) assertNear(wanted[at], row(logits, 0, wanted[0].length), tolerance, "one by one, position " + at);
            }
        }
    }

    @Test
    void keysAndValuesInF16MoveThemLittle() throws IOException {
        int[] tokens = Arrays.copyOf(Stories.all(), 51);
        double[][] wanted = new ForwardPass(GgufFile.read(Stories.model("f32"))).logits(tokens);
        try (Model m = Model.open(Stories.model("f32"));
             Session s = Session.open(m, Engine.jvm(), new Options(32, 64, 1, DType.F16), Stage.UNSEEN)) {
            assertNear(wanted[50], row(s.prefill(tokens, 0, 0), 0, wanted[0].length), 0.05, "f16");
        }
    }

    @Test
    void severalSequencesInOneRunAreAsEachAlone() throws IOException {
        int[] tokens = Stories.all();
        try (Model m = Model.open(Stories.model("f32"));
             Session s = Session.open(m, Engine.jvm(), new Options(8, 64, 3, DType.F32), Stage.UNSEEN)) {
            int words = m.config().words();
            s.prefill(Arrays.copyOf(tokens, 20), 2, 0);
            s.prefill(Arrays.copyOf(tokens, 5), 0, 0);
            float[] alone = row(s.prefill(new int[] {tokens[5]}, 0, 5), 0, words);
            float[] other = row(s.prefill(new int[] {tokens[20]}, 2, 20), 0, words);
            s.prefill(new int[] {tokens[4]}, 0, 4); // forgets position 5
            s.prefill(new int[] {tokens[19]}, 2, 19);
            MemorySegment both = s.step(new int[] {tokens[20], tokens[5]}, new int[] {2, 0});
            assertArrayEquals(alone, row(both, 1, words), 1e-5f);
            assertArrayEquals(other, row(both, 0, words), 1e-5f);
            assertEquals(6, s.length(0));
            assertEquals(0, s.length(1));
            assertEquals(21, s.length(2));
        }
    }

    private static float[] row(MemorySegment logits, int row, int words) {
        return logits.asSlice((long) row * words * Float.BYTES, (long) words * Float.BYTES).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}
