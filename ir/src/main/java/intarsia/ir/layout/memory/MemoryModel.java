package intarsia.ir.layout.memory;

import intarsia.ir.LaneOp.Form;
import intarsia.ir.device.AccessCosts;
import intarsia.ir.device.MoveCosts;
import intarsia.ir.device.Target;
import intarsia.ir.device.Target.Feature;
import java.util.EnumSet;
import java.util.Set;

/**
 * What access planning knows of a machine: which accesses of the lane level are legal there, and what they cost.
 *
 * @param lanes       of a warp, at most 64
 * @param mostWords   consecutive words that one access gives a lane, 1, 2 or 4
 * @param multiple    the forms that may give several words a lane
 * @param unaligned   whether an access may lie at any byte; otherwise it lies at a multiple of its width
 * @param masked      whether a contiguous run of 32-bit elements under a mask is one instruction; otherwise its lanes go as if they lay apart
 * @param costs       of accesses
 * @param moves       of the permutations and selections that accesses come with
 */
public record MemoryModel(int lanes, int mostWords, Set<Form> multiple, boolean unaligned, boolean masked, AccessCosts costs, MoveCosts moves) {
    /** What the lane level allows today. */
    public static final Set<Form> UNIT_ONLY = Set.of(Form.UNIT);
    private static final int MOST_LANES = 64;

    public MemoryModel {
        multiple = Set.copyOf(multiple);
        if (lanes < 1 || lanes > MOST_LANES || Integer.bitCount(lanes) != 1 || mostWords != 1 && mostWords != 2 && mostWords != 4) {
            throw new IllegalArgumentException(lanes + " lanes of " + mostWords + " words; wanted a power of two up to " + MOST_LANES + ", and 1, 2 or 4");
        }
    }

    /** A warp of GPU threads: the run of a thread lies on its slots. */
    public static MemoryModel threads(int lanes, Set<Form> multiple) {
        return new MemoryModel(lanes, 4, multiple, false, true, AccessCosts.THREADS, MoveCosts.THREADS);
    }

    /** The words of a CPU vector: the run lies on the low lane digits. */
    public static MemoryModel vector(int lanes, boolean unaligned) {
        return new MemoryModel(lanes, 1, Set.of(), unaligned, true, AccessCosts.VECTOR, MoveCosts.vector(lanes));
    }

    /** The model of a target, by its features and its table of costs. */
    public static MemoryModel of(Target t) {
        boolean multiple = t.mostWords() > 0;
        return new MemoryModel(t.lanes(), Math.max(1, t.mostWords()), multiple ? UNIT_ONLY : Set.of(), t.has(Feature.UNALIGNED), t.has(Feature.MASKED_32),
                t.accesses(), t.moves());
    }

    /** The same machine with more forms that give several words a lane. */
    public MemoryModel withMultiple(Form first, Form... more) {
        return new MemoryModel(lanes, mostWords, EnumSet.of(first, more), unaligned, masked, costs, moves);
    }

    /** A bit for every lane. */
    public long all() {
        return lanes == MOST_LANES ? -1 : (1L << lanes) - 1;
    }
}
