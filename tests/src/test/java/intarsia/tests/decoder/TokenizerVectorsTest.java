package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.tokenizer.Tokenizer;
import intarsia.decoder.tokenizer.Utf8Stream;
import intarsia.tests.oracle.GgufFile;
import intarsia.tests.oracle.SharedData;
import intarsia.tests.oracle.Vocabularies;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real vocabularies against the ids llama.cpp gives for the same strings. */
class TokenizerVectorsTest {
    private static Tokenizer tokenizer(String file) throws IOException {
        return Tokenizer.of(Vocabularies.of(GgufFile.read(SharedData.file(file))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "phi-3"})
    void everyStringHasTheIdsOnRecord(String name) throws IOException {
        String base = "tokenizers/ggml-vocab-" + name + ".gguf";
        Tokenizer t = tokenizer(base);
        String[] strings = Files.readString(SharedData.file(base + ".inp")).split("\n__ggml_vocab_test__\n", -1);
        List<String> ids = Files.readAllLines(SharedData.file(base + ".out"));
        assertEquals(ids.size() + 1, strings.length, "a separator ends the last string too");
        for (int i = 0; i < ids.size(); i++) {
            // The record is of text inside a sequence: no begin token.
            int[] found = t.encode(strings[i], false, false);
            assertEquals(ids.get(i).trim(), String.join(" ", Arrays.stream(found).mapToObj(String::valueOf).toList()), strings[i]);
            assertEquals(strings[i], t.decode(found));
        }
    }

    @Test
    void phi3BeginsWithItsBeginTokenAndGpt2WithNone() throws IOException {
        assertArrayEquals(new int[] {1, 15043}, tokenizer("tokenizers/ggml-vocab-phi-3.gguf").encode("Hello"));
        assertArrayEquals(new int[] {15496}, tokenizer("tokenizers/ggml-vocab-gpt-2.gguf").encode("Hello"));
    }

    @Test
    void phi3ReadsItsChatTokensWhereAsked() throws IOException {
        Tokenizer t = tokenizer("tokenizers/ggml-vocab-phi-3.gguf");
        assertArrayEquals(new int[] {32010, 15043, 32007}, t.encode("<|user|>Hello<|end|>", false, true));
        assertEquals("<|user|>Hello<|end|>", t.decode(t.encode("<|user|>Hello<|end|>", false, false)));
    }

    @Test
    void storiesPromptAndTextAreThoseOnRecord() throws IOException {
        Tokenizer t = tokenizer("stories260K/stories260K-f32.gguf");
        assertArrayEquals(new int[] {1, 403, 407, 261, 378}, t.encode("Once upon a time"));
        assertEquals("Once upon a time", t.decode(1, 403, 407, 261, 378));
        String record = Files.readString(SharedData.file("stories260K/greedy-f32.txt"));
        String ids = record.lines().filter(l -> l.startsWith("greedy_ids: ")).findFirst().orElseThrow().substring("greedy_ids: ".length());
        String text = record.substring(record.indexOf("\ntext: ") + "\ntext: ".length());
        var stream = Utf8Stream.ofContinuation(t);
        var printed = new StringBuilder();
        for (String id : ids.split(" ", -1)) printed.append(stream.push(Integer.parseInt(id)));
        assertEquals(text.stripTrailing(), printed.append(stream.finish()).toString());
    }
}
