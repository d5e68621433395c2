package intarsia.dsl;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.DotAtom;
import intarsia.ir.ReduceOp;
import intarsia.ir.SortOp;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import intarsia.ir.type.Hadamard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A tile of numbers in registers. Operands broadcast as in NumPy: missing leading dimensions and those of extent 1 repeat. */
public final class Tile {
    private final TileKernel k;
    private final Value value;

    Tile(TileKernel k, Value value) {
        this.k = k;
        this.value = value;
    }

    /** The SSA value. */
    public Value value() {
        return value;
    }

    public TileType type() {
        return (TileType) value.type();
    }

    public Tile plus(Tile b) {
        return binary(BinaryOp.ADD, b);
    }

    public Tile plus(double b) {
        return plus(constant(b));
    }

    public Tile minus(Tile b) {
        return binary(BinaryOp.SUB, b);
    }

    public Tile minus(double b) {
        return minus(constant(b));
    }

    public Tile times(Tile b) {
        return binary(BinaryOp.MUL, b);
    }

    public Tile times(double b) {
        return times(constant(b));
    }

    public Tile div(Tile b) {
        return binary(type().elem().isFloat() || type().elem().isSigned() ? BinaryOp.DIV : BinaryOp.DIV_U, b);
    }

    public Tile div(double b) {
        return div(constant(b));
    }

    /** Keeps NaN. */
    public Tile max(Tile b) {
        return binary(type().elem().isFloat() || type().elem().isSigned() ? BinaryOp.MAX : BinaryOp.MAX_U, b);
    }

    /** Keeps NaN. */
    public Tile min(Tile b) {
        return binary(type().elem().isFloat() || type().elem().isSigned() ? BinaryOp.MIN : BinaryOp.MIN_U, b);
    }

    public Tile and(Tile b) {
        return binary(BinaryOp.AND, b);
    }

    public Tile or(Tile b) {
        return binary(BinaryOp.OR, b);
    }

    public Tile xor(Tile b) {
        return binary(BinaryOp.XOR, b);
    }

    /** Left by a constant below the width. */
    public Tile shl(int count) {
        return shift(BinaryOp.SHL, count);
    }

    /** Right by a constant below the width; signed types keep the sign. */
    public Tile shr(int count) {
        return shift(type().elem().isSigned() ? BinaryOp.SHR_S : BinaryOp.SHR_U, count);
    }

    /** {@code this * b + c}, rounded once. */
    public Tile fma(Tile b, Tile c) {
        List<Integer> shape = common(common(type().shape(), b.type().shape()), c.type().shape());
        Tile x = to(shape);
        Tile y = b.to(shape);
        Tile z = c.to(shape);
        return k.tile(() -> new CommonOp.Fma(x.value, y.value, z.value));
    }

    public Tile neg() {
        return unary(UnaryOp.NEG);
    }

    public Tile abs() {
        return unary(UnaryOp.ABS);
    }

    public Tile not() {
        return unary(UnaryOp.NOT);
    }

    /** How many bits of each code are one. */
    public Tile popcount() {
        return unary(UnaryOp.POPCOUNT);
    }

    public Tile sqrt() {
        return unary(UnaryOp.SQRT);
    }

    public Tile exp() {
        return unary(UnaryOp.EXP);
    }

    public Tile log() {
        return unary(UnaryOp.LOG);
    }

    /**
     * Each f32 as one of the two values of a type beside it, the nearer one more often: the mean of many is the value itself.
     *
     * @param random words of {@link TileKernel#random} or {@link TileKernel#philox}
     */
    public Tile castStochastic(DType to, Tile random) {
        Tile words = random.broadcast(type().dims());
        return k.tile(() -> new TileOp.CastStochastic(value, words.value, type().withElem(to)));
    }

    /** Writes a line with its elements, once for each block that comes here; the engines that compile refuse it. */
    public void print(String message) {
        k.effect(() -> new TileOp.Print(value, message));
    }

    /** An elementwise operation. */
    public Tile unary(UnaryOp op) {
        return k.tile(() -> new CommonOp.Unary(op, value));
    }

    /** An elementwise operation; operands broadcast. */
    public Tile binary(BinaryOp op, Tile b) {
        List<Integer> shape = common(type().shape(), b.type().shape());
        Tile x = to(shape);
        Tile y = b.to(shape);
        return k.tile(() -> new CommonOp.Binary(op, x.value, y.value));
    }

    public Mask lt(Tile b) {
        return compare(CompareOp.LT, b);
    }

    public Mask le(Tile b) {
        return compare(CompareOp.LE, b);
    }

    public Mask eq(Tile b) {
        return compare(CompareOp.EQ, b);
    }

    public Mask compare(CompareOp op, Tile b) {
        List<Integer> shape = common(type().shape(), b.type().shape());
        Tile x = to(shape);
        Tile y = b.to(shape);
        return new Mask(k, k.tile(() -> new CommonOp.Compare(op, x.value, y.value)).value);
    }

    /** The values in another type, each rounded once as that type encodes. */
    public Tile cast(DType elem) {
        return elem.equals(type().elem()) ? this : k.tile(() -> new CommonOp.Cast(value, type().withElem(elem)));
    }

    /** The same bits as another type of the same width. */
    public Tile bits(DType elem) {
        return k.tile(() -> new CommonOp.Bits(value, type().withElem(elem)));
    }

    /** The same elements, in row-major order, under another shape. */
    public Tile reshape(int... shape) {
        return to(type().withShape(box(shape)));
    }

    /** The same tile, which is to lie so, and with it every tile that it meets elementwise; {@link #convert} ends that. */
    public Tile pin(Layout layout) {
        return k.tile(() -> new TileOp.Pin(value, layout));
    }

    /** The bits of this tile, which lies as {@code from} says, as elements of another type that lie as {@code to} says. */
    public Tile view(Layout from, DType elem, Layout to) {
        List<Integer> shape = box(to.shape());
        return k.tile(() -> new TileOp.View(value, from, to, new TileType(elem, shape, Optional.empty())));
    }

    /** The same tile, which may lie otherwise from here on: words are moved between lanes where that pays or a pin asks for it. */
    public Tile convert() {
        return k.tile(() -> new TileOp.Convert(value, type()));
    }

    /** Dimension j of the result is dimension {@code perm[j]}. */
    public Tile transpose(int... perm) {
        List<Integer> p = box(perm);
        return k.tile(() -> new TileOp.Transpose(value, p, type().withShape(p.stream().map(type().shape()::get).toList())));
    }

    /** Repeated to a shape. */
    public Tile broadcast(int... shape) {
        return to(box(shape));
    }

    /** The sum along a dimension, which stays with extent 1. */
    public Tile sum(int dim) {
        return reduce(ReduceOp.SUM, dim);
    }

    /** The maximum along a dimension, which stays with extent 1. */
    public Tile max(int dim) {
        return reduce(ReduceOp.MAX, dim);
    }

    public Tile reduce(ReduceOp op, int dim) {
        List<Integer> shape = new ArrayList<>(type().shape());
        shape.set(dim, 1);
        return k.tile(() -> new TileOp.Reduce(op, value, dim, type().withShape(shape)));
    }

    /** Groups of successive f32 elements along the last dimension rotated, bit for bit as {@link Hadamard#rotate}. */
    public Tile rotate(Hadamard h) {
        return Rotate.groups(k, this, h);
    }

    /** Where the largest lies along a dimension, which stays with extent 1: the first of equal ones, as i32; the extent where all are NaN. */
    public Tile argMax(int dim) {
        return first(ReduceOp.MAX, dim);
    }

    /** Where the smallest lies along a dimension. */
    public Tile argMin(int dim) {
        return first(ReduceOp.MIN, dim);
    }

    private Tile first(ReduceOp op, int dim) {
        int[] shape = type().dims();
        Tile best = reduce(op, dim).broadcast(shape);
        Tile index = k.iota(dim, shape);
        return eq(best).select(index, index.constant(shape[dim])).reduce(ReduceOp.MIN, dim);
    }

    /** Each element combined with all before it along a dimension. */
    public Tile scan(ReduceOp op, int dim) {
        return k.tile(() -> new TileOp.Scan(value, op, dim, type()));
    }

    /** In order along a dimension, the smallest first. */
    public Tile sort(int dim) {
        return sort(SortOp.ASCENDING, dim);
    }

    /** In order along a dimension; or where the elements were, as i32. The first k of a descending one are the top k: store them by a limit. */
    public Tile sort(SortOp op, int dim) {
        return k.tile(() -> new TileOp.Sort(op, value, dim, op.indices() ? type().withElem(DType.I32) : type()));
    }

    /** {@code acc + this · bᵀ}; this is [M,K], b [N,K], acc [M,N]. */
    public Tile dot(Tile b, Tile acc) {
        return k.tile(() -> new TileOp.Dot(value, b.value, acc.value, TileOp.Dot.ANY, acc.type()));
    }

    /** The same by one atom and no other: an error where the target has it not, or it does not fit. */
    public Tile dot(Tile b, Tile acc, DotAtom atom) {
        return k.tile(() -> new TileOp.Dot(value, b.value, acc.value, atom.name(), acc.type()));
    }

    /** {@code this[index]} an element; this is a table of rank 1. */
    public Tile lookup(Tile index) {
        return k.tile(() -> new TileOp.Lookup(value, index.value, index.type().withElem(type().elem())));
    }

    /** The only element. */
    public Scalar item() {
        return k.scalar(() -> new TileOp.Item(value));
    }

    /** A constant of this element type and shape, rounded as the type encodes. */
    Tile constant(double b) {
        return k.tile(() -> Consts.of(type(), b));
    }

    private Tile shift(BinaryOp op, int count) {
        Scalar c = k.constant(count);
        return k.tile(() -> new CommonOp.Binary(op, value, c.value()));
    }

    private Tile to(TileType other) {
        return other.equals(type()) ? this : k.tile(() -> new TileOp.Reshape(value, other));
    }

    /** This shape, after leading ones and repetition. */
    private Tile to(List<Integer> shape) {
        List<Integer> padded = new ArrayList<>(Collections.nCopies(Math.max(0, shape.size() - type().rank()), 1));
        padded.addAll(type().shape());
        Tile full = to(type().withShape(padded));
        return shape.equals(padded) ? full : k.tile(() -> new TileOp.Broadcast(full.value, new TileType(type().elem(), shape, Optional.empty())));
    }

    static List<Integer> common(List<Integer> a, List<Integer> b) {
        int rank = Math.max(a.size(), b.size());
        Integer[] shape = new Integer[rank];
        for (int i = 0; i < rank; i++) {
            int x = i < rank - a.size() ? 1 : a.get(i - rank + a.size());
            int y = i < rank - b.size() ? 1 : b.get(i - rank + b.size());
            if (x != y && x != 1 && y != 1) {
                throw new TileProgramException(Body.source(), "shapes " + a + " and " + b + " do not broadcast; wanted equal extents, or 1");
            }
            shape[i] = Math.max(x, y);
        }
        return List.of(shape);
    }

    static List<Integer> box(int... shape) {
        return Arrays.stream(shape).boxed().toList();
    }
}
