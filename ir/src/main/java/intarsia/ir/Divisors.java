package intarsia.ir;

/** Common divisors and multiples of sizes. */
public final class Divisors {
    private Divisors() {
    }

    /** The greatest common divisor, at least 0; that of 0 and n is |n|. */
    public static long gcd(long a, long b) {
        return b == 0 ? Math.abs(a) : gcd(b, a % b);
    }

    /**
     * The least common multiple of numbers above 0.
     *
     * @throws ArithmeticException if it exceeds an int
     */
    public static int lcm(int a, int b) {
        return Math.multiplyExact(a / Math.toIntExact(gcd(a, b)), b);
    }
}
