package intarsia.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the fake kernels of the tests do, in plain Java; called from classes that {@link FakeCode} makes. */
public final class Bodies {
    /** Elements of a block. */
    static final int BLOCK = 4;

    @SuppressWarnings("restricted")
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    static final AtomicInteger CALLS = new AtomicInteger();
    static volatile CountDownLatch entered = new CountDownLatch(1);
    static volatile CountDownLatch proceed = new CountDownLatch(1);

    private Bodies() {
    }

    /** args: x, y, n as a number; y = 2 x. */
    public static void twice(long[] args, int lo, int hi) {
        CALLS.incrementAndGet();
        long n = args[2];
        for (long i = (long) lo * BLOCK; i < Math.min(n, (long) hi * BLOCK); i++) {
            ALL.set(ValueLayout.JAVA_FLOAT, args[1] + 4 * i, 2 * ALL.get(ValueLayout.JAVA_FLOAT, args[0] + 4 * i));
        }
    }

    /** The same with the address of n. */
    public static void twiceByAddress(long[] args, int lo, int hi) {
        twice(new long[] {args[0], args[1], ALL.get(ValueLayout.JAVA_LONG, args[2])}, lo, hi);
    }

    /** The same, allocating nothing and counting nothing. */
    public static void twiceQuietly(long[] args, int lo, int hi) {
        long n = ALL.get(ValueLayout.JAVA_LONG, args[2]);
        for (long i = (long) lo * BLOCK; i < Math.min(n, (long) hi * BLOCK); i++) {
            ALL.set(ValueLayout.JAVA_FLOAT, args[1] + 4 * i, 2 * ALL.get(ValueLayout.JAVA_FLOAT, args[0] + 4 * i));
        }
    }

    public static void nothing(long[] args, int lo, int hi) {
    }

    public static void fail(long[] args, int lo, int hi) {
        throw new ArithmeticException("block " + lo + " of " + args.length + " arguments");
    }

    /** Says that it was entered and stays until it may proceed. */
    public static void hang(long[] args, int lo, int hi) throws InterruptedException {
        entered.countDown();
        if (!proceed.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody let the kernel proceed, blocks " + lo + " to " + hi + " of " + args.length);
        }
    }

    /** Counts its blocks when it has done them; the last one takes its time. args: x, y, n. */
    public static void slow(long[] args, int lo, int hi) throws InterruptedException {
        if ((long) hi * BLOCK >= args[2]) {
            Thread.sleep(30); // long enough for another worker to go where it should not
        }
        CALLS.addAndGet(hi - lo);
    }

    /** Fails unless all blocks of {@link #slow} are done. */
    public static void after(long[] args, int lo, int hi) {
        long blocks = Math.ceilDiv(args[2], (long) BLOCK);
        if (CALLS.get() != blocks) {
            throw new IllegalStateException("blocks " + lo + " to " + hi + " begun when " + CALLS.get() + " of " + blocks + " were done");
        }
    }

    static void resetLatches() {
        entered = new CountDownLatch(1);
        proceed = new CountDownLatch(1);
    }
}
