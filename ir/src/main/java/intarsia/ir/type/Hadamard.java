package intarsia.ir.type;

/**
 * The rotation of successive groups of numbers by a Hadamard matrix of Sylvester's order, H / √size: symmetric and its own inverse, so that a rotated matrix times
 * rotated activations is the product of both as they were, and outliers of a group are spread over it before its codes are chosen.
 *
 * @param size numbers of a group, a power of two of at least 2
 */
public record Hadamard(int size) {
    public Hadamard {
        if (size < 2 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("a rotation of " + size + " numbers; wanted a power of two of at least 2");
        }
    }

    /** What rows of so many numbers want, in words: whole groups, or smaller ones that divide them. */
    public String wanted(long row) {
        long most = Long.lowestOneBit(row);
        return "wanted whole groups of " + size + (most < 2 || most >= size ? "" : ", or groups of at most " + most + " (_h" + most + ")");
    }

    /** What the sums are multiplied with. */
    public float scale() {
        return (float) (1 / Math.sqrt(size));
    }

    /**
     * Rotates the groups of a row in place. Every step is an operation of single precision: for h = 1, 2, 4 … below the size, numbers i and i + h, where i has no bit h,
     * become their sum and their difference; then each is multiplied by {@link #scale}.
     *
     * @throws IllegalArgumentException if the row is not whole groups, naming the sizes that would be
     */
    public void rotate(float[] row) {
        if (row.length % size != 0) {
            throw new IllegalArgumentException("a row of " + row.length + " numbers; " + wanted(row.length));
        }
        for (int h = 1; h < size; h *= 2) {
            for (int i = 0; i < row.length; i++) {
                if ((i & h) == 0) {
                    float a = row[i];
                    float b = row[i + h];
                    row[i] = a + b;
                    row[i + h] = a - b;
                }
            }
        }
        for (int i = 0; i < row.length; i++) {
            row[i] *= scale();
        }
    }
}
