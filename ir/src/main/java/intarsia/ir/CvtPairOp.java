package intarsia.ir;

/** Conversions of two words of f32 to one word of halves; each to nearest even, overflow to Inf. */
public enum CvtPairOp implements Op.Mnemonic {
    F16X2_F32("cvt.f16x2.f32", LaneType.F16X2), BF16X2_F32("cvt.bf16x2.f32", LaneType.BF16X2);

    private final String text;
    private final LaneType to;

    CvtPairOp(String text, LaneType to) {
        this.text = text;
        this.to = to;
    }

    /** The type of the word it gives. */
    public LaneType to() {
        return to;
    }

    @Override
    public String text() {
        return text;
    }
}
