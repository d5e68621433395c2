package intarsia.ir.layout.linear;

/**
 * A tile in memory as it would lie without padding or swizzle: row after row, the elements of a row side by side.
 *
 * @param rows at least 1
 * @param cols elements of a row, at least 1; a row is whole bytes
 * @param bits of an element, 1 to 128
 */
public record StoredTile(int rows, int cols, int bits) {
    private static final long MOST_BYTES = 1L << 24;

    public StoredTile {
        if (rows < 1 || cols < 1 || bits < 1 || bits > 128) {
            throw new IllegalArgumentException("tile of " + rows + " x " + cols + " elements of " + bits
                    + " bits: wanted rows and columns >= 1 and 1..128 bits");
        }
        long rowBits = (long) cols * bits;
        if (rowBits % Byte.SIZE != 0 || rows * (rowBits / Byte.SIZE) > MOST_BYTES || rowBits / Byte.SIZE > MOST_BYTES) {
            throw new IllegalArgumentException("tile of " + rows + " x " + cols + " elements of " + bits + " bits: a row has " + rowBits
                    + " bits, wanted whole bytes, and at most " + MOST_BYTES + " bytes in all");
        }
    }

    public long rowBytes() {
        return (long) cols * bits / Byte.SIZE;
    }

    public long bytes() {
        return rows * rowBytes();
    }

    /** The place of an element in bits from the tile's start. */
    public long bitOffset(int row, int col) {
        if (row < 0 || row >= rows || col < 0 || col >= cols) {
            throw new IndexOutOfBoundsException("element " + row + "," + col + " of " + this);
        }
        return row * rowBytes() * Byte.SIZE + (long) col * bits;
    }

    @Override
    public String toString() {
        return rows + " x " + cols + " elements of " + bits + " bits";
    }
}
