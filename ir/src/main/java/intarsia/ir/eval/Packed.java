package intarsia.ir.eval;

import intarsia.ir.LaneType;
import intarsia.ir.Type;
import intarsia.ir.type.DType;

/** Words that hold several elements, element 0 in the low bits. Other types hold one. */
record Packed(DType elem, int fields) {
    private static final Packed NONE = new Packed(DType.I32, 1);

    static Packed of(Type type) {
        return type instanceof LaneType t ? switch (t) {
            case I16X2 -> new Packed(DType.I16, 2);
            case F16X2 -> new Packed(DType.F16, 2);
            case BF16X2 -> new Packed(DType.BF16, 2);
            case I8X4 -> new Packed(DType.I8, 4);
            case I32, F32, I64, F64, MASK -> NONE;
        } : NONE;
    }

    /** One element a field; one element for all, as the count of a shift, stays. */
    Elements split(Elements a) {
        if (fields == 1) {
            return a;
        }
        long[] codes = new long[a.size() * fields];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = a.codes[i / fields] >>> (i % fields * elem.bits()) & DType.mask(elem.bits());
        }
        return Elements.of(elem, codes);
    }

    Elements join(Elements a) {
        if (fields == 1) {
            return a;
        }
        long[] codes = new long[a.size() / fields];
        for (int i = 0; i < a.size(); i++) {
            codes[i / fields] |= a.codes[i] << (i % fields * elem.bits());
        }
        return Elements.of(DType.I32, codes);
    }
}
