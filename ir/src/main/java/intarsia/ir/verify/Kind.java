package intarsia.ir.verify;

import intarsia.ir.BufferType;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.TensorType;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.ir.type.QuaternaryType;

/** What arithmetic a type has. */
enum Kind {
    TRUTH, INTEGER, FLOAT,
    /** Numbers that are neither: code books, bipolar, posits. */
    CODED,
    /** None. */
    NONE;

    static Kind of(Type t) {
        return switch (t) {
            case ScalarType s -> switch (s) {
                case I1 -> TRUTH;
                case I32, I64 -> INTEGER;
                case F32 -> FLOAT;
                case PTR -> NONE;
            };
            case LaneType l -> l == LaneType.MASK ? TRUTH : l.isFloat() ? FLOAT : INTEGER;
            case TileType tile -> of(tile.elem());
            case BufferType _, TensorType _ -> NONE;
        };
    }

    static Kind of(DType d) {
        return d instanceof QuaternaryType ? NONE : d.equals(DType.U1) ? TRUTH : d instanceof IntType ? INTEGER : d.isFloat() ? FLOAT : CODED;
    }

    /** Whether elements are integers of a limit, beyond which arithmetic might go: it is done in the bits alone, and a cast brings its results back. */
    static boolean limited(Type t) {
        return t instanceof TileType tile && tile.elem() instanceof IntType i && i.limit() > 0;
    }

    /** Whether words of this type hold several elements. */
    static boolean packed(Type t) {
        return t == LaneType.I16X2 || t == LaneType.F16X2 || t == LaneType.BF16X2 || t == LaneType.I8X4;
    }

    boolean isNumber() {
        return this == INTEGER || this == FLOAT || this == CODED;
    }
}
