package intarsia.ir;

import java.util.Locale;

/** How a reduction combines two elements, and what it starts from. */
public enum ReduceOp implements Op.Mnemonic {
    SUM(BinaryOp.ADD), PROD(BinaryOp.MUL), MIN(BinaryOp.MIN), MAX(BinaryOp.MAX), AND(BinaryOp.AND), OR(BinaryOp.OR), XOR(BinaryOp.XOR);

    private final BinaryOp combine;
    private final String text = "reduce." + name().toLowerCase(Locale.ROOT);

    ReduceOp(BinaryOp combine) {
        this.combine = combine;
    }

    public BinaryOp combine() {
        return combine;
    }

    /** Whether it combines bits: of truth values and integers. */
    public boolean bitwise() {
        return this == AND || this == OR || this == XOR;
    }

    @Override
    public String text() {
        return text;
    }
}
