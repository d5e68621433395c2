package intarsia.ir;

import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;

/** The signs of the bytes of a sum of four products: those of A, then those of B. */
public enum Dot4Op implements Op.Mnemonic {
    SS(true, true), SU(true, false), US(false, true), UU(false, false);

    private final String text;
    private final boolean signedA;
    private final boolean signedB;

    Dot4Op(boolean signedA, boolean signedB) {
        this.text = "dot4." + (signedA ? "s" : "u") + "." + (signedB ? "s" : "u");
        this.signedA = signedA;
        this.signedB = signedB;
    }

    /** How the bytes of A read. */
    public IntType a() {
        return signedA ? DType.I8 : DType.U8;
    }

    /** How the bytes of B read. */
    public IntType b() {
        return signedB ? DType.I8 : DType.U8;
    }

    @Override
    public String text() {
        return text;
    }
}
