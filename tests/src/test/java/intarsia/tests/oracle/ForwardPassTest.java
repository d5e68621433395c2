package intarsia.tests.oracle;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardPassTest {
    private static final int[] PROMPT = {1, 403, 407, 261, 378};

    private static ForwardPass stories(String file) throws IOException {
        return new ForwardPass(GgufFile.read(SharedData.file("stories260K/stories260K-" + file + ".gguf")));
    }

    @Test
    void firstLogitsAreThoseOnRecord() throws IOException {
        byte[] npy = Files.readAllBytes(SharedData.file("stories260K/first-logits-f32.npy"));
        var wanted = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).position(npy.length - 4 * 512);
        double[] found = stories("f32").logits(PROMPT)[PROMPT.length - 1];
        assertEquals(512, found.length);
        for (int id = 0; id < found.length; id++) assertEquals(wanted.getFloat(), found[id], 1e-4, "logit " + id);
    }

    @Test
    void greedyTokensAreThoseOnRecord() throws IOException {
        int[] greedy = recorded("greedy_ids:");
        assertEquals(100, greedy.length);
        int[] all = IntStream.concat(Arrays.stream(PROMPT), Arrays.stream(greedy)).toArray();
        // At each place the most probable token must be the next one: with the whole text as input that is one pass.
        for (String file : List.of("f32", "Q8_0")) {
            double[][] logits = stories(file).logits(all);
            for (int i = 0; i < 100; i++) assertEquals(greedy[i], ForwardPass.argmax(logits[PROMPT.length - 1 + i]), file + " token " + i);
        }
        double[][] logits = stories("Q4_0").logits(all);
        for (int i = 0; i < 22; i++) assertEquals(greedy[i], ForwardPass.argmax(logits[PROMPT.length - 1 + i]), "Q4_0 token " + i);
    }

    private static int[] recorded(String field) throws IOException {
        return Files.readAllLines(SharedData.file("stories260K/greedy-f32.txt")).stream().filter(l -> l.startsWith(field))
                .flatMap(l -> Arrays.stream(l.substring(field.length()).trim().split(" "))).mapToInt(Integer::parseInt).toArray();
    }

    static List<RandomModel> randomModels() {
        return RandomModel.ALL;
    }

    @ParameterizedTest
    @MethodSource("randomModels")
    void randomModelsRunAndTheirPastCounts(RandomModel model) {
        byte[] bytes = model.gguf();
        assertArrayEquals(bytes, model.gguf(), "the seed decides");
        GgufFile file = GgufFile.of(bytes);
        Tokenizer t = Tokenizer.of(Vocabularies.of(file));
        int[] ids = t.encode("once upon a time", true, false);
        assertEquals("once upon a time", t.decode(ids));
        double[][] logits = new ForwardPass(file).logits(ids);
        assertEquals(t.vocabulary().size(), logits[0].length);
        assertEquals(Set.of(), file.unread(), "tensors that play no part");
        for (double[] row : logits) for (double l : row) assertTrue(Math.abs(l) < 100, () -> "logit " + l);
        // The past counts, and so does its order.
        int[] swapped = ids.clone();
        swapped[0] = ids[1];
        swapped[1] = ids[0];
        double[] last = logits[ids.length - 1], other = new ForwardPass(file).logits(swapped)[ids.length - 1];
        double change = IntStream.range(0, last.length).mapToDouble(i -> Math.abs(last[i] - other[i])).max().orElseThrow();
        assertTrue(change > 1e-3, () -> "swapping two tokens moves the logits by " + change);
    }
}
