package intarsia.ir;

import intarsia.ir.CommonOp.Const;
import intarsia.ir.type.DType;

/** Constants: makers, and how their bits read as numbers. */
public final class Consts {
    private Consts() {
    }

    public static Const i64(long v) {
        return new Const(ScalarType.I64, v);
    }

    public static Const i32(long v) {
        return new Const(ScalarType.I32, v & 0xffff_ffffL);
    }

    public static Const f32(float v) {
        return new Const(ScalarType.F32, Float.floatToRawIntBits(v) & 0xffff_ffffL);
    }

    public static Const i1(boolean v) {
        return new Const(ScalarType.I1, v ? 1 : 0);
    }

    /** The element type that a constant of this type repeats. */
    public static DType elem(Type t) {
        return switch (t) {
            case ScalarType s -> switch (s) {
                case I1 -> DType.U1;
                case I32 -> DType.I32;
                case I64, PTR -> DType.I64;
                case F32 -> DType.F32;
            };
            case LaneType l -> switch (l) {
                case F32 -> DType.F32;
                case I64 -> DType.I64;
                case F64 -> DType.F64;
                case MASK -> DType.U1;
                case I32, I16X2, F16X2, BF16X2, I8X4 -> DType.I32;
            };
            case TileType tile -> tile.elem();
            case BufferType _, TensorType _ -> throw new IllegalArgumentException("no constant of type " + t);
        };
    }

    /** A number encoded as a constant of that type, rounded as the element type encodes. */
    public static Const of(Type type, double value) {
        return new Const(type, elem(type).encode(value));
    }

    /** The bits as text: a number where that reads back to the same bits, else hexadecimal. */
    public static String print(Type type, long bits) {
        DType e = elem(type);
        if (e.equals(DType.F32)) {
            float f = Float.intBitsToFloat((int) bits);
            return Float.isFinite(f) && bits >>> 32 == 0 ? Float.toString(f) : hex(bits);
        }
        if (e.equals(DType.I32) && bits >>> 32 == 0) {
            return Integer.toString((int) bits);
        }
        return e.equals(DType.I64) || e.equals(DType.U1) ? Long.toString(bits) : hex(bits);
    }

    /** What {@link #print} wrote. */
    public static long parse(Type type, String text) {
        if (text.startsWith("0x")) {
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
        DType e = elem(type);
        if (e.equals(DType.F32)) {
            return Float.floatToRawIntBits(Float.parseFloat(text)) & 0xffff_ffffL;
        }
        return e.isFloat() ? e.encode(Double.parseDouble(text)) : Long.parseLong(text) & mask(e.bits());
    }

    /** The low {@code bits} bits set. */
    public static long mask(int bits) {
        return bits == 64 ? -1L : (1L << bits) - 1;
    }

    private static String hex(long bits) {
        return "0x" + Long.toHexString(bits);
    }
}
