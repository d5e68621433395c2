package intarsia.runtime.cuda;

/**
 * The extent of a launch: {@code gridX * gridY * gridZ} blocks of {@code blockX * blockY * blockZ} threads.
 *
 * @param sharedBytes dynamic shared memory a block, on top of the kernel's own
 */
public record Grid(int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ, int sharedBytes) {
    public Grid {
        require("gridX", gridX, Integer.MAX_VALUE);
        require("gridY", gridY, 65_535);
        require("gridZ", gridZ, 65_535);
        require("blockX", blockX, 1024);
        require("blockY", blockY, 1024);
        require("blockZ", blockZ, 64);
        if ((long) blockX * blockY * blockZ > 1024) throw new IllegalArgumentException("a block of " + (long) blockX * blockY * blockZ + " threads, at most 1024");
        if (sharedBytes < 0) throw new IllegalArgumentException("sharedBytes " + sharedBytes);
    }

    /** A line of blocks of a line of threads. */
    public static Grid line(int blocks, int threads) {
        return new Grid(blocks, 1, 1, threads, 1, 1, 0);
    }

    private static void require(String name, int value, int max) {
        if (value < 1 || value > max) throw new IllegalArgumentException(name + " " + value + ", wanted 1.." + max);
    }
}
