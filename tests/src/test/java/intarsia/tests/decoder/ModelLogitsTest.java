package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.model.Options;
import intarsia.ir.type.DType;
import intarsia.tests.decoder.GraphRun.Token;
import intarsia.tests.oracle.ForwardPass;
import intarsia.tests.oracle.GgufFile;
import intarsia.tests.oracle.RandomModel;
import intarsia.tests.oracle.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tensor graph of a model means against the float64 pass over the same file. */
class ModelLogitsTest {
    private static final double TOLERANCE = 1e-4;
    private static final Options OPTIONS = new Options(8, 12, 2, DType.F32);
    private static final int[] TEXT = {1, 5, 70, 4, 3, 200, 100}, OTHER = {7, 7, 250, 9, 11};

    @TempDir
    Path folder = Path.of("");

    static List<RandomModel> randomModels() {
        return RandomModel.ALL;
    }

    private Path written(RandomModel model) throws IOException {
        return Files.write(folder.resolve("random.gguf"), model.gguf());
    }

    private static double[][] oracle(Path file, int... ids) throws IOException {
        return new ForwardPass(GgufFile.read(file)).logits(ids);
    }

    private static Token[] tokens(int[] ids, int from, int to, int sequence) {
        return IntStream.range(from, to).mapToObj(p -> new Token(ids[p], p, sequence)).toArray(Token[]::new);
    }

    private static void assertLogits(double[] wanted, float[] found, double tolerance, String where) {
        assertEquals(wanted.length, found.length);
        for (int id = 0; id < wanted.length; id++) {
            int i = id;
            assertEquals(wanted[id], found[id], tolerance, () -> where + ", logit " + i);
        }
    }

    /** Two texts a token at a time, sequence 1 one run behind and in another order of rows: neither sees the other. */
    @ParameterizedTest
    @MethodSource("randomModels")
    void tokensOfTwoSequencesOneByOneAgreeWithFloat64(RandomModel model) throws IOException {
        Path file = written(model);
        double[][] wanted = oracle(file, TEXT), other = oracle(file, OTHER);
        try (var graph = new GraphRun(file, OPTIONS)) {
            for (int p = 0; p < TEXT.length; p++) {
                boolean both = p > 0 && p <= OTHER.length;
                Token now = new Token(TEXT[p], p, 0);
                if (!both) {
                    assertLogits(wanted[p], graph.logits(new int[] {0}, now)[0], TOLERANCE, "position " + p);
                    continue;
                }
                float[][] found = graph.logits(new int[] {1, 0}, now, new Token(OTHER[p - 1], p - 1, 1));
                assertLogits(other[p - 1], found[0], TOLERANCE, "sequence 1, position " + (p - 1));
                assertLogits(wanted[p], found[1], TOLERANCE, "sequence 0, position " + p);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("randomModels")
    void tokensInChunksAgreeWithFloat64(RandomModel model) throws IOException {
        Path file = written(model);
        double[][] wanted = oracle(file, TEXT);
        try (var graph = new GraphRun(file, OPTIONS)) {
            float[][] first = graph.logits(new int[] {3, 0, 1, 2}, tokens(TEXT, 0, 4, 1));
            for (int r = 0; r < 4; r++) assertLogits(wanted[(r + 3) % 4], first[r], TOLERANCE, "first chunk, row " + r);
            float[][] second = graph.logits(new int[] {2}, tokens(TEXT, 4, 7, 1));
            assertLogits(wanted[6], second[0], TOLERANCE, "last token of the second chunk");
        }
    }

    @Test
    void aSequenceThatStartsAgainForgetsWhatItHeld() throws IOException {
        Path file = written(RandomModel.ALL.getFirst());
        try (var graph = new GraphRun(file, OPTIONS)) {
            graph.logits(new int[] {0}, tokens(TEXT, 0, 7, 0));
            float[][] found = graph.logits(new int[] {1}, tokens(OTHER, 0, 2, 0));
            assertLogits(oracle(file, OTHER)[1], found[0], TOLERANCE, "second token of the new text");
        }
    }

    @Test
    void keysAndValuesInF16MoveTheLogitsALittle() throws IOException {
        Path file = written(RandomModel.ALL.getFirst());
        double[] wanted = oracle(file, TEXT)[6];
        try (var graph = new GraphRun(file, new Options(8, 12, 1, DType.F16))) {
            float[] found = graph.logits(new int[] {6}, tokens(TEXT, 0, 7, 0))[0];
            assertLogits(wanted, found, 2e-2, "f16");
            double most = IntStream.range(0, found.length).mapToDouble(i -> Math.abs(found[i] - wanted[i])).max().orElseThrow();
            assertTrue(most > TOLERANCE, () -> "rounded keys and values differ by " + most + " only: are they rounded?");
        }
    }

    /** The recorded text in chunks: its rotary angles, norms and sums at positions where errors have had time to grow. */
    @ParameterizedTest
    @ValueSource(strings = {"f32", "Q8_0", "Q4_0"})
    void theStoriesModelAgreesWithFloat64(String format) throws IOException {
        Path file = SharedData.file("stories260K/stories260K-" + format + ".gguf");
        int[] text = recorded();
        double[][] wanted = oracle(file, text);
        try (var graph = new GraphRun(file, new Options(50, text.length, 1, DType.F32))) {
            assertLogits(wanted[1], graph.logits(new int[] {1}, tokens(text, 0, 50, 0))[0], TOLERANCE, "position 1");
            float[][] later = graph.logits(new int[] {0, 49}, tokens(text, 50, 100, 0));
            assertLogits(wanted[50], later[0], TOLERANCE, "position 50");
            assertLogits(wanted[99], later[1], TOLERANCE, "position 99");
            assertLogits(wanted[100], graph.logits(new int[] {0}, tokens(text, 100, 101, 0))[0], TOLERANCE, "position 100");
        }
    }

    /** Prompt and continuation on record. */
    private static int[] recorded() throws IOException {
        List<String> lines = Files.readAllLines(SharedData.file("stories260K/greedy-f32.txt"));
        return Stream.of("prompt_ids:", "greedy_ids:")
            .flatMap(field -> lines.stream().filter(l -> l.startsWith(field)).flatMap(l -> Stream.of(l.substring(field.length()).trim().split(" "))))
            .mapToInt(Integer::parseInt).toArray();
    }
}
