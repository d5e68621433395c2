package intarsia.tests.story;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Which texts are stories; the notation and its meaning stand at the head of the file. */
final class Grammar {
    private final List<Variable> variables;
    private final Node story;
    private final Node sentence;

    private Grammar(GrammarFile file) {
        variables = file.variables();
        story = file.rule("story");
        sentence = new Node.Choice(file.sentences());
    }

    /** The grammar that the bundled model was trained on. */
    static Grammar ofStories() {
        var file = Objects.requireNonNull(Grammar.class.getResourceAsStream("grammar.txt"), "no resource grammar.txt");
        try (var reader = new BufferedReader(new InputStreamReader(file, US_ASCII))) {
            return parse(reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The grammar that these lines say.
     *
     * @throws IllegalArgumentException that quotes what cannot be read
     */
    static Grammar parse(List<String> lines) {
        return new Grammar(GrammarFile.parse(lines));
    }

    /** Whether a sentence is right by itself. */
    boolean acceptsSentence(String text) {
        return new Recogniser(Spelling.sentence(text), variables).reads(sentence);
    }

    /** Whether a text is a whole story, of one choice of the variables. */
    boolean acceptsStory(String text) {
        return new Recogniser(Spelling.words(text), variables).reads(story);
    }
}
