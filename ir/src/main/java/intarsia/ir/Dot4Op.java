package intarsia.ir;

import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;

/** The signs of the bytes of a sum of four products: those of A, then those of B. */
public enum Dot4Op implements Op.Mnemonic {
    SS("dot4.s.s", DType.I8, DType.I8), SU("dot4.s.u", DType.I8, DType.U8), US("dot4.u.s", DType.U8, DType.I8), UU("dot4.u.u", DType.U8, DType.U8);

    private final String text;
    private final IntType a;
    private final IntType b;

    Dot4Op(String text, IntType a, IntType b) {
        this.text = text;
        this.a = a;
        this.b = b;
    }

    /** How the bytes of A read. */
    public IntType a() {
        return a;
    }

    /** How the bytes of B read. */
    public IntType b() {
        return b;
    }

    @Override
    public String text() {
        return text;
    }
}
