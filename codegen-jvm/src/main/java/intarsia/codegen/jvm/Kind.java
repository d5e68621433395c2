package intarsia.codegen.jvm;

import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Type;
import org.objectweb.asm.Opcodes;

/** What holds a value of the lane level in a JVM method. */
enum Kind {
    /** {@code i1} as 0 or 1, and {@code i32}. */
    INT(Opcodes.ILOAD, Opcodes.ISTORE, 1, 1),
    /** {@code i64} and {@code ptr}. */
    LONG(Opcodes.LLOAD, Opcodes.LSTORE, 2, 1),
    FLOAT(Opcodes.FLOAD, Opcodes.FSTORE, 1, 1),
    /** An {@code IntVector}: words but those of the next two. */
    WORDS(Opcodes.ALOAD, Opcodes.ASTORE, 1, 1),
    /** A {@code ShortVector}: {@code <i16x2>}. */
    SHORTS(Opcodes.ALOAD, Opcodes.ASTORE, 1, 1),
    /** A {@code FloatVector}: {@code <f32>}. */
    FLOATS(Opcodes.ALOAD, Opcodes.ASTORE, 1, 1),
    /** A {@code VectorMask<Integer>}. */
    MASK(Opcodes.ALOAD, Opcodes.ASTORE, 1, 1),
    /** Two {@code LongVector}s of half the lanes each, the low lanes first. */
    LONGS(Opcodes.ALOAD, Opcodes.ASTORE, 2, 2),
    /** Two {@code DoubleVector}s. */
    DOUBLES(Opcodes.ALOAD, Opcodes.ASTORE, 2, 2);

    final int load;
    final int store;
    /** Local variable slots. */
    final int slots;
    /** Entries of the operand stack: halves of wide values are two. */
    final int parts;

    Kind(int load, int store, int slots, int parts) {
        this.load = load;
        this.store = store;
        this.slots = slots;
        this.parts = parts;
    }

    static Kind of(Type t) {
        return switch (t) {
            case ScalarType s -> switch (s) {
                case I1, I32 -> INT;
                case I64, PTR -> LONG;
                case F32 -> FLOAT;
            };
            case LaneType l -> switch (l) {
                case F32 -> FLOATS;
                case I32, F16X2, BF16X2, I8X4 -> WORDS;
                case I16X2 -> SHORTS;
                case I64 -> LONGS;
                case F64 -> DOUBLES;
                case MASK -> MASK;
            };
            case intarsia.ir.TileType _, intarsia.ir.BufferType _, intarsia.ir.TensorType _ ->
                    throw new IllegalArgumentException("a value of type " + t + " at the lane level; wanted scalars and lane types");
        };
    }

    /** The vector class of one part. */
    Elem elem() {
        return switch (this) {
            case INT, WORDS, MASK -> Elem.INT;
            case SHORTS -> Elem.SHORT;
            case FLOAT, FLOATS -> Elem.FLOAT;
            case LONG, LONGS -> Elem.LONG;
            case DOUBLES -> Elem.DOUBLE;
        };
    }
}
