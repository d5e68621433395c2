package intarsia.ir.layout.memory;

import intarsia.ir.LaneOp.Form;
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
 * @param lineBytes   what lanes share where they touch the same: a cache line
 * @param sectorBytes what memory moves at least
 */
public record MemoryModel(int lanes, int mostWords, Set<Form> multiple, boolean unaligned, int lineBytes, int sectorBytes, AccessCosts costs) {
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
        return new MemoryModel(lanes, 4, multiple, false, 128, 32, AccessCosts.THREADS);
    }

    /** The words of a CPU vector: the run lies on the low lane digits. */
    public static MemoryModel vector(int lanes, boolean unaligned) {
        return new MemoryModel(lanes, 1, Set.of(), unaligned, 64, 64, AccessCosts.VECTOR);
    }

    /** The model of a target, by its features. */
    public static MemoryModel of(Target t) {
        return t.mostWords() > 0 ? new MemoryModel(t.lanes(), t.mostWords(), UNIT_ONLY, t.has(Feature.UNALIGNED), 128, 32, AccessCosts.THREADS)
                : vector(t.lanes(), t.has(Feature.UNALIGNED));
    }

    /** The same machine with more forms that give several words a lane. */
    public MemoryModel withMultiple(Form first, Form... more) {
        return new MemoryModel(lanes, mostWords, EnumSet.of(first, more), unaligned, lineBytes, sectorBytes, costs);
    }

    /** A bit for every lane. */
    long all() {
        return lanes == MOST_LANES ? -1 : (1L << lanes) - 1;
    }
}
