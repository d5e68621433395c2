package intarsia.ir;

import java.util.Locale;

/** Comparisons; signed unless the name ends in {@code .u}. With a NaN all but {@code ne} are false. */
public enum CompareOp implements Op.Mnemonic {
    EQ, NE, LT, LE, GT, GE, LT_U, LE_U, GT_U, GE_U;

    private final String text = "cmp." + name().toLowerCase(Locale.ROOT).replace('_', '.');

    @Override
    public String text() {
        return text;
    }
}
