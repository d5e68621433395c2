package intarsia.passes.layout;

import java.util.Arrays;

/**
 * Slots that every lane finds end to end in memory, the runs of the lanes end to end too: such are moved by whole words, one to four a lane.
 *
 * @param slots of a run
 * @param words that they make in a lane: 1, 2 or 4
 */
public record LaneRuns(int slots, int words) {
    /** One slot, by itself. */
    public static final LaneRuns NONE = new LaneRuns(1, 0);
    private static final int WORD = 32;

    /**
     * The longest run that begins at a slot.
     *
     * @param bits      the bit address of each lane of each slot, less what all share
     * @param width     bits of an element: 8, 16 or 32
     * @param alignment bits that divide what all addresses share
     * @param most      words of one access at most
     * @return a run of one slot and no words where there is none
     */
    public static LaneRuns at(long[][] bits, int from, int width, long alignment, int most) {
        for (int words = most; words >= 1; words /= 2) {
            int slots = words * WORD / width;
            if (slots > 1 && from + slots <= bits.length && fits(bits, from, slots, width, alignment)) {
                return new LaneRuns(slots, words);
            }
        }
        return NONE;
    }

    private static boolean fits(long[][] bits, int from, int slots, int width, long alignment) {
        long run = (long) slots * width;
        long first = bits[from][0];
        if (alignment % run != 0 || first % run != 0) {
            return false;
        }
        for (int s = 0; s < slots; s++) {
            for (int lane = 0; lane < bits[from].length; lane++) {
                if (bits[from + s][lane] != first + lane * run + (long) s * width) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether slots share their bounds: the coordinates along guarded dimensions are the same in each. */
    static boolean alike(Placement at, int[] shape, Iterable<Integer> guarded, int from, int slots) {
        for (int dim : guarded) {
            int[] first = at.coordinates(from, shape, dim);
            for (int s = 1; s < slots; s++) {
                if (!Arrays.equals(first, at.coordinates(from + s, shape, dim))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The run where its slots share their bounds, otherwise none. */
    public LaneRuns within(Placement at, int[] shape, Iterable<Integer> guarded, int from) {
        return words > 0 && !alike(at, shape, guarded, from, slots) ? NONE : this;
    }
}
