package intarsia.passes;

import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The codes of a lane's slots as one string of bits, cut into codes of another type. */
final class BitStrings {
    private final Lanes l;
    private final Elements elements;

    BitStrings(Lanes l, Elements elements) {
        this.l = l;
        this.elements = elements;
    }

    /** So many slots of a type out of the string of a tile. */
    List<Value> view(Slots from, DType to, int slots) {
        Conversions.check32(to);
        int width = from.type().elem().bits();
        List<Value> codes = from.values().stream().map(v -> code(v, from.type().elem())).toList();
        List<Value> out = new ArrayList<>();
        for (int s = 0; s < slots; s++) {
            out.add(carrier(cut(codes, width, s * to.bits(), to.bits()), to));
        }
        return out;
    }

    /** The bits of a code, those above it clear. */
    private Value code(Value v, DType t) {
        Conversions.check32(t);
        if (v.type() == LaneType.MASK || v.type() == ScalarType.I1) {
            return l.cvt(CvtOp.S32_I1, v);
        }
        Value bits = t.equals(DType.F32) ? l.asInt(v) : v;
        return t instanceof IntType i && i.signed() && t.bits() < 32 ? l.and(bits, l.i32(Consts.mask(t.bits()))) : bits;
    }

    /** Bits from {@code at} on of codes laid end to end. */
    private Value cut(List<Value> codes, int width, int at, int bits) {
        Value sum = null;
        for (int done = 0, take; done < bits; done += take) {
            int in = (at + done) % width;
            take = Math.min(width - in, bits - done);
            Value part = l.shrU(codes.get((at + done) / width), in);
            Value kept = take < width - in ? l.and(part, l.i32(Consts.mask(take))) : part;
            Value placed = l.shl(kept, done);
            sum = sum == null ? placed : l.or(sum, placed);
        }
        return Objects.requireNonNull(sum);
    }

    private Value carrier(Value code, DType to) {
        if (to.bits() == 1) {
            return to.equals(DType.U1) ? l.compare(CompareOp.NE, code, l.i32(0)) : to instanceof IntType ? l.sub(l.i32(0), code) : code;
        }
        return to.bits() == 32 && to instanceof IntType ? code : elements.bits(code, new IntType(to.bits(), false), to);
    }
}
