package intarsia.passes.layout;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Conversions through scratch: every element is written once, to a word of its own, and read where it is wanted. */
final class ScratchMoves {
    private ScratchMoves() {
    }

    /** Words in the order of the result: what is read lies at consecutive words. */
    static ConversionStep byTarget(Placement from, Placement to) {
        return through(from, to, words(to));
    }

    /** Words in the order of the source: what is written lies at consecutive words. */
    static ConversionStep bySource(Placement from, Placement to) {
        return through(from, to, words(from));
    }

    private static ConversionStep through(Placement from, Placement to, Map<Integer, Integer> word) {
        Map<Integer, Integer> left = new HashMap<>(word);
        int[][] out = each(from, e -> {
            Integer w = left.remove(e);
            return w == null ? -1 : w;
        });
        int words = word.values().stream().mapToInt(w -> w + 1).max().orElse(0);
        return new ConversionStep.Through(words, out, each(to, e -> word(word, e)));
    }

    private static int word(Map<Integer, Integer> word, int element) {
        Integer w = word.get(element);
        if (w == null) {
            throw new IllegalArgumentException("element " + element + " is in no lane of the source");
        }
        return w;
    }

    /** The first place of each element, places without a first copy left out of the count by whole slots. */
    private static Map<Integer, Integer> words(Placement p) {
        Map<Integer, Integer> word = new HashMap<>();
        int base = 0;
        for (int[] slot : p.element()) {
            boolean some = false;
            for (int l = 0; l < slot.length; l++) {
                some |= word.putIfAbsent(slot[l], base + l) == null;
            }
            base += some ? slot.length : 0;
        }
        return word;
    }

    private static int[][] each(Placement p, IntUnaryOperator f) {
        return Arrays.stream(p.element()).map(row -> Arrays.stream(row).map(f).toArray()).toArray(int[][]::new);
    }
}
