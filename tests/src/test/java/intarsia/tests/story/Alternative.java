package intarsia.tests.story;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One line of a rule, as it is read from left to right. */
final class Alternative {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z]+|[.,?!\"/]");

    private final GrammarFile file;
    private final String line;
    private final List<String> words;
    private int at;

    Alternative(GrammarFile file, String line) {
        this.file = file;
        this.line = line;
        words = GrammarFile.words(line);
    }

    /** All that stands on the line. */
    List<Node> items() {
        List<Node> items = group();
        if (at < words.size()) throw new IllegalArgumentException("'" + words.get(at) + "' closes nothing in:" + line);
        return items;
    }

    /** The items before a word that ends a group, or the end of the line. */
    private List<Node> group() {
        List<Node> items = new ArrayList<>();
        while (at < words.size() && !List.of("|", ")", "]").contains(words.get(at))) items.add(item(words.get(at++)));
        return items;
    }

    private Node item(String word) {
        String name = word.substring(1);
        return switch (word.charAt(0)) {
            case '$' -> file.ofVariable(name);
            case '#' -> file.fresh(name);
            case '@' -> file.rule(name);
            case '(' -> choice();
            case '[' -> optional();
            default -> plain(word);
        };
    }

    private Node plain(String word) {
        if (!PLAIN.matcher(word).matches()) throw new IllegalArgumentException("cannot read '" + word + "' in:" + line);
        return new Node.Word(word);
    }

    private Node choice() {
        List<Node> options = new ArrayList<>(List.of(new Node.Sequence(group())));
        while (take("|")) options.add(new Node.Sequence(group()));
        close(")");
        return new Node.Choice(options);
    }

    private Node optional() {
        var items = new Node.Sequence(group());
        close("]");
        return new Node.Choice(List.of(items, new Node.Sequence(List.of())));
    }

    private boolean take(String word) {
        boolean found = at < words.size() && words.get(at).equals(word);
        if (found) at++;
        return found;
    }

    private void close(String end) {
        if (!take(end)) throw new IllegalArgumentException("no '" + end + "' where wanted in:" + line);
    }
}
