package intarsia.passes.layout;

import intarsia.ir.CommonOp;
import intarsia.ir.Op;
import intarsia.ir.TileOp;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;

/** What inference knows of ops. */
public final class Uses {
    private Uses() {
    }

    /** Whether operands and result lie alike: every lane works on its own elements. */
    public static boolean elementwise(Op op) {
        return switch (op) {
            case CommonOp.Unary _, CommonOp.Binary _, CommonOp.Fma _, CommonOp.Compare _, CommonOp.Select _, CommonOp.Cast _, CommonOp.Bits _ -> true;
            case TileOp.Pin _, TileOp.CastStochastic _ -> true;
            default -> false;
        };
    }

    /** Whether integers of one type are those of another as registers hold them. */
    static boolean sameCarrier(DType from, DType to) {
        return from instanceof IntType f && to instanceof IntType t && f.bits() > 1 && t.bits() <= 32 && t.minLong() <= f.minLong() && f.maxLong() <= t.maxLong();
    }

    /** Whether it touches memory at index tiles, which lie as its elements do. */
    public static boolean indexed(Op op) {
        return op instanceof TileOp.LoadAt || op instanceof TileOp.StoreAt || op instanceof TileOp.Atomic;
    }

    /** Whether all its tiles lie alike, though it has no result or several. */
    public static boolean together(Op op) {
        return indexed(op) || op instanceof TileOp.Philox;
    }

    /** Whether a tile is made anew wherever it is used, in whatever layout: it costs nothing. */
    public static boolean free(Op op) {
        return op instanceof CommonOp.Const || op instanceof TileOp.Fill || op instanceof TileOp.Iota;
    }
}
