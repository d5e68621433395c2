package intarsia.ir.layout.linear;

import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the lanes of a warp read or write a tile: each instruction moves {@code bytes} consecutive bytes a lane.
 *
 * @param name what messages call it, as "writer"
 * @param bytes bytes a lane, a power of two
 * @param instructions per instruction the offset in bytes, into the tile without padding or swizzle, of each lane in order
 */
public record WarpAccess(String name, int bytes, List<long[]> instructions) {
    private static final int MATRIX_ROWS = 8;
    private static final int ROW_BYTES = 16;

    public WarpAccess {
        instructions = List.copyOf(instructions);
        if (bytes < 1 || Integer.bitCount(bytes) != 1 || instructions.isEmpty()) {
            throw new IllegalArgumentException("access '" + name + "': " + bytes + " bytes a lane, " + instructions.size()
                    + " instructions; wanted a power of two and at least one");
        }
        for (long[] lanes : instructions) {
            if (lanes.length == 0 || Arrays.stream(lanes).anyMatch(o -> o < 0)) {
                throw new IllegalArgumentException("access '" + name + "': offsets " + Arrays.toString(lanes) + ", wanted some, >= 0");
            }
        }
    }

    /** The instructions of these lanes' offsets. */
    public static WarpAccess of(String name, int bytes, long[]... instructions) {
        return new WarpAccess(name, bytes, List.of(instructions));
    }

    /**
     * The lanes hold the tile in the registers of a layout of its two dimensions, and move as many bytes at a time as
     * lie together in memory and in slots {@code v}, 16 at most.
     *
     * @throws IllegalArgumentException where the shapes differ, or a lane holds less than whole bytes side by side
     */
    public static WarpAccess registers(String name, StoredTile tile, Layout layout) {
        var registers = new RegisterAccess(tile, layout);
        for (int bytes = ROW_BYTES; bytes >= 1; bytes /= 2) {
            var instructions = registers.instructions(bytes);
            if (instructions.isPresent()) return new WarpAccess(name, bytes, instructions.get());
        }
        throw new IllegalArgumentException("access '" + name + "': a lane of " + layout + " holds no whole bytes side by side of "
                + tile + "; wanted neighbouring columns in neighbouring slots of v");
    }

    /**
     * The same with a given number of bytes a lane.
     *
     * @throws IllegalArgumentException where they do not lie together
     */
    public static WarpAccess registers(String name, StoredTile tile, Layout layout, int bytes) {
        return new WarpAccess(name, bytes, new RegisterAccess(tile, layout).instructions(bytes).orElseThrow(() ->
                new IllegalArgumentException("access '" + name + "': " + bytes + " bytes a lane of " + layout
                        + " do not lie together and aligned in the rows of " + tile)));
    }

    /**
     * {@code ldmatrix}: eight lanes name eight rows of 16 bytes, for every position in the tile. The x2 and x4 forms
     * and {@code .trans} read the same rows, eight at a time.
     *
     * @throws IllegalArgumentException where the tile is not whole matrices
     */
    public static WarpAccess ldmatrix(String name, StoredTile tile) {
        if (tile.rows() % MATRIX_ROWS != 0 || tile.rowBytes() % ROW_BYTES != 0) {
            throw new IllegalArgumentException("ldmatrix from " + tile + ": wanted rows in eights and " + ROW_BYTES
                    + " bytes at a time of each, found rows of " + tile.rowBytes() + " bytes");
        }
        var out = new ArrayList<long[]>();
        for (int row = 0; row < tile.rows(); row += MATRIX_ROWS) {
            for (long byteInRow = 0; byteInRow < tile.rowBytes(); byteInRow += ROW_BYTES) {
                long[] lanes = new long[MATRIX_ROWS];
                for (int i = 0; i < MATRIX_ROWS; i++) lanes[i] = (row + i) * tile.rowBytes() + byteInRow;
                out.add(lanes);
            }
        }
        return new WarpAccess(name, ROW_BYTES, out);
    }
}
