package intarsia.ir.device;

import java.util.Arrays;

/**
 * What it costs to move the words of a tile, in cycles of a warp's instructions issued, about. Only ratios matter.
 *
 * @param permute  the words of a slot to other lanes
 * @param exchange the words of a slot to the lanes whose number differs in one bit
 * @param select   one of two words a lane
 * @param extract  one lane's word for all
 * @param unit     a slot to or from scratch, lanes at consecutive words
 * @param gather   a slot from scratch, lanes anywhere
 * @param scatter  a slot to scratch, lanes anywhere
 * @param banks    banks of scratch, each of which serves a word at the cost of {@code unit}, instead of {@code gather} and
 *                 {@code scatter}; 0 where scratch has none
 */
public record MoveCosts(double permute, double exchange, double select, double extract, double unit, double gather, double scatter, int banks) {
    /** Where nothing is known: everything costs the same, and scratch is far. */
    public static final MoveCosts PLAIN = new MoveCosts(1, 1, 1, 1, 4, 16, 16, 0);
    /** GPU threads: a shuffle takes the path to memory, and banks serve a word a cycle each. */
    public static final MoveCosts THREADS = new MoveCosts(4, 4, 1, 4, 4, 4, 4, 32);

    /** CPU vectors of so many words, whose lanes go one by one to other than consecutive words. */
    public static MoveCosts vector(int lanes) {
        return new MoveCosts(2, 2, 1, 3, 1.5, 2 * lanes, 2 * lanes, 0);
    }

    /** Of words to or from scratch, the word of each lane given; lanes without one are −1. */
    public double access(int[] words, boolean store) {
        if (banks == 0) {
            return consecutive(words) ? unit : store ? scatter : gather;
        }
        return unit * degree(words);
    }

    private static boolean consecutive(int[] words) {
        for (int i = 0; i < words.length; i++) {
            if (words[i] >= 0 && words[i] != words[0] + i) {
                return false;
            }
        }
        return words[0] >= 0;
    }

    /** The most different words of one bank; at least 1. */
    private int degree(int[] words) {
        int[] sorted = words.clone();
        Arrays.sort(sorted);
        int[] inBank = new int[banks];
        int most = 1;
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] >= 0 && (i == 0 || sorted[i] != sorted[i - 1])) {
                most = Math.max(most, ++inBank[sorted[i] % banks]);
            }
        }
        return most;
    }
}
