package intarsia.tests.story;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one text. A node maps the set of states before it to the set of those after it, so nothing is tried twice from
 * the same state, and the work is bounded by the text's length times the ways in which the variables can still differ.
 */
final class Recogniser {
    /**
     * How far a reading has come.
     *
     * @param at   words read
     * @param rows by variable: the rows it can still have, a bit each
     */
    private record State(int at, List<Long> rows) { }

    private final List<Set<String>> words;
    private final List<Variable> variables;

    /** @param words for each word of the text, the plain words it may spell */
    Recogniser(List<Set<String>> words, List<Variable> variables) {
        this.words = words;
        this.variables = variables;
    }

    /** Whether the node can spell the whole text. */
    boolean reads(Node node) {
        var start = new State(0, variables.stream().map(v -> v.table().all()).toList());
        return after(node, Set.of(start)).stream().anyMatch(s -> s.at == words.size());
    }

    private Set<State> after(Node node, Set<State> before) {
        return switch (node) {
            case Node.Word(String text) -> before.stream().filter(s -> forms(s).contains(text)).map(s -> new State(s.at + 1, s.rows)).collect(toSet());
            case Node.Cell cell -> before.stream().flatMap(s -> after(cell, s)).collect(toSet());
            case Node.Choice(List<Node> options) -> options.stream().flatMap(o -> after(o, before).stream()).collect(toSet());
            case Node.Sequence(List<Node> items) -> {
                Set<State> now = before;
                for (int i = 0; i < items.size() && !now.isEmpty(); i++) now = after(items.get(i), now);
                yield now;
            }
        };
    }

    private Set<String> forms(State s) {
        return s.at < words.size() ? words.get(s.at) : Set.of();
    }

    private Stream<State> after(Node.Cell cell, State s) {
        return forms(s).stream().map(word -> narrow(s.rows, cell.variable(), cell.masks().getOrDefault(word, 0L)))
            .flatMap(Stream::ofNullable).map(rows -> new State(s.at + 1, rows));
    }

    /** The rows left when a variable, or a fresh row, is one of {@code mask}; null where none is. */
    private @Nullable List<Long> narrow(List<Long> rows, int variable, long mask) {
        if (variable == Node.Cell.FRESH) return mask == 0 ? null : rows;
        var narrowed = new ArrayList<>(rows);
        return keep(narrowed, variable, mask) ? Collections.unmodifiableList(narrowed) : null;
    }

    /** Keeps of a variable's rows those of {@code mask}; the last one left is taken from its rivals. */
    private boolean keep(List<Long> rows, int variable, long mask) {
        long old = rows.get(variable), left = old & mask;
        rows.set(variable, left);
        if (left == old || Long.bitCount(left) != 1) return left != 0;
        return variables.get(variable).rivals().stream().allMatch(rival -> keep(rows, rival, ~left));
    }
}
