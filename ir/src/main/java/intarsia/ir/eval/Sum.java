package intarsia.ir.eval;

import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.IntType;

/**
 * A sum in an element type. Of integers it wraps, so the order does not matter. Of floats it is taken in double and rounded
 * once; taken in any order with a rounding a term and a rounding an addition it lies within
 * {@code (n + 1) · u · Σ|terms|} of that (Higham, Accuracy and Stability, §4.2), n the number of terms. Terms that may be taken
 * in parts count by the parts, and each has a few roundings more; so have factors that the sum's type does not hold, by one. A single
 * term without such roundings is exact, for the product of two numbers of the type is rounded once, here and there.
 */
final class Sum {
    private final Codec codec;
    private long whole;
    /** −0 is what adding nothing leaves as it is: a sum of −0 alone is −0, in any order. */
    private double total = -0.0;
    private double magnitude;
    /** Of the terms that are finite: where there are others too, these may still overflow before they come. */
    private double finite;
    private double err;
    private int terms;
    /** What values and products of scales may lose below the normal numbers, in units of the least number. */
    private double lost;
    /** Whether scales may be taken apart from codes: an infinite scale makes NaN of a code 0, and not of a sum in which that code stands. */
    private boolean parted;
    /** The most that a term has beside that of its addition, but for the one of its product. */
    private int roundings;

    Sum(Codec codec) {
        if (!codec.isInt() && !codec.type.isFloat()) {
            throw new IllegalArgumentException("a sum in " + codec.type + "; cast to an integer or a float first");
        }
        this.codec = codec;
    }

    /** The same sum with 0 as a term: −0 alone gives +0. */
    Sum fromZero() {
        total = 0;
        return this;
    }

    /** One term: element i of {@code a}. */
    void add(Elements a, int i) {
        if (codec.isInt()) {
            whole += a.codec.integer(a.code(i));
        }
        add(a.value(i), a.err(i));
    }

    /** One term: the product of two elements. */
    void addProduct(Elements a, int i, Elements b, int j) {
        if (codec.isInt()) {
            whole += a.codec.integer(a.code(i)) * b.codec.integer(b.code(j));
        }
        double x = a.value(i);
        double y = b.value(j);
        roundings = Math.max(roundings, conversions(x) + conversions(y));
        boolean exact = a.err == null && b.err == null;
        add(x * y, exact ? 0 : ErrorBounds.binary(intarsia.ir.BinaryOp.MUL, x, a.err(i), y, b.err(j)));
    }

    /** One term: the product of two elements that have parts. */
    void addProduct(Elements a, int i, BlockParts partsA, Elements b, int j, BlockParts partsB) {
        double before = magnitude;
        addProduct(a, i, b, j);
        magnitude = Math.max(magnitude, before + partsA.magnitudes()[i] * partsB.magnitudes()[j]);
        lost += partsA.codes()[i] * partsB.codes()[j] + Math.abs(a.value(i)) + Math.abs(b.value(j));
        roundings = Math.max(roundings, partsA.roundings() + partsB.roundings());
        parted |= partsA.roundings() + partsB.roundings() > 0;
    }

    /** Roundings of a factor that becomes a number of the sum's type before it is multiplied. */
    private int conversions(double x) {
        return codec.isInt() || codec.decode(codec.encode(x)) == x || Double.isNaN(x) ? 0 : 1;
    }

    private void add(double term, double e) {
        total += term;
        magnitude += Math.abs(term);
        finite += Double.isFinite(term) ? Math.abs(term) : 0;
        err += e;
        terms++;
    }

    long code() {
        return codec.type instanceof IntType t ? t.mask() & whole : codec.encode(total);
    }

    double bound() {
        if (codec.isInt()) {
            boolean wraps = err > 0 && (total + err > codec.type.maxFinite() || total - err < codec.type.minFinite());
            return wraps ? codec.span() : err;
        }
        if (!Double.isFinite(magnitude)) {
            boolean decided = err == 0 && finite <= codec.type.maxFinite(); // by an infinite term, in any order
            boolean same = !parted && (decided || Double.isNaN(total));
            return same ? 0 : Double.POSITIVE_INFINITY;
        }
        if (terms < 2 && roundings == 0 || magnitude == 0) {
            return codec.spread(total, err);
        }
        if (magnitude > codec.type.maxFinite()) {
            return Double.POSITIVE_INFINITY; // some order may overflow
        }
        double rounding = (terms + 1 + roundings) * (codec.unitRoundoff() * magnitude + leastNumber()) + lost * leastNumber();
        return codec.spread(total, err) + rounding;
    }

    private double leastNumber() {
        return codec.type instanceof FloatType && !codec.type.equals(DType.F64) ? codec.ulp(0) : 0;
    }
}
