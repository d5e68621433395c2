package intarsia.ir.type;

/**
 * Double arithmetic that rounds an inexact result to whichever neighbour has an odd last bit. Comparing such a result with
 * a number of at most 51 significant bits gives what comparing the exact result would, and so does using it as the operand
 * of the next operation: a chain of these followed by one rounding to a short code rounds once.
 */
final class RoundToOdd {
    private RoundToOdd() {
    }

    static double add(double a, double b) {
        double sum = a + b;
        double part = sum - a;
        return nudge(sum, (a - (sum - part)) + (b - part));
    }

    static double divide(double a, double b) {
        double quotient = a / b;
        return nudge(quotient, Math.fma(-quotient, b, a) * Math.signum(b));
    }

    /** {@code nearest} where {@code error}, the exact result less it, is 0; otherwise the odd one of the two around the result. */
    private static double nudge(double nearest, double error) {
        if (error == 0 || (Double.doubleToRawLongBits(nearest) & 1) != 0) {
            return nearest;
        }
        return error > 0 ? Math.nextUp(nearest) : Math.nextDown(nearest);
    }
}
