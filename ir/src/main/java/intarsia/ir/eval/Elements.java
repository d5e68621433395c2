package intarsia.ir.eval;

import intarsia.ir.type.DType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Codes of one data type in row-major order: a scalar (one element), a tile, or a word in every lane. Beside every element
 * stands how far the value of a correct engine may lie from it; {@code null} where all must agree exactly. One element
 * stands for as many as are wanted.
 */
final class Elements implements Datum {
    final Codec codec;
    final long[] codes;
    final double @Nullable [] err;

    Elements(Codec codec, long[] codes, double @Nullable [] err) {
        this.codec = codec;
        this.codes = codes;
        this.err = err == null || allZero(err) ? null : err;
    }

    static Elements of(DType type, long... codes) {
        return new Elements(Codec.of(type), codes, null);
    }

    static Elements fill(DType type, int n, long code) {
        long[] codes = new long[n];
        Arrays.fill(codes, code);
        return of(type, codes);
    }

    int size() {
        return codes.length;
    }

    long code(int i) {
        return codes[codes.length == 1 ? 0 : i];
    }

    double value(int i) {
        return codec.decode(code(i));
    }

    double err(int i) {
        return err == null ? 0 : err[err.length == 1 ? 0 : i];
    }

    /** The only element as a signed number; the unsigned reading of {@code u64}. */
    long scalar() {
        if (codes.length != 1) {
            throw new IllegalArgumentException("a scalar was wanted, found " + codes.length + " elements of " + codec.type);
        }
        return codec.integer(codes[0]);
    }

    /** The only element as a truth value. */
    boolean truth() {
        return scalar() != 0;
    }

    /** Element {@code from[i]} at i. */
    Elements pick(int[] from) {
        long[] now = new long[from.length];
        double @Nullable [] e = err == null ? null : new double[from.length];
        for (int i = 0; i < from.length; i++) {
            now[i] = code(from[i]);
            if (e != null) {
                e[i] = err(from[i]);
            }
        }
        return new Elements(codec, now, e);
    }

    /** As many elements as wanted, of one. */
    Elements spreadTo(int n) {
        return codes.length == n ? this : pick(new int[n]);
    }

    static int size(Elements a, Elements b) {
        if (a.size() != b.size() && a.size() != 1 && b.size() != 1) {
            throw new IllegalArgumentException(a.size() + " and " + b.size() + " elements; wanted as many");
        }
        return a.size() == 1 ? b.size() : a.size();
    }

    private static boolean allZero(double[] err) {
        for (double e : err) {
            if (e != 0) {
                return false;
            }
        }
        return true;
    }
}
