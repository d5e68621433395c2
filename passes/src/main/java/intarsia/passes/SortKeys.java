package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.CvtOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;

/** Elements as words whose signed order is that of a sort: -0 before 0, NaNs last, the largest first where it descends. */
final class SortKeys {
    private final Lanes l;
    private final Elements elements;
    private final DType elem;
    private final boolean descending;

    SortKeys(Lanes l, Elements elements, DType elem, boolean descending) {
        this.l = l;
        this.elements = elements;
        this.elem = elem;
        this.descending = descending;
    }

    /** A word that is the less the earlier the element comes: of floats the bits, the lower ones turned round below zero; of NaNs the largest. */
    Value of(Value v) {
        if (elem instanceof IntType t) {
            Value word = t.equals(DType.U1) ? l.cvt(CvtOp.S32_I1, v) : v;
            Value up = t.bits() == 32 && !t.signed() ? l.binary(BinaryOp.XOR, word, l.i32(Integer.MIN_VALUE)) : word;
            return descending ? turned(up) : up;
        }
        Value f = elements.convert(v, elem, DType.F32);
        Value up = folded(l.asInt(f));
        return l.select(l.compare(CompareOp.NE, f, f), l.i32(Integer.MAX_VALUE), descending ? turned(up) : up);
    }

    /** Back from the key. */
    Value element(Value key) {
        if (!(elem instanceof IntType t)) {
            Value none = l.compare(CompareOp.EQ, key, l.i32(Integer.MAX_VALUE));
            Value bits = folded(descending ? turned(key) : key);
            return elements.convert(l.asFloat(l.select(none, key, bits)), DType.F32, elem);
        }
        Value word = descending ? turned(key) : key;
        if (t.equals(DType.U1)) {
            return l.compare(CompareOp.NE, word, l.i32(0));
        }
        return t.bits() == 32 && !t.signed() ? l.binary(BinaryOp.XOR, word, l.i32(Integer.MIN_VALUE)) : word;
    }

    private Value turned(Value v) {
        return l.binary(BinaryOp.XOR, v, l.i32(-1));
    }

    /** Its own inverse. */
    private Value folded(Value bits) {
        return l.binary(BinaryOp.XOR, bits, l.and(l.binary(BinaryOp.SHR_S, bits, l.i32(31)), l.i32(Integer.MAX_VALUE)));
    }
}
