package intarsia.ir.type;

/**
 * What {@link DType#encode(double, Overflow)} does with a value that rounds beyond the largest finite one.
 *
 * <p>Under every policy an infinity stays an infinity where the type has one, and NaN stays NaN where the type has one.
 * Where it has none, {@link #SATURATE} and {@link #INFINITY} encode NaN as the value 0 is encoded, and {@link #ERROR} throws.
 */
public enum Overflow {
    /** The nearest finite value of the same sign; an unsigned type gives its smallest value for negatives. */
    SATURATE,
    /** As IEEE 754 does: infinity, or NaN where the type has only that; an {@link ArithmeticException} where it has neither. */
    INFINITY,
    /** An {@link ArithmeticException} that names type and value. */
    ERROR
}
