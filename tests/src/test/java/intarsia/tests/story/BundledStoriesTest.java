package intarsia.tests.story;

import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.sampling.Sampling;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the bundled model writes with no prompt. */
class BundledStoriesTest {
    private static final int CONTEXT = 512;
    /** Seeds 1 to 20, with {@code -Dintarsia.all} to 50, drawn as the command draws where nothing else is asked for. */
    private static final List<Sampling> SAMPLINGS = IntStream.rangeClosed(1, Boolean.getBoolean("intarsia.all") ? 50 : 20).mapToObj(seed -> new Sampling(0.8, 40, 0.95, seed)).toList();

    private static List<String> stories() {
        int count = SAMPLINGS.size();
        try (Model m = BundledModel.STORIES.open(); Session s = Session.open(m, Engine.jvm(1), new Options(count, CONTEXT, count, DType.F32), Stage.UNSEEN)) {
            return TextInProgress.writeAll(s, SAMPLINGS);
        }
    }

    @Test
    void storiesDifferAndTheirSentencesAreRight() {
        Grammar grammar = Grammar.ofStories();
        List<String> stories = stories();
        int distinct = new HashSet<>(stories).size();
        assertTrue(distinct * 10 >= stories.size() * 9, () -> distinct + " distinct stories of " + stories.size());
        List<String> sentences = stories.stream().flatMap(String::lines).flatMap(p -> Spelling.sentences(p).stream()).toList();
        List<String> wrong = sentences.stream().filter(s -> !grammar.acceptsSentence(s)).toList();
        assertTrue(wrong.size() * 20 <= sentences.size(), () -> wrong.size() + " of " + sentences.size() + " sentences are wrong: " + wrong);
    }
}
