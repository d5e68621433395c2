package intarsia.ir;

import java.util.Locale;

/** Operations on two values, elementwise. Integers wrap; the sign is in the op. */
public enum BinaryOp implements Op.Mnemonic {
    ADD, SUB, MUL,
    /** Of floats correctly rounded; of integers signed, toward zero; by zero an error of the program. */
    DIV, DIV_U,
    /** Remainder with the sign of the dividend. */
    REM, REM_U,
    /** Keeps NaN, orders −0 below +0; signed. */
    MIN, MAX,
    MIN_U, MAX_U,
    /** Drops NaN where one operand is a number. */
    MINNUM, MAXNUM,
    AND, OR, XOR,
    /** The count is below the width: proved, or masked before. */
    SHL, SHR_S, SHR_U;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '.');

    public boolean isShift() {
        return this == SHL || this == SHR_S || this == SHR_U;
    }

    public boolean isBitwise() {
        return this == AND || this == OR || this == XOR;
    }

    @Override
    public String text() {
        return text;
    }
}
