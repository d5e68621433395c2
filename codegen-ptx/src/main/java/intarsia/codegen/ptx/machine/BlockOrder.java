package intarsia.codegen.ptx.machine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/**
 * Which other blocks are before this one. A block that fences its writes and then changes a word atomically hands over
 * all it wrote and knows; a block that then meets this word atomically comes after. Kept by blocks, not by threads: the
 * barriers that spread the news within a block are checked by nobody here.
 */
final class BlockOrder {
    private final Map<Long, BitSet> handed;
    private final BitSet before = new BitSet();
    /** Lanes of each warp that wrote since the last barrier and have not fenced. */
    private final int[] unfenced;
    /** Whether something from before the last barrier has not been fenced; any thread of the block may do it. */
    private boolean unfencedBefore;

    /** @param handed for each word what it hands over; one map for all blocks of a launch */
    BlockOrder(Map<Long, BitSet> handed, int warps) {
        this.handed = handed;
        unfenced = new int[warps];
    }

    void start(int block) {
        before.clear();
        before.set(block);
        Arrays.fill(unfenced, 0);
        unfencedBefore = false;
    }

    boolean isAfter(int block) {
        return before.get(block);
    }

    void wrote(int warp, int lane) {
        unfenced[warp] |= 1 << lane;
    }

    void fence(int warp, int lanes) {
        unfenced[warp] &= ~lanes;
        unfencedBefore = false;
    }

    void barrier() {
        for (int lanes : unfenced) unfencedBefore |= lanes != 0;
        Arrays.fill(unfenced, 0);
    }

    /** An atomic access: takes over what the word hands over, and where it changes the word, hands over. */
    void meet(long address, int warp, int lane, boolean changes) {
        synchronized (handed) {
            BitSet others = handed.get(address);
            if (others != null) before.or(others);
            boolean fenced = !unfencedBefore && ((unfenced[warp] >>> lane) & 1) == 0;
            if (changes && fenced) handed.computeIfAbsent(address, _ -> new BitSet()).or(before);
        }
    }
}
