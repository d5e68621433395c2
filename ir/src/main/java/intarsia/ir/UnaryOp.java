package intarsia.ir;

import intarsia.ir.type.IntType;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Operations on one value, elementwise: each with what it takes and what it means. How one is added: docs/add-an-op.md. */
@SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
public enum UnaryOp implements Op.Mnemonic {
    NEG(Operands.NUMBERS, (_, x) -> -x, x -> -x),
    ABS(Operands.NUMBERS, (t, x) -> t.signed() ? Math.abs(x) : x, Math::abs),
    /** Complements every bit of the element. */
    NOT(Operands.BITS, (_, x) -> ~x),
    /** How many bits of the code are one. */
    POPCOUNT(Operands.INTEGERS, (t, x) -> Long.bitCount(x & t.mask())),
    /** Correctly rounded. */
    SQRT(Operands.REALS, Math::sqrt),
    /** To an integral value, ties to even. */
    ROUND(Operands.ROUNDED, (_, x) -> x, Math::rint),
    FLOOR(Operands.ROUNDED, (_, x) -> x, Math::floor),
    CEIL(Operands.ROUNDED, (_, x) -> x, Math::ceil),
    TRUNC(Operands.ROUNDED, (_, x) -> x, x -> x < 0 ? Math.ceil(x) : Math.floor(x)),
    /** Base e; tile level and above, passes expand it. */
    EXP(Operands.REALS, StrictMath::exp),
    /** Base 2; tile level and above, passes expand it. */
    EXP2(Operands.REALS, UnaryOp::powerOfTwo),
    /** Natural logarithm; tile level and above, passes expand it. */
    LOG(Operands.REALS, StrictMath::log);

    /** On the value of an integer type; of the result the low bits count. */
    private interface Whole {
        long of(IntType t, long x);
    }

    private final Operands operands;
    private final Optional<Whole> whole;
    private final Optional<DoubleUnaryOperator> real;
    private final String text = name().toLowerCase(Locale.ROOT);

    UnaryOp(Operands operands, Whole whole) {
        this(operands, Optional.of(whole), Optional.empty());
    }

    UnaryOp(Operands operands, DoubleUnaryOperator real) {
        this(operands, Optional.empty(), Optional.of(real));
    }

    UnaryOp(Operands operands, Whole whole, DoubleUnaryOperator real) {
        this(operands, Optional.of(whole), Optional.of(real));
    }

    UnaryOp(Operands operands, Optional<Whole> whole, Optional<DoubleUnaryOperator> real) {
        this.operands = operands;
        this.whole = whole;
        this.real = real;
    }

    public Operands operands() {
        return operands;
    }

    /**
     * The code of its result on a code of an integer type.
     *
     * @throws IllegalArgumentException where it has no meaning on integers
     */
    public long whole(IntType t, long code) {
        return t.mask() & whole.orElseThrow(() -> new IllegalArgumentException(text + " of " + t + "; cast it to a float first")).of(t, t.decodeLong(code));
    }

    /**
     * Its result on a number, exact or in double, to be rounded once.
     *
     * @throws IllegalArgumentException where it works on codes only
     */
    public double real(double x) {
        return real.orElseThrow(() -> new IllegalArgumentException(text + " of numbers that are no integers; take their bits")).applyAsDouble(x);
    }

    /** Whether passes replace it by other ops before the lane level. */
    public boolean expanded() {
        return this == EXP || this == EXP2 || this == LOG;
    }

    @Override
    public String text() {
        return text;
    }

    /** The whole part scales exactly, so only the fraction goes through {@code StrictMath}. */
    private static double powerOfTwo(double x) {
        if (!(Math.abs(x) < 1100)) {
            return x > 0 ? Double.POSITIVE_INFINITY : x < 0 ? 0 : x;
        }
        double whole = Math.rint(x);
        return Math.scalb(StrictMath.pow(2, x - whole), (int) whole);
    }
}
