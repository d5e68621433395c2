package intarsia.codegen.ptx.machine;

/** The extent of a grid or of a block, or a place in one. */
public record Dim(int x, int y, int z) {
    public static Dim of(int x) {
        return new Dim(x, 1, 1);
    }

    long count() {
        return (long) x * y * z;
    }

    /** The place with this number, x running fastest. */
    Dim place(long number) {
        return new Dim((int) (number % x), (int) (number / x % y), (int) (number / x / y));
    }

    @Override
    public String toString() {
        return "(" + x + "," + y + "," + z + ")";
    }
}
