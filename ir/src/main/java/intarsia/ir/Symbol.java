package intarsia.ir;

import java.util.Locale;

/**
 * A named size that is not written out in a kernel, with what is known of it.
 *
 * @param kind    when its value is known
 * @param min     smallest value, at least 0
 * @param max     largest value
 * @param divisor a number that divides every value; 1 where nothing is known
 */
public record Symbol(String name, Kind kind, long min, long max, long divisor) {
    /** When the value of a symbol is known. */
    public enum Kind {
        /** Bound before a kernel is compiled: in the key. */
        CONSTANT,
        /** Its bucket is in the key, its value is given at launch. */
        BUCKETED,
        /** Read from device memory while the kernel runs: in no key. */
        RUNTIME;

        /** The word in text. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Symbol {
        if (min < 0 || max < min) {
            throw new IllegalArgumentException("symbol " + name + ": range " + min + ".." + max + "; wanted 0 <= min <= max");
        }
        if (divisor < 1) {
            throw new IllegalArgumentException("symbol " + name + ": divisor " + divisor + "; wanted at least 1");
        }
    }

    /** A size of 0 to 2^31 - 1 that is given at launch. */
    public static Symbol runtime(String name) {
        return runtime(name, 0, Integer.MAX_VALUE);
    }

    /** A size in a known range that is given at launch. */
    public static Symbol runtime(String name, long min, long max) {
        return new Symbol(name, Kind.RUNTIME, min, max, 1);
    }

    /** Throws unless {@code value} agrees with what is declared. */
    public void check(long value) {
        if (value < min || value > max || value % divisor != 0) {
            throw new IllegalArgumentException("symbol " + name + " = " + value + "; wanted " + this);
        }
    }

    @Override
    public String toString() {
        return name + " " + kind.text() + " " + min + ".." + max + (divisor == 1 ? "" : " divisor " + divisor);
    }
}
