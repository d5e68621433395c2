package intarsia.tests.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The spelling and splitting laws at the head of the grammar file: from text to plain words. */
final class Spelling {
    /** Closes a sentence, and a paragraph, among words; no word is spelled so. */
    static final String END = "<end>", PARAGRAPH = "/";

    private static final String QUOTE = "\"";
    private static final Set<String> STOPS = Set.of(".", "?", "!");
    private static final Set<String> FOLLOWERS = Set.of(".", "?", "!", ",");
    private static final Set<String> ARTICLES = Set.of("a", "an");
    private static final Pattern PART = Pattern.compile("[A-Za-z]+|[.,?!\"]");
    /** After a closing quotation mark: the sentence goes on. */
    private static final Pattern GOES_ON = Pattern.compile(" [a-z]");

    /** Where a word stands: whether it follows without a space, and whether it has a capital. */
    private record Place(String word, boolean glued, boolean capital) { }

    private Spelling() { }

    /** For each word of a text, ends of sentences and paragraphs included, the plain words it may spell. */
    static List<Set<String>> words(String text) {
        List<Set<String>> words = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            for (String s : sentences(paragraph)) words.addAll(sentence(s));
            words.add(Set.of(PARAGRAPH));
        }
        words.removeLast();
        return words;
    }

    /** The sentences of a paragraph; the last may lack its end. */
    static List<String> sentences(String paragraph) {
        List<String> found = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < paragraph.length(); i++) {
            boolean mark = paragraph.startsWith(QUOTE, i);
            boolean ends = mark ? quoted && closesSentence(paragraph, i) : !quoted && stops(paragraph, i);
            quoted ^= mark;
            if (ends) {
                found.add(unspaced(paragraph.substring(start, i + 1)));
                start = i + 1;
            }
        }
        if (start < paragraph.length()) found.add(unspaced(paragraph.substring(start)));
        return found;
    }

    private static boolean closesSentence(String paragraph, int mark) {
        return stops(paragraph, mark - 1) && !GOES_ON.matcher(paragraph).region(mark + 1, paragraph.length()).lookingAt();
    }

    private static boolean stops(String paragraph, int at) {
        return STOPS.contains(paragraph.substring(at, at + 1));
    }

    private static String unspaced(String sentence) {
        return sentence.startsWith(" ") ? sentence.substring(1) : sentence;
    }

    /** The words of one sentence, its end included; where the spelling is wrong, a word that spells nothing. */
    static List<Set<String>> sentence(String text) {
        List<String> plain = PART.matcher(text).results().map(MatchResult::group)
            .map(p -> ARTICLES.contains(p.toLowerCase(Locale.ROOT)) ? "a" : p).toList();
        if (!spell(plain).equals(text)) return List.of(Set.of());
        List<Set<String>> words = new ArrayList<>(places(plain).stream().map(Spelling::forms).toList());
        words.add(Set.of(END));
        return words;
    }

    /** A capital may be the place's, or the word's own. */
    private static Set<String> forms(Place p) {
        String small = p.word.substring(0, 1).toLowerCase(Locale.ROOT) + p.word.substring(1);
        return p.capital && !small.equals(p.word) ? Set.of(p.word, small) : Set.of(p.word);
    }

    private static List<Place> places(List<String> words) {
        List<Place> places = new ArrayList<>();
        boolean quoted = false, glued = true, capital = true;
        for (String word : words) {
            boolean mark = word.equals(QUOTE);
            places.add(new Place(word, glued || FOLLOWERS.contains(word) || (quoted && mark), capital));
            glued = mark && !quoted;
            quoted ^= mark;
            capital = glued || (quoted && STOPS.contains(word));
        }
        return places;
    }

    private static String spell(List<String> words) {
        var text = new StringBuilder();
        List<Place> places = places(words);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).equals("a") ? article(words, i) : words.get(i);
            if (!places.get(i).glued) text.append(' ');
            text.append(places.get(i).capital ? word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) : word);
        }
        return text.toString();
    }

    private static String article(List<String> words, int at) {
        boolean vowel = at + 1 < words.size() && "aeiouAEIOU".contains(words.get(at + 1).substring(0, 1));
        return vowel ? "an" : "a";
    }
}
