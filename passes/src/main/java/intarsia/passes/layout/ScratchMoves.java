package intarsia.passes.layout;

import intarsia.passes.layout.ConversionStep.Order;
import intarsia.passes.layout.ConversionStep.Through;
import java.util.Arrays;

/** Conversions through scratch: every element is written once, to a word of its own, and read where it is wanted. */
final class ScratchMoves {
    private static final int NONE = -1;

    private ScratchMoves() {
    }

    /** The conversion with elements in an order: what is written, or what is read, lies at consecutive words. */
    static Through in(Order order, Placement from, Placement to) {
        int[] word = words(order == Order.SOURCE ? from : to);
        int[][] in = read(word, to);
        return new Through(order, Arrays.stream(word).max().orElse(NONE) + 1, written(word.clone(), from), in);
    }

    /** The word that each lane of each slot writes: of copies the first. Takes the words out of {@code left}. */
    private static int[][] written(int[] left, Placement from) {
        int[][] out = new int[from.slots()][from.lanes()];
        for (int s = 0; s < out.length; s++) {
            for (int l = 0; l < out[s].length; l++) {
                int e = from.element()[s][l];
                out[s][l] = e < left.length ? left[e] : NONE;
                if (out[s][l] != NONE) {
                    left[e] = NONE;
                }
            }
        }
        return out;
    }

    private static int[][] read(int[] word, Placement to) {
        int[][] in = new int[to.slots()][to.lanes()];
        for (int s = 0; s < in.length; s++) {
            for (int l = 0; l < in[s].length; l++) {
                in[s][l] = word(word, to.element()[s][l]);
            }
        }
        return in;
    }

    private static int word(int[] word, int element) {
        if (element >= word.length || word[element] == NONE) {
            throw new IllegalArgumentException("element " + element + " is in no lane of the source");
        }
        return word[element];
    }

    /** The word of each element, {@link #NONE} of those that are nowhere: its first place, slots without a first copy left out of the count. */
    private static int[] words(Placement p) {
        int[] word = new int[p.elements()];
        Arrays.fill(word, NONE);
        int base = 0;
        for (int[] slot : p.element()) {
            boolean some = false;
            for (int l = 0; l < slot.length; l++) {
                if (word[slot[l]] == NONE) {
                    word[slot[l]] = base + l;
                    some = true;
                }
            }
            base += some ? slot.length : 0;
        }
        return word;
    }
}
