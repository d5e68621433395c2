package intarsia.passes;

import java.util.ArrayList;
import java.util.List;

/** A list as runs that follow one another, each so often. */
final class Repeats {
    /** Entries {@code first} to {@code first + length - 1}, and as many equal ones after them: {@code times} in all. */
    record Run(int first, int length, int times) {
        int end() {
            return first + length * times;
        }
    }

    private Repeats() {
    }

    /** The runs of a list: from each place on, the repetition that reaches farthest, of those the shortest; single entries between them. */
    static List<Run> of(List<?> entries) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < entries.size(); i = runs.getLast().end()) {
            Run best = new Run(i, 1, 1);
            for (int length = 1; i + 2 * length <= entries.size(); length++) {
                Run r = new Run(i, length, times(entries, i, length));
                best = r.times() > 1 && r.end() > best.end() ? r : best;
            }
            runs.add(best);
        }
        return runs;
    }

    private static int times(List<?> entries, int from, int length) {
        int at = from + length;
        while (at < entries.size() && entries.get(at).equals(entries.get(at - length))) {
            at++;
        }
        return (at - from) / length;
    }
}
