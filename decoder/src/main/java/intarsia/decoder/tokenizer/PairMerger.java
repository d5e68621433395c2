package intarsia.decoder.tokenizer;

import java.util.PriorityQueue;

/**
 * Merges adjacent symbols of one text, the best pair first and of equals the leftmost, until no pair may merge.
 * O(n log n) for n symbols: pairs wait in a heap, and one whose symbols have since changed is dropped when it surfaces.
 * A symbol is known by the offset of its first character.
 */
final class PairMerger {
    /** The priority of merging {@code text[start, middle)} with {@code text[middle, end)}: lower is sooner. */
    @FunctionalInterface
    interface Ranks {
        int NEVER = Integer.MAX_VALUE;

        int of(String text, int start, int middle, int end);
    }

    private record Pair(int rank, int start, int middle, int end) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair o) {
            return rank != o.rank ? Integer.compare(rank, o.rank) : Integer.compare(start, o.start);
        }
    }

    private static final int GONE = -1;

    private final String text;
    private final Ranks ranks;
    /** Where the symbol at an offset ends, which is where the next begins; {@link #GONE} where no symbol begins. */
    private final int[] end;
    /** Where the symbol before the one at an offset begins. */
    private final int[] previous;
    private final PriorityQueue<Pair> waiting = new PriorityQueue<>();

    /** Over the code points of {@code text}. */
    PairMerger(String text, Ranks ranks) {
        this.text = text;
        this.ranks = ranks;
        end = new int[text.length() + 1];
        previous = new int[text.length() + 1];
        for (int at = 0, before = GONE; at < text.length(); at = end[at]) {
            end[at] = text.offsetByCodePoints(at, 1);
            previous[at] = before;
            before = at;
        }
    }

    /** Merges all that can be; afterwards {@link #end} walks the symbols from offset 0. */
    PairMerger run() {
        for (int at = 0; at < text.length(); at = end[at]) consider(at, end[at]);
        for (Pair p = waiting.poll(); p != null; p = waiting.poll()) {
            if (end[p.start] == p.middle && end[p.middle] == p.end) merge(p);
        }
        return this;
    }

    /** Where the symbol that begins at {@code start} ends. */
    int end(int start) {
        return end[start];
    }

    private void merge(Pair p) {
        end[p.start] = p.end;
        end[p.middle] = GONE;
        previous[p.end] = p.start;
        if (p.start > 0) consider(previous[p.start], p.start);
        consider(p.start, p.end);
    }

    private void consider(int start, int middle) {
        if (middle == text.length()) return;
        int rank = ranks.of(text, start, middle, end[middle]);
        if (rank != Ranks.NEVER) waiting.add(new Pair(rank, start, middle, end[middle]));
    }
}
