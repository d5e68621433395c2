package intarsia.codegen.ptx;

import intarsia.ir.BufferType;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.TensorType;
import intarsia.ir.TileType;
import intarsia.ir.Type;

/** What arithmetic sees of a type; a scalar computes as a word or a wide value of one lane does. */
enum Elem {
    BIT, I32, I64, F32, F64, I16X2, I8X4, F16X2, BF16X2;

    static Elem of(Type t) {
        return switch (t) {
            case ScalarType s -> switch (s) {
                case I1 -> BIT;
                case I32 -> I32;
                case I64, PTR -> I64;
                case F32 -> F32;
            };
            case LaneType l -> switch (l) {
                case MASK -> BIT;
                case I32 -> I32;
                case F32 -> F32;
                case I16X2 -> I16X2;
                case F16X2 -> F16X2;
                case BF16X2 -> BF16X2;
                case I8X4 -> I8X4;
                case I64 -> I64;
                case F64 -> F64;
            };
            case TileType _, BufferType _, TensorType _ ->
                    throw new IllegalArgumentException("arithmetic on " + t + " at the lane level; wanted scalars and lane types");
        };
    }

    /** Whether it is one integer of 32 or 64 bits. */
    boolean isInt() {
        return this == I32 || this == I64;
    }

    /** Whether it is one float of 32 or 64 bits. */
    boolean isFloat() {
        return this == F32 || this == F64;
    }

    /** Whether it is a word of several integers. */
    boolean isPackedInt() {
        return this == I16X2 || this == I8X4;
    }

    /** Bits of one of several elements in a word. */
    int packedBits() {
        return this == I8X4 ? 8 : 16;
    }

    /** Bits of the register. */
    int bits() {
        return this == BIT ? 1 : this == I64 || this == F64 ? 64 : 32;
    }

    /** The type of untyped instructions, as {@code b32}. */
    String untyped() {
        return this == BIT ? "pred" : "b" + bits();
    }

    /** The name of the float type, as {@code f16x2}. */
    String floating() {
        return switch (this) {
            case F32 -> "f32";
            case F64 -> "f64";
            case F16X2 -> "f16x2";
            case BF16X2 -> "bf16x2";
            case BIT, I32, I64, I16X2, I8X4 -> throw new IllegalStateException(this + " is no float");
        };
    }
}
