package intarsia.tests.story;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** What {@code tools/story/vectors.py} wrote for the tests. */
final class Samples {
    /** A text and its tokens. */
    record Tokenized(List<Integer> ids, String text) { }

    private Samples() { }

    /** Stories of the generator, not of the model's corpus. */
    static List<String> stories() {
        return List.of(read("stories.txt").strip().split("\n\n"));
    }

    /** Texts with the ids that the tokenizer of the training scripts gives them. */
    static List<Tokenized> tokenized() {
        return read("tokens.txt").lines().map(Samples::tokenized).toList();
    }

    private static Tokenized tokenized(String line) {
        int tab = line.indexOf('\t');
        List<Integer> ids = line.substring(0, tab).lines().flatMap(l -> List.of(l.split(" ", -1)).stream()).map(Integer::valueOf).toList();
        return new Tokenized(ids, line.substring(tab + 1).translateEscapes());
    }

    private static String read(String name) {
        try (var in = Objects.requireNonNull(Samples.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
