package intarsia.cli.fuzz;

import intarsia.dsl.Tile;
import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.IntType;

/** Tiles in types that every engine stores: the same numbers in 8, 16 or 32 bits. */
public final class Storable {
    private Storable() {
    }

    /** The type that a tile of this type is stored as. */
    public static DType type(DType d) {
        return switch (d) {
            case FloatType f when f.equals(DType.F16) || f.equals(DType.BF16) -> f;
            case IntType i when i.bits() == 16 || i.bits() == 8 -> i;
            case IntType i -> i.bits() == 32 && !i.signed() ? i : DType.I32;
            default -> DType.F32;
        };
    }

    /** A tile in the type that it is stored as. */
    public static Tile of(Tile t) {
        return t.cast(type(t.type().elem()));
    }
}
