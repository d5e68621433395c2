package intarsia.tests.story;

import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A change of one word that makes a right story wrong, whichever of the words it fits is changed.
 *
 * @param change of a word and the story it is in
 */
record Mutation(String name, Pattern fits, BinaryOperator<String> change) {
    private static final String NAME = "(?<=[a-z] )[A-Z][a-z]+";

    static final List<Mutation> ALL = List.of(
        row("pronoun of the other gender", "\\b(he|she|his|him|He|She|His)\\b", (word, _) -> otherGender(word)),
        row("name of a stranger", NAME, (_, story) -> Stream.of("Amy", "Eva", "Zoe").filter(n -> !story.contains(n)).findFirst().orElseThrow()),
        row("word for a name", NAME, (_, _) -> "Somebody"),
        row("name with a small letter", NAME, (name, _) -> name.toLowerCase(Locale.ROOT)),
        row("article of the other sound", "\\b[Aa]n?\\b", (word, _) -> word.length() == 1 ? word + "n" : word.substring(0, 1)),
        row("verb of the other number", "\\b(was|were)\\b", (word, _) -> word.equals("was") ? "were" : "was"),
        row("sentence with a small letter", "(?<=[.] )[A-Z][a-z]+", (word, _) -> word.toLowerCase(Locale.ROOT)),
        row("no full stop", "[.]", (_, _) -> ""),
        row("no quotation mark", "\"", (_, _) -> ""),
        row("two spaces", " ", (_, _) -> "  "),
        row("word twice", "\\b[a-z]+\\b", (word, _) -> word + " " + word));

    private static Mutation row(String name, String fits, BinaryOperator<String> change) {
        return new Mutation(name, Pattern.compile(fits), change);
    }

    private static String otherGender(String pronoun) {
        return switch (pronoun) {
            case "he" -> "she";
            case "she" -> "he";
            case "He" -> "She";
            case "She" -> "He";
            case "His" -> "Her";
            default -> "her";
        };
    }

    /** The story with the one in the middle of all that fit changed; none where nothing fits. */
    List<String> of(String story) {
        List<MatchResult> all = fits.matcher(story).results().toList();
        if (all.isEmpty()) return List.of();
        MatchResult word = all.get(all.size() / 2);
        return List.of(story.substring(0, word.start()) + change.apply(word.group(), story) + story.substring(word.end()));
    }

    @Override
    public String toString() {
        return name;
    }
}
