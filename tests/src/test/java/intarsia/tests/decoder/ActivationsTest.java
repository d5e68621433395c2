package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Architecture;
import intarsia.decoder.model.ModelConfig;
import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.ir.Kernel;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.tests.decoder.GraphRun.Token;
import intarsia.tests.oracle.ForwardPass;
import intarsia.tests.oracle.GgufFile;
import intarsia.tests.oracle.RandomModel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models whose matrices are multiplied with eight-bit integers. */
class ActivationsTest {
    private static final double TOLERANCE = 1e-3;
    private static final int[] TEXT = {1, 5, 70, 4, 3, 200, 100};

    @TempDir
    Path folder = Path.of("");

    static List<RandomModel> randomModels() {
        return RandomModel.ALL;
    }

    private static Options options(int most) {
        return new Options(most, 64, 1, DType.F32, Activations.I8);
    }

    /** The largest difference of a row of logits. */
    private static double gap(double[] wanted, MemorySegment found, int row) {
        long from = (long) row * wanted.length;
        return IntStream.range(0, wanted.length).mapToDouble(i -> Math.abs(wanted[i] - found.getAtIndex(ValueLayout.JAVA_FLOAT, from + i))).max().orElseThrow();
    }

    private static double gap(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElseThrow();
    }

    private static double[] doubles(float[] x) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
    }

    private static ForwardPass bundled(int group) throws IOException {
        try (InputStream in = Objects.requireNonNull(BundledModel.class.getResourceAsStream(BundledModel.STORIES.file()))) {
            return new ForwardPass(GgufFile.of(in.readAllBytes()), group);
        }
    }

    @Test
    void theBundledModelAgreesWithWhatItsGraphMeans() {
        int[] text = {12, 300, 45, 7, 101, 88, 260, 19};
        try (var graph = new GraphRun(BundledModel.STORIES.read(), options(8)); Model model = BundledModel.STORIES.open();
             Session s = Session.open(model, Engine.jvm(1), options(8), Stage.UNSEEN)) {
            Token[] all = IntStream.range(0, text.length).mapToObj(p -> new Token(text[p], p, 0)).toArray(Token[]::new);
            float[][] wanted = graph.logits(IntStream.range(0, text.length).toArray(), all);
            s.score(text, 0, 0, (first, count, logits) -> {
                for (int i = 0; i < count; i++) assertEquals(0, gap(doubles(wanted[first + i]), logits, i), TOLERANCE, "token " + (first + i));
            });
        }
    }

    /** Between f32 and float64 a code may fall to the other side of a tie, in other texts; by far most do not, and these do not. */
    @Test
    void theBundledModelAgreesWithFloat64ThatRoundsAlike() throws IOException {
        int[] text = new Random(3).ints(40, 0, 512).toArray();
        double[][] wanted = bundled(32).logits(text);
        double[] exact = bundled(0).logits(text)[39];
        assertTrue(gap(exact, wanted[39]) > 10 * TOLERANCE, "the rounding is not to be seen");
        try (Model model = BundledModel.STORIES.open(); Session s = Session.open(model, Engine.jvm(1), options(16), Stage.UNSEEN)) {
            assertEquals(0, gap(wanted[38], s.prefill(Arrays.copyOf(text, 39), 0, 0), 0), TOLERANCE);
            assertEquals(0, gap(wanted[39], s.step(text[39], 0), 0), TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("randomModels")
    void randomModelsAgreeWithFloat64ThatRoundsAlike(RandomModel random) throws IOException {
        Path file = Files.write(folder.resolve("random.gguf"), random.gguf());
        double[][] wanted = new ForwardPass(GgufFile.read(file), 32).logits(TEXT);
        double[] exact = new ForwardPass(GgufFile.read(file)).logits(TEXT)[6];
        assertEquals(random.width() % 32 == 0, gap(exact, wanted[6]) > 10 * TOLERANCE, "the rounding is to be seen where rows are whole groups");
        try (Model model = Model.open(file); Session s = Session.open(model, Engine.jvm(1), options(4), Stage.UNSEEN)) {
            assertEquals(0, gap(wanted[4], s.prefill(Arrays.copyOf(TEXT, 5), 0, 0), 0), TOLERANCE, "prefill of 5 in runs of 4");
            assertEquals(0, gap(wanted[5], s.step(TEXT[5], 0), 0), TOLERANCE, "step 5");
            assertEquals(0, gap(wanted[6], s.step(TEXT[6], 0), 0), TOLERANCE, "step 6");
        }
    }

    @Test
    void anInputOfSeveralMatricesIsRoundedOnce() {
        try (Model model = BundledModel.STORIES.open()) {
            Kernel graph = ModelGraph.build(model.config(), model.formats(), options(8));
            long rounded = graph.body().body().stream().filter(s -> s.op() instanceof TensorOp.Convert(Value _, TensorType to)
                && to.format().equals(Activations.I8.format())).count();
            assertEquals(4L * model.config().layers() + 1, rounded, "of each layer the input of Q, K, V, of the output, of gate and up, of down; and that of the logits");
        }
    }

    @Test
    void whatKeepsF32IsSaid() {
        ModelConfig c = new ModelConfig(Architecture.of("llama"), 2, 64, 172, 4, 2, 16, 16, 1e-5f, 1e4f, List.of(), 512, 100, true);
        assertEquals("activations: f32", Activations.F32.of(c));
        assertEquals("activations: i8g32_sf32; f32 in the gated layer (rows of 172), which groups of 32 do not divide", Activations.I8.of(c));
        ModelConfig whole = new ModelConfig(Architecture.of("llama"), 2, 64, 96, 4, 2, 16, 16, 1e-5f, 1e4f, List.of(), 512, 100, true);
        assertEquals("activations: i8g32_sf32", Activations.I8.of(whole));
    }
}
