package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code intarsia run} writes the text on record. */
class RunTest {
    private static Command greedy(Path model, int tokens, String... more) {
        Object[] args = {"run", "--model", model, "--prompt", Stories.PROMPT, "--tokens", tokens, "--temp", 0, "--quiet"};
        Object[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Command.run(all);
    }

    @ParameterizedTest
    @CsvSource({"f32, 1", "f32, 2", "Q8_0, 2"})
    void promptThenTheTextOnRecordThenANewline(String type, int threads) throws IOException {
        var c = greedy(Stories.model(type), 100, "--threads", Integer.toString(threads));
        assertEquals("", c.err());
        assertEquals(Stories.PROMPT + Stories.text() + "\n", c.out());
        assertEquals(0, c.exit());
    }

    @Test
    void withFourBitWeightsTheFirst22TokensAreTheSame() throws IOException {
        try (Model m = Model.open(Stories.model("Q4_0"))) {
            String wanted = m.tokenizer().decode(Arrays.copyOf(Stories.all(), 5 + 22));
            assertEquals(wanted + "\n", greedy(Stories.model("Q4_0"), 22).out());
        }
    }

    @Test
    void theReferenceWritesTheSameFirst10Tokens() throws IOException {
        try (Model m = Model.open(Stories.model("f32"))) {
            String wanted = m.tokenizer().decode(Arrays.copyOf(Stories.all(), 5 + 10));
            assertEquals(wanted + "\n", greedy(Stories.model("f32"), 10, "--engine", "reference").out());
        }
    }

    @Test
    void equalSeedsDrawEqualTexts() {
        Object[] args = {"run", "--model", Stories.model("f32"), "--prompt", Stories.PROMPT, "--tokens", 20, "--temp", 1.5, "--seed", 7, "--quiet"};
        String first = Command.run(args).out();
        assertEquals(first, Command.run(args).out());
        assertTrue(first.startsWith(Stories.PROMPT), first);
        assertNotEquals(greedy(Stories.model("f32"), 20).out(), first);
    }

    @Test
    void withoutQuietALineTellsTheActivationsAndOneTheSpeed() {
        var c = Command.run("run", "--model", Stories.model("f32"), "--prompt", "a", "--tokens", 3, "--temp", 0);
        assertTrue(c.err().matches("activations: f32\n[0-9]+\\.[0-9] tokens a second, [^\n]*\n"), c.err());
    }

    @Test
    void activationsOfEightBitsAreAskedForAndSaid() {
        var c = Command.run("run", "--model", Stories.model("Q8_0"), "--prompt", "a", "--tokens", 3, "--temp", 0, "--activations", "i8");
        assertEquals(0, c.exit(), c.err());
        assertTrue(c.err().startsWith("activations: i8g32_sf32; f32 in the gated layer (rows of 172), which groups of 32 do not divide\n"), c.err());
        var wrong = Command.run("run", "--model", Stories.model("f32"), "--activations", "i4");
        assertEquals(2, wrong.exit());
        assertEquals("intarsia: --activations i4; known: f32, i8\n", wrong.err());
    }

    @Test
    void noNewTokensIsThePromptAlone() {
        assertEquals(Stories.PROMPT + "\n", greedy(Stories.model("f32"), 0).out());
    }

    @Test
    void aFullContextEndsTheText() {
        var c = Command.run("run", "--model", Stories.model("f32"), "--prompt", Stories.PROMPT, "--tokens", 100, "--temp", 0, "--context", 8);
        assertEquals(0, c.exit());
        assertTrue(c.err().startsWith("the context of 8 positions is full\n"), c.err());
    }

    @Test
    void aPromptBeyondTheContextIsSaidInOneLine() {
        var c = Command.run("run", "--model", Stories.model("f32"), "--prompt", Stories.PROMPT, "--context", 4);
        assertEquals("intarsia: the prompt has 5 tokens, and the context room for 4: raise --context, up to 512\n", c.err());
        assertEquals(1, c.exit());
        var longer = Command.run("run", "--model", Stories.model("f32"), "--prompt", "word ".repeat(600));
        assertTrue(longer.err().contains("all that stories260K-f32.gguf was trained for"), longer.err());
    }

    @Test
    void withoutAModelItWritesAStoryWithTheBundledOne() {
        var c = Command.run("run", "--quiet", "--seed", 3);
        assertEquals(0, c.exit(), c.err());
        assertTrue(c.out().split(" ").length > 40, c.out());
        String same = begun(3), other = begun(4);
        assertTrue(c.out().startsWith(same) && same.split(" ").length > 8, () -> same + "\n" + c.out());
        assertFalse(c.out().startsWith(other), other);
    }

    private static String begun(int seed) {
        return Command.run("run", "--quiet", "--tokens", 24, "--seed", seed).out().strip();
    }

    @Test
    void bundledModelsAreListed() {
        var c = Command.run("run", "--list-bundled");
        assertEquals(0, c.exit(), c.err());
        assertTrue(c.out().startsWith("stories\n  file: GGUF version 3, "), c.out());
        assertTrue(c.out().contains("\n  licence: CC0-1.0\n") && c.out().endsWith("  runs: yes\n"), c.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--engine=abacus", "--threads=0", "--tokens=-1", "--temp=-1", "--top-p=0", "--top-k=-1", "--tokens=many"})
    void wrongOptionsAreWrongUsage(String option) {
        var c = Command.run("run", "--model", "absent.gguf", option);
        assertEquals(2, c.exit(), c.err());
        assertEquals("", c.out());
    }

    @Test
    void anAbsentModelIsOneLine() {
        var c = Command.run("run", "--model", "absent.gguf");
        assertEquals("intarsia: absent.gguf: file: wanted a readable file, found no such file or folder\n", c.err());
        assertEquals(1, c.exit());
    }
}
