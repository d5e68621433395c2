package intarsia.ir;

import java.util.Locale;

/** Operations on one value, elementwise. */
public enum UnaryOp implements Op.Mnemonic {
    NEG, ABS,
    /** Complements every bit of the element. */
    NOT,
    /** Correctly rounded. */
    SQRT,
    /** To an integral value, ties to even. */
    ROUND,
    FLOOR, CEIL, TRUNC,
    /** Base e; tile level and above, passes expand it. */
    EXP,
    /** Base 2; tile level and above, passes expand it. */
    EXP2,
    /** Natural logarithm; tile level and above, passes expand it. */
    LOG;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Whether passes replace it by other ops before the lane level. */
    public boolean expanded() {
        return this == EXP || this == EXP2 || this == LOG;
    }

    @Override
    public String text() {
        return text;
    }
}
