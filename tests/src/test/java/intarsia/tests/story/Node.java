package intarsia.tests.story;

import java.util.List;
import java.util.Map;

/** A part of a rule. Rules do not recur, so a grammar is a finite graph of these. */
sealed interface Node {
    /** A word as it stands. */
    record Word(String text) implements Node { }

    /**
     * A column of a variable's row, or of any row.
     *
     * @param masks    by word: the rows that have it in this column, a bit each
     * @param variable its index, or {@link #FRESH}
     */
    record Cell(Map<String, Long> masks, int variable) implements Node {
        static final int FRESH = -1;
    }

    /** One after the other. */
    record Sequence(List<Node> items) implements Node { }

    /** One of several. */
    record Choice(List<Node> options) implements Node { }
}
