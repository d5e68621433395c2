package intarsia.ir;

import java.util.Locale;

/** How a reduction combines two elements, and what it starts from. */
public enum ReduceOp implements Op.Mnemonic {
    SUM(BinaryOp.ADD), PROD(BinaryOp.MUL), MIN(BinaryOp.MIN), MAX(BinaryOp.MAX);

    private final BinaryOp combine;
    private final String text = "reduce." + name().toLowerCase(Locale.ROOT);

    ReduceOp(BinaryOp combine) {
        this.combine = combine;
    }

    public BinaryOp combine() {
        return combine;
    }

    @Override
    public String text() {
        return text;
    }
}
