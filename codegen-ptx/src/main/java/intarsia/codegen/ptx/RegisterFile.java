package intarsia.codegen.ptx;

import intarsia.ir.BufferType;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.TensorType;
import intarsia.ir.TileType;
import intarsia.ir.Type;

/**
 * Registers of one width. They are declared as bits: an instruction of any type of that width takes them, so reading a
 * word as another type costs nothing.
 */
enum RegisterFile {
    PRED("%p", ".pred", 1), B16("%h", ".b16", 16), B32("%r", ".b32", 32), B64("%d", ".b64", 64);

    final String prefix;
    final String type;
    final int bits;

    RegisterFile(String prefix, String type, int bits) {
        this.prefix = prefix;
        this.type = type;
        this.bits = bits;
    }

    /** The registers that hold a value: a scalar has a copy in every lane. */
    static RegisterFile of(Type t) {
        return switch (t) {
            case ScalarType s -> switch (s) {
                case I1 -> PRED;
                case I32, F32 -> B32;
                case I64, PTR -> B64;
            };
            case LaneType l -> switch (l) {
                case MASK -> PRED;
                case I32, F32, I16X2, F16X2, BF16X2, I8X4 -> B32;
                case I64, F64 -> B64;
            };
            case TileType _, BufferType _, TensorType _ ->
                    throw new IllegalArgumentException("a value of type " + t + " at the lane level; wanted scalars and lane types");
        };
    }
}
