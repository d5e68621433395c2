package intarsia.tests.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.tests.oracle.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the bundled model writes with no prompt. */
class BundledStoriesTest {
    /** In a JVM of its own: one that has run vectors of all widths compiles these kernels to code that is ten times slower. */
    private static List<String> stories() throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.run(StoriesRun.class, "@../cli/src/launcher/resources/intarsia/launcher/jvm-flags", "-Dintarsia.warm=on");
        assertEquals(0, child.exit(), child::said);
        return child.said().lines().filter(l -> l.startsWith(StoriesRun.WORD)).map(l -> l.substring(StoriesRun.WORD.length()))
                .map(l -> new String(Base64.getDecoder().decode(l), StandardCharsets.UTF_8)).toList();
    }

    @Test
    void storiesDifferAndTheirSentencesAreRight() throws IOException, InterruptedException {
        Grammar grammar = Grammar.ofStories();
        List<String> stories = stories();
        int distinct = new HashSet<>(stories).size();
        assertTrue(stories.size() >= 12 && distinct * 10 >= stories.size() * 9, () -> distinct + " distinct stories of " + stories.size());
        List<String> sentences = stories.stream().flatMap(String::lines).flatMap(p -> Spelling.sentences(p).stream()).toList();
        List<String> wrong = sentences.stream().filter(s -> !grammar.acceptsSentence(s)).toList();
        assertTrue(wrong.size() * 20 <= sentences.size(), () -> wrong.size() + " of " + sentences.size() + " sentences are wrong: " + wrong);
    }
}
