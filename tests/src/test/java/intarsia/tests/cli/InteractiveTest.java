package intarsia.tests.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code intarsia run --interactive}: prompts by lines. */
class InteractiveTest {
    private static Command run(String input, Object... more) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        try {
            Object[] args = {"run", "--model", Stories.model("f32"), "-i", "--temp", 0, "--tuning", "off"};
            Object[] all = Arrays.copyOf(args, args.length + more.length);
            System.arraycopy(more, 0, all, args.length, more.length);
            return Command.run(all);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void eachLineBeginsATextOfItsOwn() throws IOException {
        var c = run(Stories.PROMPT + "\nOne day\n" + Stories.PROMPT, "--tokens", 100, "--quiet");
        String[] texts = c.out().split("(?m)^One day", 2);
        assertEquals(Stories.PROMPT + Stories.text() + "\n", texts[0]);
        assertTrue(texts[1].endsWith("\n" + Stories.PROMPT + Stories.text() + "\n"), texts[1]);
        assertEquals("", c.err());
        assertEquals(0, c.exit());
    }

    @Test
    void whatIsWrongWithAPromptIsOneLineAndTheNextIsRead() {
        var c = run("word ".repeat(600) + "\n" + "x".repeat(70_000) + "\n" + Stories.PROMPT + "\n", "--tokens", 1, "--quiet", "--context", 16);
        assertTrue(c.err().matches("intarsia: the prompt has \\d+ tokens, and the context room for 16: raise --context, up to 512\nintarsia: a line of 70000 bytes; wanted at most 65536\n"), c.err());
        assertTrue(c.out().startsWith(Stories.PROMPT) && c.out().lines().count() == 1, c.out());
        assertEquals(0, c.exit());
    }

    @Test
    void activationsAreSaidOnceAndTheSpeedOfEachText() {
        var c = run("a\nb\n", "--tokens", 3);
        assertTrue(c.err().matches("activations: f32\n([0-9]+\\.[0-9] tokens a second, [^\n]*\n){2}"), c.err());
    }

    @Test
    void noPromptsAreNoTexts() {
        assertEquals(new Command(0, "", ""), run("", "--quiet"));
        assertEquals(2, run("", "--prompt", "x").exit());
    }
}
