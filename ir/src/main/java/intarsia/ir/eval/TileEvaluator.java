package intarsia.ir.eval;

import intarsia.ir.Consts;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Symbols;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A kernel of the tile level: its blocks in ascending order, the last grid dimension fastest. */
final class TileEvaluator extends Interpreter {
    private final List<GlobalView> views;
    private final BlockMemory shared = new BlockMemory();
    /** The indices of the block under way. */
    private long[] block = {};

    TileEvaluator(Kernel kernel, Symbols symbols, List<GlobalView> views, Stepper stepper) {
        super(kernel, symbols, stepper);
        this.views = views;
    }

    void run() {
        long[] grid = kernel.grid().stream().mapToLong((Expr e) -> e.eval(symbols)).toArray();
        long blocks = 1;
        for (long g : grid) {
            blocks = Math.multiplyExact(blocks, Math.max(0, g));
        }
        Frame f = new Frame(kernel, 0);
        for (long b = 0; b < blocks; b++) {
            List<Datum> args = new ArrayList<>(views);
            long rest = b;
            block = new long[grid.length];
            for (int d = grid.length - 1; d >= 0; d--) {
                block[d] = rest % grid[d];
                args.add(views.size(), Elements.of(DType.I64, block[d]));
                rest /= grid[d];
            }
            shared.start();
            run(kernel.body(), args, f);
            shared.underWay().ifPresent(this::leftOver);
        }
    }

    private void leftOver(TileOp.CopyBegin copy) {
        Ops.walk(kernel.body(), _ -> { }, s -> {
            if (s.op() == copy) {
                throw EvaluationException.at(kernel, s, new IllegalStateException("a block ends with this copy under way; wanted copy.commit and copy.wait 0"));
            }
        });
    }

    @Override
    void barrier() {
        shared.barrier();
    }

    @Override
    List<? extends Datum> tile(TileOp op, Frame f) {
        shared.step();
        return switch (op) {
            case TileOp.Shared s -> List.of(shared.allocate(s));
            case TileOp.CopyBegin copy -> {
                shared.begin(copy, f);
                yield List.of();
            }
            case TileOp.WarpIndex _ -> throw new IllegalStateException("a kernel that says what one warp does runs as lane code");
            case TileOp.CopyCommit() -> {
                shared.commit();
                yield List.of();
            }
            case TileOp.CopyWait(int pending) -> {
                shared.await(pending);
                yield List.of();
            }
            case TileOp.Load load -> List.of(load(load, f));
            case TileOp.Store store -> {
                store(store, f);
                yield List.of();
            }
            case TileOp.LoadAt load -> List.of(new IndexedElements(load.buffer(), load.index(), load.mask(), f).load(load));
            case TileOp.StoreAt store -> {
                new IndexedElements(store.buffer(), store.index(), store.mask(), f).store(f.elements(store.tile()));
                yield List.of();
            }
            case TileOp.Atomic a -> {
                new IndexedElements(a.buffer(), a.index(), a.mask(), f).combine(a.op(), f.elements(a.tile()));
                yield List.of();
            }
            case TileOp.Philox p -> Randoms.words(p, p.counter().stream().map(f::elements).toList(), p.key().stream().map(f::elements).toList());
            case TileOp.CastStochastic(Value a, Value random, TileType type) -> List.of(Randoms.cast(f.elements(a), f.elements(random), type.elem()));
            case TileOp.Iota(int dim, TileType type) -> List.of(Tiles.iota(type.dims(), dim));
            case TileOp.Fill(Value scalar, TileType type) -> List.of(Casts.cast(f.elements(scalar), type.elem()).spreadTo(type.size()));
            case TileOp.Broadcast(Value a, TileType type) -> List.of(Tiles.broadcast(f.elements(a), dims(a), type.dims()));
            case TileOp.Reshape(Value a, TileType _) -> List.of(f.elements(a));
            case TileOp.Transpose(Value a, List<Integer> perm, TileType _) ->
                List.of(Tiles.transpose(f.elements(a), dims(a), perm.stream().mapToInt(Integer::intValue).toArray()));
            case TileOp.Reduce(var kind, Value a, int dim, TileType _) -> List.of(Tiles.reduce(kind, f.elements(a), dims(a), dim));
            case TileOp.Scan(Value a, var kind, int dim, TileType _) -> List.of(Orders.scan(kind, f.elements(a), dims(a), dim));
            case TileOp.Sort(var kind, Value a, int dim, TileType _) -> List.of(Orders.sort(kind, f.elements(a), dims(a), dim));
            case TileOp.Dot(Value a, Value b, Value acc, String _, TileType type) ->
                List.of(Tiles.dot(f.elements(a), f.elements(b), f.elements(acc), type.dims()[0], type.dims()[1], dims(a)[1]));
            case TileOp.Convert(Value a, TileType _) -> List.of(f.elements(a));
            case TileOp.Pin(Value a, Layout _) -> List.of(f.elements(a));
            case TileOp.View view -> List.of(BitViews.view(f.elements(view.a()), view));
            case TileOp.Lookup(Value table, Value index, TileType _) -> List.of(Tiles.lookup(f.elements(table), f.elements(index)));
            case TileOp.Item item -> List.of(item(f.elements(item.tile()), Consts.elem(item.resultTypes().getFirst())));
            case TileOp.Print(Value a, String message) -> {
                Prints.line(message + " " + Arrays.toString(block) + ": " + a.type() + " " + Prints.text(f.elements(a), a.type() instanceof TileType t ? t.dims() : new int[0]));
                yield List.of();
            }
            case TileOp.Assume(Value cond) -> {
                if (!f.elements(cond).truth()) {
                    throw new IllegalArgumentException("what the program assumes does not hold");
                }
                yield List.of();
            }
        };
    }

    private static int[] dims(Value tile) {
        return ((TileType) tile.type()).dims();
    }

    private static Elements item(Elements a, DType scalar) {
        if (a.codec.type instanceof IntType t && scalar instanceof IntType s) {
            return new Elements(Codec.of(s), new long[] {s.mask() & t.decodeLong(a.codes[0])}, a.err);
        }
        return Casts.cast(a, scalar);
    }

    private static Elements load(TileOp.Load op, Frame f) {
        GlobalView view = (GlobalView) f.get(op.buffer());
        TouchedElements at = new TouchedElements(view, op.field(), op.type(), op.dims(), op.offsets(), op.guard(), op.limits(), f);
        long[] codes = new long[op.type().size()];
        double[] err = new double[codes.length];
        for (int i = 0; i < codes.length; i++) {
            long element = at.element(i);
            if (element >= 0) {
                codes[i] = view.read(op.field(), element);
                err[i] = view.err(op.field(), element);
            }
        }
        return new Elements(Codec.of(op.type().elem()), codes, err);
    }

    private static void store(TileOp.Store op, Frame f) {
        GlobalView view = (GlobalView) f.get(op.buffer());
        if (view.param.access() == Param.Access.IN) {
            throw new IllegalArgumentException("store to " + view.param.name() + ", which is only read");
        }
        Elements tile = f.elements(op.tile());
        TouchedElements at = new TouchedElements(view, op.field(), (TileType) op.tile().type(), op.dims(), op.offsets(), op.guard(), op.limits(), f);
        for (int i = 0; i < tile.size(); i++) {
            long element = at.element(i);
            if (element >= 0) {
                view.write(op.field(), element, tile.codes[i], tile.err(i));
            }
        }
    }
}
