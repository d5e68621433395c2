package intarsia.ir.layout.memory;

import java.math.BigInteger;

/**
 * What is known of an integer: it is {@code residue} modulo {@code modulus}. Modulus 0 says that it is the residue itself, modulus 1 that
 * nothing is known. Sums and products of congruences are the best that follow (Granger's domain), up to moduli of 2^60.
 *
 * @param modulus at least 0
 * @param residue below the modulus and at least 0, or any number where the modulus is 0
 */
public record Congruence(long modulus, long residue) {
    /** Nothing is known. */
    public static final Congruence ANY = new Congruence(1, 0);
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(60);

    public Congruence {
        if (modulus < 0) {
            throw new IllegalArgumentException("modulus " + modulus + "; wanted at least 0");
        }
        residue = modulus == 0 ? residue : Math.floorMod(residue, modulus);
    }

    /** A number that is known. */
    public static Congruence exactly(long value) {
        return new Congruence(0, value);
    }

    /** A multiple of a number; of 0, the number 0. */
    public static Congruence multipleOf(long divisor) {
        return new Congruence(Math.abs(divisor), 0);
    }

    /** A number too large for 64 bits is known by its low 60 bits, and so is a modulus by its power of two. */
    private static Congruence of(BigInteger modulus, BigInteger residue) {
        BigInteger m = modulus.abs();
        boolean fits = m.bitLength() <= 62 && (m.signum() != 0 || residue.bitLength() <= 62);
        BigInteger small = fits ? m : m.gcd(MOST);
        return new Congruence(small.longValueExact(), (small.signum() == 0 ? residue : residue.mod(small)).longValueExact());
    }

    /** The largest number known to divide it; 0 where it is 0. */
    public long divisor() {
        return gcd(modulus, residue);
    }

    /** Whether a number is known to divide it. */
    public boolean isMultipleOf(long n) {
        return divisor() % n == 0;
    }

    public Congruence plus(Congruence b) {
        return of(big(gcd(modulus, b.modulus)), big(residue).add(big(b.residue)));
    }

    public Congruence times(Congruence b) {
        BigInteger m = big(modulus).multiply(big(b.modulus)).gcd(big(modulus).multiply(big(b.residue))).gcd(big(b.modulus).multiply(big(residue)));
        return of(m, big(residue).multiply(big(b.residue)));
    }

    /** Of a number that is either: the modulus also divides the difference. */
    public Congruence or(Congruence b) {
        BigInteger apart = big(residue).subtract(big(b.residue));
        return of(big(gcd(modulus, b.modulus)).gcd(apart), big(residue));
    }

    /** Of the quotient rounded down. */
    public Congruence floorDiv(long n) {
        return modulus % n == 0 ? new Congruence(modulus / n, Math.floorDiv(residue, n)) : ANY;
    }

    /** Of the quotient rounded up. */
    public Congruence ceilDiv(long n) {
        return modulus % n == 0 ? new Congruence(modulus / n, Math.ceilDiv(residue, n)) : ANY;
    }

    /** Of the remainder, at least 0. */
    public Congruence floorMod(long n) {
        return modulus % n == 0 ? exactly(Math.floorMod(residue, n)) : new Congruence(gcd(modulus, n), residue);
    }

    /** Whether a value has what is known. */
    public boolean holds(long value) {
        return modulus == 0 ? value == residue : Math.floorMod(value, modulus) == residue;
    }

    static long gcd(long a, long b) {
        long x = Math.abs(a);
        long y = Math.abs(b);
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }

    private static BigInteger big(long n) {
        return BigInteger.valueOf(n);
    }

    @Override
    public String toString() {
        return modulus == 0 ? Long.toString(residue) : residue + " mod " + modulus;
    }
}
