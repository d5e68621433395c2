package intarsia.dsl;

import intarsia.ir.BinaryOp;
import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Space;
import intarsia.ir.Symbol;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A tile program under construction. {@link #define} runs the lambda once; each call in it writes a statement.
 *
 * <p>A kernel runs for every block of its grid. It loads tiles from its tensor parameters, computes on them, and stores
 * tiles. Elements outside a tensor load as 0 and are not stored.
 */
public final class TileKernel {
    private final Body body = new Body();
    private final List<Symbol> symbols = new ArrayList<>();
    private final List<Param> params = new ArrayList<>();
    private final List<Expr> grid = new ArrayList<>();
    private final List<Value> blocks = new ArrayList<>();

    private int warps;

    private TileKernel() {
    }

    /** The kernel that {@code write} describes. */
    public static Kernel define(String name, Consumer<TileKernel> write) {
        TileKernel k = new TileKernel();
        write.accept(k);
        List<Value> args = new ArrayList<>(k.params.stream().map(Param::value).toList());
        args.addAll(k.blocks);
        return new Kernel(name, Level.TILE, k.symbols, k.params, k.grid, 0, k.warps, new Region(args, k.body.statements(), List.of()));
    }

    /** A size given at launch. */
    public Size size(String name) {
        return size(Symbol.runtime(name));
    }

    /** A size with its kind and facts. */
    public Size size(Symbol s) {
        if (symbols.stream().noneMatch(t -> t.equals(s))) {
            symbols.add(s);
        }
        return new Size(Expr.sym(s.name()));
    }

    /** A size as a scalar inside the program. */
    public Scalar size(Size s) {
        return scalar(() -> s.expr() instanceof Expr.Const(long v) ? Consts.i64(v) : new CommonOp.Size(s.expr()));
    }

    /** A tensor that is read; {@code format} as in docs/formats.md: {@code f32}, {@code u4g32}, {@code Q8_0}. */
    public Global in(String name, Format format, Size... shape) {
        return param(name, Param.Access.IN, type(format, shape));
    }

    /** A tensor that is read, by the text of its format. */
    public Global in(String name, String format, Size... shape) {
        return in(name, Format.parse(format), shape);
    }

    /** A tensor that is written. */
    public Global out(String name, Format format, Size... shape) {
        return param(name, Param.Access.OUT, type(format, shape));
    }

    /** A tensor that is read and written. */
    public Global inout(String name, Format format, Size... shape) {
        return param(name, Param.Access.INOUT, type(format, shape));
    }

    /** A tensor of any view type. */
    public Global param(String name, Param.Access access, BufferType type) {
        Value v = body.define(type);
        params.add(new Param(name, access, v));
        return new Global(this, v);
    }

    private static BufferType type(Format format, Size... shape) {
        return BufferType.of(format, Arrays.stream(shape).map(Size::expr).toList());
    }

    /** How many warps a block is to have; a target gives it as many as it has, and the kernel means the same whatever their number. */
    public void warps(int count) {
        warps = count;
    }

    /**
     * A tile of plain elements in memory that the warps of a block share, for one block. It is loaded, stored and combined with as a tensor parameter is; what is
     * written there is read, and overwritten, after a {@link #barrier}.
     */
    public Global shared(DType elem, int... shape) {
        return shared(BufferType.of(elem, Arrays.stream(shape).mapToObj(n -> Expr.of(n)).toList()).in(Space.SHARED));
    }

    /** The same of any view type in shared memory, all numbers of which are constants. */
    public Global shared(BufferType type) {
        return new Global(this, body.add(() -> new TileOp.Shared(type)).getFirst());
    }

    /** Ends a group of copies: those begun by {@link Global.Place#copyTo} since the last. */
    public void copyCommit() {
        effect(TileOp.CopyCommit::new);
    }

    /** Waits until of the groups of copies at most the latest {@code pending} are under way; after a {@link #barrier} the others' data may be read. */
    public void copyWait(int pending) {
        effect(() -> new TileOp.CopyWait(pending));
    }

    /** All warps of the block come here, and see what the others wrote before. */
    public void barrier() {
        effect(CommonOp.Barrier::new);
    }

    /** Adds a dimension to the grid, the last fastest; gives the index of the block along it. */
    public Scalar grid(Size blocksAlong) {
        grid.add(blocksAlong.expr());
        Value v = body.define(ScalarType.I64);
        blocks.add(v);
        return new Scalar(this, v);
    }

    /**
     * Random words that are a function of a counter and a key: four tiles for a counter of four words, the lowest first, by
     * {@link intarsia.ir.type.Philox}.
     *
     * @param counter four i32 tiles of one shape
     * @param key     two i32
     */
    public List<Tile> philox(List<Tile> counter, List<Scalar> key) {
        List<Value> c = counter.stream().map(Tile::value).toList();
        return body.add(() -> new TileOp.Philox(c, key.stream().map(Scalar::value).toList(), counter.getFirst().type().withElem(DType.I32)))
                .stream().map(v -> new Tile(this, v)).toList();
    }

    /**
     * A random word for each index: {@link intarsia.ir.type.Philox#word}, so that an element's does not depend on blocks and tiles.
     *
     * @param seed  an i64
     * @param index an i32 tile, not negative
     */
    public Tile random(Scalar seed, Tile index) {
        Tile zero = full(DType.I32, 0, index.type().dims());
        Scalar high = shifted(BinaryOp.SHR_S, seed);
        Scalar low = shifted(BinaryOp.SHR_S, shifted(BinaryOp.SHL, seed));
        Tile block = index.binary(BinaryOp.DIV_U, full(DType.I32, 4, index.type().dims()));
        List<Tile> words = philox(List.of(block, zero, zero, zero), List.of(low.cast(ScalarType.I32), high.cast(ScalarType.I32)));
        Tile which = index.and(full(DType.I32, 3, index.type().dims()));
        Tile word = words.getFirst();
        for (int w = 1; w < words.size(); w++) {
            word = which.eq(full(DType.I32, w, index.type().dims())).select(words.get(w), word);
        }
        return word;
    }

    private Scalar shifted(BinaryOp op, Scalar wide) {
        Scalar count = constant(Integer.SIZE);
        return scalar(() -> new CommonOp.Binary(op, wide.value(), count.value()));
    }

    /** A loop {@code for i = lo; i < hi; i += step} that carries one tile. */
    public Tile loop(Scalar lo, Scalar hi, long step, Tile init, BiFunction<Scalar, Tile, Tile> next) {
        return loop(lo, hi, step, List.of(init), (i, c) -> List.of(next.apply(i, c.getFirst()))).getFirst();
    }

    /** A loop from 0 in steps of {@code step} that carries one tile. */
    public Tile loop(Size hi, long step, Tile init, BiFunction<Scalar, Tile, Tile> next) {
        return loop(index(0), size(hi), step, init, next);
    }

    /** A loop that carries several tiles; the lambda gives as many. */
    public List<Tile> loop(Scalar lo, Scalar hi, long step, List<Tile> inits, BiFunction<Scalar, List<Tile>, List<Tile>> next) {
        Scalar by = index(step);
        List<Value> args = new ArrayList<>();
        args.add(body.define(ScalarType.I64));
        inits.forEach(t -> args.add(body.define(t.type())));
        List<Tile> carried = args.stream().skip(1).map(v -> new Tile(this, v)).toList();
        Region r = body.region(args, () -> next.apply(new Scalar(this, args.getFirst()), carried).stream().map(Tile::value).toList());
        List<Value> init = inits.stream().map(Tile::value).toList();
        return body.add(() -> new CommonOp.For(lo.value(), hi.value(), by.value(), init, r)).stream().map(v -> new Tile(this, v)).toList();
    }

    /** A loop from 0 that carries nothing: its body stores. */
    public void loop(Size hi, long step, Consumer<Scalar> write) {
        loop(index(0), size(hi), step, List.<Tile>of(), (i, none) -> {
            write.accept(i);
            return none;
        });
    }

    /** Runs {@code then} where the flag holds. */
    public void when(Scalar flag, Runnable then) {
        Region yes = body.region(List.of(), () -> {
            then.run();
            return List.of();
        });
        body.add(() -> new CommonOp.If(flag.value(), yes, Region.of(List.of())));
    }

    /** One of two tiles of the same type, by a flag. */
    public Tile choose(Scalar flag, Supplier<Tile> then, Supplier<Tile> otherwise) {
        Region yes = body.region(List.of(), () -> List.of(then.get().value()));
        Region no = body.region(List.of(), () -> List.of(otherwise.get().value()));
        return tile(() -> new CommonOp.If(flag.value(), yes, no));
    }

    public Tile zeros(DType elem, int... shape) {
        return full(elem, 0, shape);
    }

    /** A number in every element, rounded as the type encodes. */
    public Tile full(DType elem, double v, int... shape) {
        return tile(() -> Consts.of(TileType.of(elem, shape), v));
    }

    /** The index along a dimension of the tile, as i32. */
    public Tile iota(int dim, int... shape) {
        return tile(() -> new TileOp.Iota(dim, TileType.of(DType.I32, shape)));
    }

    /** An index. */
    public Scalar index(long v) {
        return scalar(() -> Consts.i64(v));
    }

    /** An i32. */
    public Scalar constant(int v) {
        return scalar(() -> Consts.i32(v));
    }

    /** A number as an f32 scalar. */
    public Scalar constant(float v) {
        return scalar(() -> Consts.f32(v));
    }

    /** A promise about scalars, which the evaluator checks. */
    public void assume(Scalar flag) {
        effect(() -> new TileOp.Assume(flag.value()));
    }

    Tile tile(Supplier<Op> op) {
        return new Tile(this, body.one(op));
    }

    Scalar scalar(Supplier<Op> op) {
        return new Scalar(this, body.one(op));
    }

    void effect(Supplier<Op> op) {
        body.add(op);
    }

    /** A statement of any op; for those who extend the language. */
    public List<Value> emit(Function<TileKernel, Op> op) {
        return body.add(() -> op.apply(this));
    }

    /** The tile that a value is. */
    public Tile wrap(Value v) {
        if (!(v.type() instanceof TileType)) {
            throw new IllegalArgumentException(v + " is a " + v.type() + "; wanted a tile");
        }
        return new Tile(this, v);
    }
}
