package intarsia.tests.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarTest {
    private static final Grammar GRAMMAR = Grammar.ofStories();

    private static Stream<String> sentences(String story) {
        return story.lines().flatMap(p -> Spelling.sentences(p).stream());
    }

    @Test
    void theGeneratorsStoriesAreRightAsAWholeAndByTheSentence() {
        List<String> stories = Samples.stories();
        assertEquals(100, stories.size());
        assertEquals(List.of(), stories.stream().filter(s -> !GRAMMAR.acceptsStory(s)).toList());
        List<String> sentences = stories.stream().flatMap(GrammarTest::sentences).toList();
        assertTrue(sentences.size() > 800, () -> sentences.size() + " sentences");
        assertEquals(List.of(), sentences.stream().filter(s -> !GRAMMAR.acceptsSentence(s)).toList());
    }

    static List<Mutation> mutations() {
        return Mutation.ALL;
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void aMutatedStoryIsRefused(Mutation mutation) {
        List<String> mutants = Samples.stories().stream().flatMap(s -> mutation.of(s).stream()).toList();
        assertTrue(mutants.size() > 50, () -> mutants.size() + " mutants");
        assertEquals(List.of(), mutants.stream().filter(GRAMMAR::acceptsStory).toList());
    }

    /** A few words are there by choice: "said the owl" and "said the wise owl". */
    @Test
    void aStoryThatLacksAWordIsNearlyAlwaysRefused() {
        List<String> lacking = Samples.stories().stream().flatMap(GrammarTest::lackingAWord).toList();
        long accepted = lacking.stream().filter(GRAMMAR::acceptsStory).count();
        assertTrue(accepted * 20 < lacking.size(), () -> accepted + " of " + lacking.size() + " are accepted");
    }

    /** The story without every 17th of its words. */
    private static Stream<String> lackingAWord(String story) {
        List<MatchResult> words = Pattern.compile("(?<=[a-z]) [a-z]+").matcher(story).results().toList();
        return Stream.iterate(8, i -> i < words.size(), i -> i + 17)
            .map(i -> story.substring(0, words.get(i).start()) + story.substring(words.get(i).end()));
    }

    @Test
    void aStoryThatIsCutOffIsRefusedAndSoIsOneThatGoesOn() {
        for (String story : Samples.stories()) {
            String last = sentences(story).toList().getLast();
            assertFalse(GRAMMAR.acceptsStory(story.substring(0, story.length() - last.length() - 1)));
            assertFalse(GRAMMAR.acceptsStory(story + " " + last));
            assertFalse(GRAMMAR.acceptsStory(story.replace('\n', ' ')));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Otto had an old wagon from his strong cousin.           | Otto had an old wagon from her strong cousin.
        Otto had some old beads from his strong cousin.         | Otto had an old beads from his strong cousin.
        "Where are my blue paints?" asked Otto softly.          | "Where is my blue paints?" asked Otto softly.
        "The white horn is for me!" said Amy softly.            | "The white horn are for me!" said Amy softly.
        So Kate fed the hens slowly all day.                    | So Kate feed the hens slowly all day.
        Mia pulled, and Tom pulled, and they fell into the mud. | Mia pulled, and Mia pulled, and they fell into the mud.
        There once were two shy and kind friends, Tom and Mia.  | There once were two shy and kind friends, Tom and Tom.
        """)
    void wordsOfASentenceAgree(String right, String wrong) {
        assertTrue(GRAMMAR.acceptsSentence(right), right);
        assertFalse(GRAMMAR.acceptsSentence(wrong), wrong);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/", "<end>", ".", "\"", "\n", "a", "Amy", "once upon a time", "\"\"\"\"", "Zo\u00e9 was a girl."})
    void whatIsNoSentenceIsRefused(String text) {
        assertFalse(GRAMMAR.acceptsSentence(text));
        assertFalse(GRAMMAR.acceptsStory(text));
    }

    @Test
    void aSentenceEndsOutsideQuotationsOrWithOneThatNoSmallLetterFollows() {
        List<String> wanted = List.of("\"Is it here? Or there?\" asked Tom.", "Mia said, \"No.\"", "Tom ran!", "\"Wait");
        assertEquals(wanted, Spelling.sentences(String.join(" ", wanted)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        tale x              | headline [tale, x]; wanted class, let, phrase, sentence or plot
        plot                | headline [plot]; wanted a kind and a name
        class x: a b;  1    | row [1]; wanted a word for each of [a, b]
        plot story;  @x     | no rule 'x'; known: [story]
        plot story;  @story | rule 'story' is inside itself
        plot story;  $x     | no variable 'x'; known: []
        plot story;  #x     | no class 'x'; known: []
        plot story;  ( a    | no ')' where wanted in:  ( a
        plot story;  a ]    | ']' closes nothing in:  a ]
        plot story;  a1     | cannot read 'a1' in:  a1
        """)
    void whatIsNoGrammarIsRefusedWithItsLine(String lines, String message) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Grammar.parse(List.of(lines.split(";", -1))));
        assertEquals(message, refused.getMessage());
    }
}
