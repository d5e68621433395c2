package intarsia.runtime.team;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Longs for several threads, each on cache lines of its own. The spacing is 128 bytes, not 64: the x86 adjacent-line
 * prefetcher fetches pairs, and some Arm cores have 128-byte lines. The line before the first value is free as well,
 * since it holds the array's length, which every access reads.
 */
final class PaddedLongs {
    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int SPACING = 128 / Long.BYTES;

    private final long[] lines;

    PaddedLongs(int count) {
        lines = new long[(count + 2) * SPACING];
    }

    private static int at(int index) {
        return (index + 1) * SPACING;
    }

    /** Sequentially consistent read. */
    long get(int index) {
        return (long) LONG.getVolatile(lines, at(index));
    }

    /** Sequentially consistent write. */
    void set(int index, long value) {
        LONG.setVolatile(lines, at(index), value);
    }

    /** Read that sees everything before the write it reads from; one load on x86, as is {@link #get}. */
    long getAcquire(int index) {
        return (long) LONG.getAcquire(lines, at(index));
    }

    /** Write without any ordering, published by a later {@link #set}. */
    void setPlain(int index, long value) {
        lines[at(index)] = value;
    }

    long getAndAdd(int index, long delta) {
        return (long) LONG.getAndAdd(lines, at(index), delta);
    }

    boolean compareAndSet(int index, long expected, long value) {
        return LONG.compareAndSet(lines, at(index), expected, value);
    }
}
