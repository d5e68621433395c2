package intarsia.ir;

import java.util.Locale;

/** How a scan combines an element with all before it. */
public enum ScanOp implements Op.Mnemonic {
    SUM(ReduceOp.SUM), PROD(ReduceOp.PROD), MIN(ReduceOp.MIN), MAX(ReduceOp.MAX), AND(ReduceOp.AND), OR(ReduceOp.OR), XOR(ReduceOp.XOR);

    private final ReduceOp reduce;
    private final String text = "scan." + name().toLowerCase(Locale.ROOT);

    ScanOp(ReduceOp reduce) {
        this.reduce = reduce;
    }

    /** The reduction whose result each prefix has. */
    public ReduceOp reduce() {
        return reduce;
    }

    @Override
    public String text() {
        return text;
    }
}
