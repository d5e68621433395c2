package intarsia.codegen.ptx.machine;

import java.util.Arrays;

/**
 * For every byte of a region, who in the block read and wrote it last: a race is two accesses by different threads, one of
 * them a write, with neither a barrier nor a {@code bar.warp.sync} of both between them.
 *
 * <p>A stamp is epoch (31 bits, counts barriers), time of the warp's clock (25), warp (6, 63 for several), atomic (1).
 * Beside it stand the lanes of that warp.
 */
final class Shadow {
    private static final int SEVERAL = 63;

    private final long[] writes, reads;
    private final int[] writers, readers, writeLines, readLines;

    Shadow(int bytes) {
        writes = new long[bytes];
        reads = new long[bytes];
        writers = new int[bytes];
        readers = new int[bytes];
        writeLines = new int[bytes];
        readLines = new int[bytes];
    }

    void clear() {
        Arrays.fill(writes, 0);
        Arrays.fill(reads, 0);
    }

    /** Whether this block, whose first epoch is given, has not yet touched the byte in this way. */
    boolean first(int at, Access access, int firstEpoch) {
        long stamp = access.writes() ? writes[at] : reads[at];
        return epoch(stamp) < firstEpoch || (access.writes() && atomic(stamp) != access.atomic());
    }

    /**
     * Notes an access.
     *
     * @param same whether a write leaves the byte as it is: two threads may write the same value
     * @return empty where all is well, else the access that this one races with, in words
     */
    String touch(Warp w, int lane, int at, Access access, boolean same) {
        if (!(access.atomic() && atomic(writes[at])) && !(same && access.writes()) && unordered(writes[at], writers[at], w, lane)) {
            return "was " + (atomic(writes[at]) ? "changed atomically" : "written") + " by " + who(writes[at], writers[at], lane) + " at line " + writeLines[at];
        }
        if (access.writes() && unordered(reads[at], readers[at], w, lane)) {
            return "was read by " + who(reads[at], readers[at], lane) + " at line " + readLines[at];
        }
        if (access.writes()) noteWrite(w, lane, at, access);
        else if (access == Access.READ) noteRead(w, lane, at);
        return "";
    }

    private void noteWrite(Warp w, int lane, int at, Access access) {
        long stamp = stamp(w, access.atomic()), old = writes[at];
        boolean joins = access == Access.ATOMIC && atomic(old) && epoch(old) == epoch(stamp);
        writes[at] = joins && warp(old) != w.index ? several(stamp) : stamp;
        writers[at] = (joins ? writers[at] : 0) | (1 << lane);
        writeLines[at] = w.line();
    }

    private void noteRead(Warp w, int lane, int at) {
        long stamp = stamp(w, false), old = reads[at];
        boolean joins = epoch(old) == epoch(stamp);
        reads[at] = joins && warp(old) != w.index ? several(stamp) : stamp;
        readers[at] = (joins ? readers[at] : 0) | (1 << lane);
        readLines[at] = w.line();
    }

    private static boolean unordered(long stamp, int lanes, Warp w, int lane) {
        if (epoch(stamp) != w.block.epoch) return false;
        return warp(stamp) != w.index || !w.clock.before(lanes, time(stamp), lane);
    }

    private static String who(long stamp, int lanes, int lane) {
        int others = lanes & ~(1 << lane);
        if (warp(stamp) == SEVERAL) return "several warps";
        return "warp " + warp(stamp) + ", lane " + Integer.numberOfTrailingZeros(others == 0 ? lanes : others) + ",";
    }

    private static long stamp(Warp w, boolean atomic) {
        return ((long) w.block.epoch << 32) | ((long) w.clock.now() << 7) | ((long) w.index << 1) | (atomic ? 1 : 0);
    }

    private static long several(long stamp) {
        return stamp | ((long) SEVERAL << 1);
    }

    private static int epoch(long stamp) {
        return (int) (stamp >>> 32);
    }

    private static int time(long stamp) {
        return (int) (stamp >>> 7) & Clock.LATEST;
    }

    private static int warp(long stamp) {
        return (int) (stamp >>> 1) & SEVERAL;
    }

    private static boolean atomic(long stamp) {
        return (stamp & 1) != 0;
    }
}
