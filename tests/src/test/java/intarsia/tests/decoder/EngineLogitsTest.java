package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.tests.oracle.ForwardPass;
import intarsia.tests.oracle.GgufFile;
import intarsia.tests.oracle.RandomModel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture and weight format through the planner and compiled kernels, against the float64 pass. */
class EngineLogitsTest {
    private static final double TOLERANCE = 1e-4;
    private static final int[] TEXT = {1, 5, 70, 4, 3, 200, 100};
    private static final int[] OTHER = {7, 7, 250, 9, 11};

    @TempDir
    Path folder = Path.of("");

    static List<RandomModel> randomModels() {
        return RandomModel.ALL;
    }

    private Path written(RandomModel model) throws IOException {
        return Files.write(folder.resolve("random.gguf"), model.gguf());
    }

    private static void assertLogits(double[] wanted, MemorySegment found, long row, String where) {
        for (int id = 0; id < wanted.length; id++) {
            int i = id;
            assertEquals(wanted[id], found.getAtIndex(ValueLayout.JAVA_FLOAT, row * wanted.length + id), TOLERANCE, () -> where + ", logit " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("randomModels")
    void prefillAndStepsOnTheJvmAgreeWithFloat64(RandomModel random) throws IOException {
        Path file = written(random);
        double[][] wanted = new ForwardPass(GgufFile.read(file)).logits(TEXT);
        try (Model model = Model.open(file); Session s = Session.open(model, Engine.jvm(1), new Options(4, 12, 1, DType.F32), Stage.UNSEEN)) {
            assertLogits(wanted[4], s.prefill(Arrays.copyOf(TEXT, 5), 0, 0), 0, "prefill of 5 in runs of 4");
            assertLogits(wanted[5], s.step(TEXT[5], 0), 0, "step 5");
            assertLogits(wanted[6], s.step(TEXT[6], 0), 0, "step 6");
            s.score(TEXT, 0, 0, (first, count, logits) -> {
                for (int i = 0; i < count; i++) {
                    assertLogits(wanted[first + i], logits, i, "score " + (first + i));
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("randomModels")
    void twoSequencesInOneRunDoNotSeeEachOther(RandomModel random) throws IOException {
        Path file = written(random);
        double[][] wanted = new ForwardPass(GgufFile.read(file)).logits(TEXT);
        double[][] other = new ForwardPass(GgufFile.read(file)).logits(OTHER);
        try (Model model = Model.open(file); Session s = Session.open(model, Engine.jvm(2), new Options(4, 12, 2, DType.F32), Stage.UNSEEN)) {
            s.prefill(Arrays.copyOf(TEXT, 4), 0, 0);
            s.prefill(Arrays.copyOf(OTHER, 2), 1, 0);
            MemorySegment both = s.step(new int[] {OTHER[2], TEXT[4]}, new int[] {1, 0});
            assertLogits(other[2], both, 0, "sequence 1");
            assertLogits(wanted[4], both, 1, "sequence 0");
        }
    }
}
