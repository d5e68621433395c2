package intarsia.decoder.sampling;

/** xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators"), seeded by SplitMix64. */
final class Xoshiro256 {
    private long a, b, c, d;

    Xoshiro256(long a, long b, long c, long d) {
        if ((a | b | c | d) == 0) throw new IllegalArgumentException("all four words of the state are 0");
        this.a = a;
        this.b = b;
        this.c = c;
        this.d = d;
    }

    /** The four words are the first four of SplitMix64 from {@code seed}. */
    static Xoshiro256 seeded(long seed) {
        long step = 0x9e3779b97f4a7c15L;
        return new Xoshiro256(mix(seed + step), mix(seed + 2 * step), mix(seed + 3 * step), mix(seed + 4 * step));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    long next() {
        long result = Long.rotateLeft(a + d, 23) + a;
        long t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = Long.rotateLeft(d, 45);
        return result;
    }

    /** Uniform over the multiples of 2^-53 above 0 up to 1. */
    double nextUnit() {
        return ((next() >>> 11) + 1) * 0x1p-53;
    }

    /** In [0, bound), {@code bound} positive; biased by less than bound / 2^32. */
    int nextInt(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }
}
