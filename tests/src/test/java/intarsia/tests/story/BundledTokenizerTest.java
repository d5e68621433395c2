package intarsia.tests.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.tokenizer.Tokenizer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The tokenizer in the bundled model against the one that the training scripts used. */
class BundledTokenizerTest {
    @Test
    void everyTextHasTheIdsOfTheTrainingScripts() {
        try (Model m = BundledModel.STORIES.open()) {
            Tokenizer t = m.tokenizer();
            for (Samples.Tokenized sample : Samples.tokenized()) {
                int[] found = t.encode(sample.text(), false, false);
                assertEquals(sample.ids(), IntStream.of(found).boxed().toList(), sample.text());
                assertEquals(sample.text(), t.decode(found));
            }
        }
    }

    @Test
    void aTextBeginsWithTheTokenThatEndsOne() {
        try (Model m = BundledModel.STORIES.open()) {
            int[] nothing = m.tokenizer().encode("");
            assertEquals(List.of(511), IntStream.of(nothing).boxed().toList());
            assertTrue(m.tokenizer().ends(nothing[0]));
            assertEquals("", m.tokenizer().decode(nothing));
        }
    }
}
