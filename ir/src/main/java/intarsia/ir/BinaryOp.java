package intarsia.ir;

import intarsia.ir.type.IntType;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/**
 * Operations on two values, elementwise: each with what it takes and what it means. Integers wrap. Plain ops work on the values of
 * the type, so they are signed where the type is; ops that end in {@code .u} read the codes as unsigned numbers whatever the type says.
 */
@SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
public enum BinaryOp implements Op.Mnemonic {
    ADD(Operands.TERMS, (_, x, y) -> x + y, Double::sum),
    SUB(Operands.TERMS, (_, x, y) -> x - y, (x, y) -> x - y),
    MUL(Operands.TERMS, (_, x, y) -> x * y, (x, y) -> x * y),
    /** The upper half of the product of unsigned codes, which has twice their width. */
    MULHI_U(Operands.WORDS, BinaryOp::upperHalf),
    /** Of floats correctly rounded; of integers signed, toward zero; by zero an error of the program. */
    DIV(Operands.NUMBERS, (t, x, y) -> t.signed() ? x / y : Long.divideUnsigned(x, y), (x, y) -> x / y),
    DIV_U(Operands.WORDS, (t, x, y) -> Long.divideUnsigned(x & t.mask(), y & t.mask())),
    /** Remainder with the sign of the dividend. */
    REM(Operands.WORDS, (t, x, y) -> t.signed() ? x % y : Long.remainderUnsigned(x, y), (x, y) -> x % y),
    REM_U(Operands.WORDS, (t, x, y) -> Long.remainderUnsigned(x & t.mask(), y & t.mask())),
    /** Keeps NaN, orders −0 below +0; signed. */
    MIN(Operands.TERMS, (t, x, y) -> less(t, x, y) ? x : y, Math::min),
    MAX(Operands.TERMS, (t, x, y) -> less(t, x, y) ? y : x, Math::max),
    MIN_U(Operands.CODES, (t, x, y) -> below(t, x, y) ? x : y),
    MAX_U(Operands.CODES, (t, x, y) -> below(t, x, y) ? y : x),
    /** Drops NaN where one operand is a number. */
    MINNUM(Operands.FLOATS, (t, x, y) -> less(t, x, y) ? x : y, (x, y) -> Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.min(x, y)),
    MAXNUM(Operands.FLOATS, (t, x, y) -> less(t, x, y) ? y : x, (x, y) -> Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.max(x, y)),
    AND(Operands.BITS, (_, x, y) -> x & y),
    OR(Operands.BITS, (_, x, y) -> x | y),
    XOR(Operands.BITS, (_, x, y) -> x ^ y),
    /** The count is below the width: proved, or masked before. */
    SHL(Operands.INTEGERS, (_, x, count) -> x << count),
    SHR_S(Operands.INTEGERS, (t, x, count) -> t.signed() ? x >> count : x >>> count),
    SHR_U(Operands.INTEGERS, (t, x, count) -> (x & t.mask()) >>> count);

    /** On the values of an integer type, or a value and a count; of the result the low bits count. */
    private interface Whole {
        long of(IntType t, long x, long y);
    }

    private final Operands operands;
    private final Whole whole;
    private final Optional<DoubleBinaryOperator> real;
    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '.');

    BinaryOp(Operands operands, Whole whole) {
        this(operands, whole, Optional.empty());
    }

    BinaryOp(Operands operands, Whole whole, DoubleBinaryOperator real) {
        this(operands, whole, Optional.of(real));
    }

    BinaryOp(Operands operands, Whole whole, Optional<DoubleBinaryOperator> real) {
        this.operands = operands;
        this.whole = whole;
        this.real = real;
    }

    public Operands operands() {
        return operands;
    }

    /**
     * The code of its result on codes of an integer type.
     *
     * @param y the other code; of a shift the count itself
     * @throws IllegalArgumentException where it divides by zero, or shifts by a count that is not below the width
     */
    public long whole(IntType t, long x, long y) {
        if (isShift() ? y < 0 || y >= t.bits() : divides() && (y & t.mask()) == 0) {
            throw new IllegalArgumentException(isShift() ? text + " of " + t + " by " + y + "; wanted a count from 0 to " + (t.bits() - 1) : text + " by zero");
        }
        return t.mask() & whole.of(t, t.decodeLong(x), isShift() ? y : t.decodeLong(y));
    }

    /**
     * Its result on numbers, exact or in double, to be rounded once.
     *
     * @throws IllegalArgumentException where it works on codes only
     */
    public double real(double x, double y) {
        return real.orElseThrow(() -> new IllegalArgumentException(
                text + " of numbers that are no integers; take the op without .u, or the bits")).applyAsDouble(x, y);
    }

    public boolean isShift() {
        return this == SHL || this == SHR_S || this == SHR_U;
    }

    public boolean isBitwise() {
        return this == AND || this == OR || this == XOR;
    }

    /** Whether it is an error of the program where the second operand is the integer 0. */
    public boolean divides() {
        return this == DIV || this == DIV_U || this == REM || this == REM_U;
    }

    @Override
    public String text() {
        return text;
    }

    private static boolean less(IntType t, long x, long y) {
        return t.signed() ? x < y : Long.compareUnsigned(x, y) < 0;
    }

    private static boolean below(IntType t, long x, long y) {
        return Long.compareUnsigned(x & t.mask(), y & t.mask()) < 0;
    }

    private static long upperHalf(IntType t, long x, long y) {
        long a = x & t.mask();
        long b = y & t.mask();
        long low = a * b;
        return t.bits() == 64 ? Math.unsignedMultiplyHigh(a, b) : Math.unsignedMultiplyHigh(a, b) << (64 - t.bits()) | low >>> t.bits();
    }
}
