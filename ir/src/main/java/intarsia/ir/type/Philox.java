package intarsia.ir.type;

/**
 * Philox4x32-10: four random words that are a function of a counter and a key, so that any element's are found without
 * those before it (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3; SC 2011).
 */
public final class Philox {
    private static final int ROUNDS = 10;

    private Philox() {
    }

    /** The four words of a counter of 128 bits under a key of 64, low halves first. */
    public static int[] block(long counterLow, long counterHigh, long key) {
        int c0 = (int) counterLow;
        int c1 = (int) (counterLow >>> 32);
        int c2 = (int) counterHigh;
        int c3 = (int) (counterHigh >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = 0xD2511F53L * Integer.toUnsignedLong(c0);
            long p1 = 0xCD9E8D57L * Integer.toUnsignedLong(c2);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return new int[] {c0, c1, c2, c3};
    }

    /** The random word of element {@code index} under a seed: word {@code index} mod 4 of block {@code index} / 4. */
    public static int word(long seed, long index) {
        return block(index >>> 2, 0, seed)[(int) index & 3];
    }
}
