package intarsia.ir.layout.linear;

import java.util.stream.IntStream;

/**
 * The field of 2^b elements, polynomials over F2 of degree below b as masks, modulo an irreducible one. Multiplication
 * by different elements gives matrices whose differences are invertible: so many patterns of access can be kept apart
 * at once.
 *
 * @param bits b, 1 to 16
 * @param modulus the irreducible polynomial of degree b as a mask
 */
record Field(int bits, int modulus) {
    Field {
        if (bits < 1 || bits > 16 || Integer.highestOneBit(modulus) != 1 << bits || !irreducible(modulus)) {
            throw new IllegalArgumentException("field of 2^" + bits + " elements modulo 0x" + Integer.toHexString(modulus)
                    + ": wanted 1 to 16 bits and an irreducible polynomial of that degree");
        }
    }

    /** The field modulo the least irreducible polynomial of its degree. */
    static Field of(int bits) {
        return new Field(bits, IntStream.range(1 << bits, 2 << bits).filter(Field::irreducible).findFirst().orElseThrow());
    }

    int times(int a, int b) {
        int out = 0;
        for (int i = bits - 1; i >= 0; i--) {
            out <<= 1;
            if ((out >>> bits) != 0) out ^= modulus;
            if ((b >>> i & 1) != 0) out ^= a;
        }
        return out;
    }

    private static boolean irreducible(int p) {
        int degree = degree(p);
        return IntStream.range(2, 2 << degree / 2).noneMatch(q -> degree(q) < degree && remainder(p, q) == 0);
    }

    private static int remainder(int p, int q) {
        int rest = p;
        while (rest != 0 && degree(rest) >= degree(q)) rest ^= q << degree(rest) - degree(q);
        return rest;
    }

    private static int degree(int p) {
        return 31 - Integer.numberOfLeadingZeros(p);
    }
}
