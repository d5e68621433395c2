package intarsia.ir.layout.cute;

/** Checked arithmetic on sizes and strides. */
final class Extents {
    /** The largest size and offset. */
    static final long MAX = 1L << 62;

    private Extents() {}

    static long times(long a, long b) {
        if (a != 0 && b > MAX / a) throw new IllegalArgumentException(a + " times " + b + ": a CuTe layout reaches 2^62 at most");
        return a * b;
    }

    static long plus(long a, long b) {
        if (a > MAX - b) throw new IllegalArgumentException(a + " plus " + b + ": a CuTe layout reaches 2^62 at most");
        return a + b;
    }

    static long ceilDiv(long a, long b) {
        return Math.ceilDiv(a, b);
    }
}
