package intarsia.codegen.jvm;

import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Memory of workers while they run a chunk of blocks. A launch borrows a block and gives it back; blocks are never freed,
 * so in the steady state nothing is allocated. Stripes keep workers from meeting at one lock.
 */
final class Scratch {
    private static final int ALIGNMENT = 64;
    private static final int STRIPES = 64;
    private static final Scratch[] ALL = new Scratch[STRIPES];

    static {
        Arrays.setAll(ALL, _ -> new Scratch());
    }

    /** Free blocks of each power of two of bytes. */
    private final long[][] free = new long[Integer.SIZE][4];
    private final int[] count = new int[Integer.SIZE];

    private Scratch() {
    }

    /** The address of a block of at least that many bytes, aligned to 64; its contents are anything. */
    static long acquire(int bytes) {
        return mine().take(sizeClass(bytes));
    }

    /** Gives back what the same thread has borrowed for the same number of bytes. */
    static void release(long address, int bytes) {
        mine().put(sizeClass(bytes), address);
    }

    private static Scratch mine() {
        return ALL[(int) (Thread.currentThread().threadId() & STRIPES - 1)];
    }

    private static int sizeClass(int bytes) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(bytes, ALIGNMENT) - 1);
    }

    private synchronized long take(int sizeClass) {
        int n = count[sizeClass];
        if (n == 0) {
            return Arena.global().allocate(1L << sizeClass, ALIGNMENT).address();
        }
        count[sizeClass] = n - 1;
        return free[sizeClass][n - 1];
    }

    private synchronized void put(int sizeClass, long address) {
        int n = count[sizeClass];
        if (n == free[sizeClass].length) {
            free[sizeClass] = Arrays.copyOf(free[sizeClass], 2 * n);
        }
        free[sizeClass][n] = address;
        count[sizeClass] = n + 1;
    }
}
