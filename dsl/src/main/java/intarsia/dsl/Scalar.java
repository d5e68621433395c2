package intarsia.dsl;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.ScalarType;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.Arrays;

/** A value that is the same for the whole block: an index, a size, a flag, an element. */
public final class Scalar {
    private final TileKernel k;
    private final Value value;

    Scalar(TileKernel k, Value value) {
        this.k = k;
        this.value = value;
    }

    /** The SSA value. */
    public Value value() {
        return value;
    }

    public Scalar plus(Scalar b) {
        return binary(BinaryOp.ADD, b);
    }

    public Scalar plus(long b) {
        return plus(same(b));
    }

    public Scalar minus(Scalar b) {
        return binary(BinaryOp.SUB, b);
    }

    public Scalar minus(long b) {
        return minus(same(b));
    }

    public Scalar times(Scalar b) {
        return binary(BinaryOp.MUL, b);
    }

    public Scalar times(long b) {
        return times(same(b));
    }

    /** Toward zero. */
    public Scalar div(long b) {
        return binary(BinaryOp.DIV, same(b));
    }

    public Scalar rem(long b) {
        return binary(BinaryOp.REM, same(b));
    }

    public Scalar min(Scalar b) {
        return binary(BinaryOp.MIN, b);
    }

    public Scalar max(Scalar b) {
        return binary(BinaryOp.MAX, b);
    }

    public Scalar lt(Scalar b) {
        return k.scalar(() -> new CommonOp.Compare(CompareOp.LT, value, b.value));
    }

    public Scalar eq(Scalar b) {
        return k.scalar(() -> new CommonOp.Compare(CompareOp.EQ, value, b.value));
    }

    /** As an index. */
    public Scalar toIndex() {
        return value.type() == ScalarType.I64 ? this : k.scalar(() -> new CommonOp.Cast(value, ScalarType.I64));
    }

    /** As another scalar type, rounded as it encodes. */
    public Scalar cast(ScalarType type) {
        return value.type() == type ? this : k.scalar(() -> new CommonOp.Cast(value, type));
    }

    /** It in every element of a tile. */
    public Tile fill(int... shape) {
        DType elem = Consts.elem(value.type());
        TileType type = new TileType(elem, Arrays.stream(shape).boxed().toList(), java.util.Optional.empty());
        return k.tile(() -> new TileOp.Fill(value, type));
    }

    /** Writes a line with it, once for each block that comes here; the engines that compile refuse it. */
    public void print(String message) {
        k.effect(() -> new TileOp.Print(value, message));
    }

    private Scalar binary(BinaryOp op, Scalar b) {
        return k.scalar(() -> new CommonOp.Binary(op, value, b.value));
    }

    private Scalar same(long b) {
        Type type = value.type();
        return k.scalar(() -> new CommonOp.Const(type, b & Consts.mask(((ScalarType) type).bits())));
    }
}
