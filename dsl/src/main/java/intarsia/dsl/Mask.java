package intarsia.dsl;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.ReduceOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;

/** A truth value an element. */
public final class Mask {
    private final TileKernel k;
    private final Value value;

    Mask(TileKernel k, Value value) {
        this.k = k;
        this.value = value;
    }

    /** The SSA value: a {@code u1} tile. */
    public Value value() {
        return value;
    }

    public TileType type() {
        return (TileType) value.type();
    }

    public Mask and(Mask b) {
        return new Mask(k, tile().binary(BinaryOp.AND, b.tile()).value());
    }

    public Mask or(Mask b) {
        return new Mask(k, tile().binary(BinaryOp.OR, b.tile()).value());
    }

    /** Whether any holds along a dimension, which stays with extent 1. */
    public Mask any(int dim) {
        return new Mask(k, tile().reduce(ReduceOp.OR, dim).value());
    }

    /** Whether all hold along a dimension. */
    public Mask all(int dim) {
        return new Mask(k, tile().reduce(ReduceOp.AND, dim).value());
    }

    /** {@code a} where it holds, {@code b} elsewhere; shapes broadcast to that of the mask. */
    public Tile select(Tile a, Tile b) {
        int[] shape = type().dims();
        Tile x = a.broadcast(shape);
        Tile y = b.broadcast(shape);
        return k.tile(() -> new CommonOp.Select(value, x.value(), y.value()));
    }

    /** As 0 and 1. */
    public Tile tile() {
        return new Tile(k, value);
    }
}
