package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Space;
import intarsia.ir.Stmt;
import intarsia.ir.Symbol;
import intarsia.ir.TargetOp;
import intarsia.ir.TensorOp;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A tile kernel whose tiles have layouts, as lane code for a target. A tile becomes the values of its slots. Parameters
 * become addresses by the same names; then follows one parameter for each symbol used: an i64, or the address of one
 * where the symbol is given at run time.
 */
final class LowerToLane implements Pass {
    private final Target target;

    LowerToLane(Target target) {
        this.target = target;
    }

    @Override
    public String name() {
        return "lower";
    }

    @Override
    public Kernel run(Kernel k) {
        return new Lowering(k).kernel();
    }

    /** One kernel. */
    private final class Lowering implements Memory.Scope {
        private final Kernel tile;
        private final Code code = new Code(0);
        private final Lanes l = new Lanes(code, target);
        private final Elements elements = new Elements(l);
        private final WordScratch scratch;
        private final Moves moves;
        private final Memory memory;
        private final Map<Value, Slots> tiles = new HashMap<>();
        private final Map<Value, Value> scalars = new HashMap<>();
        private final KnownScalars known;
        private final Map<String, Value> sizes = new HashMap<>();
        private final Map<TileType, Placement> placements = new HashMap<>();

        Lowering(Kernel tile) {
            this.tile = tile;
            scratch = new WordScratch(l, code, warps(tile));
            moves = new Moves(l, scratch);
            memory = new Memory(l, this, moves, new AccessPlans(new OffsetFacts(tile), target));
            known = new KnownScalars(tile, l, this::scalar);
        }

        Kernel kernel() {
            List<Param> params = new ArrayList<>();
            for (Param p : tile.params()) {
                Value pointer = code.define(ScalarType.PTR);
                params.add(new Param(p.name(), p.access(), pointer));
                scalars.put(p.value(), pointer);
            }
            tile.readOnly().forEach(v -> code.readOnly(scalar(v)));
            Map<String, Value> symbols = new LinkedHashMap<>();
            for (String name : UsedSymbols.atLaunch(tile)) {
                Symbol s = tile.symbol(name);
                Value v = code.define(s.kind() == Symbol.Kind.RUNTIME ? ScalarType.PTR : ScalarType.I64);
                params.add(new Param(name, Param.Access.IN, v));
                code.readOnly(v);
                symbols.put(name, v);
            }
            symbols.forEach((name, v) -> sizes.put(name, v.type() == ScalarType.PTR ? symbol(v) : v));
            Value block = code.define(ScalarType.I64);
            Region body = code.region(List.of(block), () -> {
                blocks(block);
                tile.body().body().forEach(this::stmt);
                return List.of();
            });
            code.all(new LaneOp.Blocks(scratch.allocated(body)));
            List<Value> args = params.stream().map(Param::value).toList();
            return new Kernel(tile.name(), Level.LANE, tile.symbols(), params, tile.grid(), target.lanes(), warps(tile), tile.tuned(), new Region(args, code.statements(), List.of()));
        }

        private static int warps(Kernel k) {
            return k.lanes() > 0 ? k.warps() : 1;
        }

        private Value symbol(Value pointer) {
            Value zero = code.emit(Consts.i64(0));
            return code.emit(new LaneOp.Ld(new LaneOp.Address(LaneOp.Form.UNIFORM, Space.GLOBAL, pointer, zero, 0, 0, Optional.empty(), Optional.empty()),
                    64, false, 1, ScalarType.I64));
        }

        /** The coordinates of a block, from its number: the last dimension of the grid is fastest. Of the slowest the size is not asked, so that kernels of any number of blocks are the same code. */
        private void blocks(Value block) {
            Value rest = block;
            int first = tile.params().size();
            int slowest = (int) tile.grid().stream().takeWhile(Expr.Const.ONE::equals).count();
            for (int d = tile.grid().size() - 1; d >= 0; d--) {
                Value arg = tile.body().args().get(first + d);
                Value coordinate = rest;
                if (tile.grid().get(d).equals(Expr.Const.ONE)) {
                    coordinate = l.emit(Consts.i64(0));
                    known.zero(arg);
                } else if (d > slowest) {
                    Value extent = size(tile.grid().get(d));
                    coordinate = l.binary(BinaryOp.REM, rest, extent);
                    rest = l.binary(BinaryOp.DIV, rest, extent);
                }
                scalars.put(arg, coordinate);
                known.count(coordinate);
            }
        }

        private void stmt(Stmt s) {
            code.at(s.source());
            switch (s.op()) {
                case CommonOp op -> common(s, op);
                case TileOp op -> {
                    Optional<Value> scalar = tileOp(s, op);
                    scalar.ifPresent(v -> scalars.put(s.result(), v));
                }
                case TensorOp _, LaneOp _ -> throw new IllegalArgumentException(Ops.mnemonic(s.op()) + " at the tile level");
            }
        }

        // ---- tiles ----

        private Optional<Value> tileOp(Stmt s, TileOp op) {
            switch (op) {
                case TileOp.Load load -> define(s, memory.load(access(load), at(load.type())));
                case TileOp.Store store -> memory.store(access(store), tile(store.tile()));
                case TileOp.Shared shared -> {
                    return Optional.of(code.all(new LaneOp.Alloc(Math.toIntExact(shared.type().sharedBytes()))).getFirst());
                }
                case TileOp.WarpIndex _ -> {
                    Value index = l.cvt(CvtOp.S64_S32, code.emit(new LaneOp.Warp()));
                    known.count(index);
                    return Optional.of(index);
                }
                case TileOp.CopyBegin copy -> new SharedCopy(l, this, memory).begin(copy);
                case TileOp.CopyCommit _ -> grouped(new TargetOp.Commit());
                case TileOp.CopyWait(int pending) -> grouped(new TargetOp.Wait(pending));
                case TileOp.LoadAt load -> define(s, at(op, load.buffer(), load.index(), load.mask(), at(load.type())).load());
                case TileOp.StoreAt store -> at(op, store.buffer(), store.index(), store.mask(), tile(store.tile()).at()).store(tile(store.tile()));
                case TileOp.Atomic a -> at(op, a.buffer(), a.index(), a.mask(), tile(a.tile()).at()).combine(a.op(), tile(a.tile()));
                case TileOp.Philox p -> philox(s, p);
                case TileOp.CastStochastic(Value a, Value random, TileType to) ->
                    define(s, zip((x, r) -> new StochasticCast(l, elements, to.elem()).of(x, r), a, random));
                case TileOp.Iota iota -> define(s, iota(iota));
                case TileOp.Fill fill -> define(s, same(fill.type(), elements.filled(scalar(fill.scalar()), fill.type().elem())));
                case TileOp.Broadcast b -> define(s, moved(b.a(), b.type(), e -> SourceElement.of(b, e)));
                case TileOp.Reshape r -> define(s, moved(r.a(), r.type(), e -> e));
                case TileOp.Transpose t -> define(s, moved(t.a(), t.type(), e -> SourceElement.of(t, e)));
                case TileOp.Convert(Value a, TileType t) -> define(s, moves.convert(tile(a).values(), layout((TileType) a.type()), layout(t)));
                case TileOp.Reduce r -> define(s, moves.reduce(tile(r.a()), r.dim(), r.op(), at(r.type()),
                        (o, a, b) -> elements.binary(o, r.type().elem(), a, b)));
                case TileOp.Scan scan -> define(s, new Networks(l, moves, elements).scan(tile(scan.a()), scan.dim(), scan.op()));
                case TileOp.Sort sort -> define(s, new Networks(l, moves, elements).sort(tile(sort.a()), sort.dim(), sort.op()));
                case TileOp.Lookup lookup -> define(s, lookup(lookup));
                case TileOp.Item item -> {
                    return Optional.of(l.extract(tile(item.tile()).get(0), 0));
                }
                case TileOp.Assume _ -> { }
                case TileOp.Print _ -> throw new IllegalArgumentException("kernel " + tile.name() + ": no print on " + target.id()
                        + "; the engine reference has it, and the text form as a language of polyglot");
                case TileOp.View v -> define(s, new BitStrings(l, elements).view(tile(v.a()), v.type().elem(), at(v.type()).slots()));
                case TileOp.Pin _ -> throw new IllegalArgumentException("a pin is left; run infer-layouts before lower");
                case TileOp.Dot d -> define(s, new Fragments(l, target).dot(d, tile(d.a()), tile(d.b()), tile(d.acc())));
            }
            return Optional.empty();
        }

        /** Where copies are done when they begin, there are no groups. */
        private void grouped(TargetOp op) {
            if (target.has(Target.Feature.ASYNC_COPY)) {
                code.all(op);
            }
        }

        private IndexedAccess at(Op op, Value buffer, List<Value> index, List<Value> mask, Placement at) {
            List<Optional<Slots>> tiles = index.stream().map(v -> v.type() instanceof TileType ? Optional.of(tile(v)) : Optional.<Slots>empty()).toList();
            return new IndexedAccess(l, this, op, buffer, tiles, index, mask.stream().map(this::tile).toList(), at);
        }

        private void philox(Stmt s, TileOp.Philox p) {
            Placement at = at(p.type());
            List<List<Value>> words = new ArrayList<>();
            for (int v = 0; v < at.slots(); v++) {
                int slot = v;
                List<Value> counter = p.counter().stream().map(c -> c.type() instanceof TileType ? tile(c).get(slot) : scalar(c)).toList();
                words.add(new PhiloxRounds(l, code).of(counter, p.key().stream().map(this::scalar).toList()));
            }
            for (int w = 0; w < TileOp.Philox.WORDS; w++) {
                int word = w;
                tiles.put(s.results().get(w), new Slots(p.type(), at, words.stream().map(x -> x.get(word)).toList()));
            }
        }

        private TileAccess access(Op op) {
            return Objects.requireNonNull(TileAccess.of(op));
        }

        private Placement at(TileType t) {
            return placements.computeIfAbsent(t, x -> Placement.of(x, target.lanes()));
        }

        private static Layout layout(TileType t) {
            return t.layout().orElseThrow(() -> new IllegalArgumentException("tile " + t + " has no layout; run infer-layouts before lower"));
        }

        private Slots tile(Value v) {
            Slots s = tiles.get(v);
            if (s == null) {
                throw new IllegalStateException("tile " + v + " is not lowered yet");
            }
            return s;
        }

        private void define(Stmt s, List<Value> values) {
            TileType t = (TileType) s.result().type();
            tiles.put(s.result(), new Slots(t, at(t), values));
        }

        private List<Value> same(TileType t, Value v) {
            return Collections.nCopies(at(t).slots(), v);
        }

        private List<Value> iota(TileOp.Iota iota) {
            List<Value> values = new ArrayList<>();
            Placement at = at(iota.type());
            for (int v = 0; v < at.slots(); v++) {
                values.add(l.lanes(at.coordinates(v, iota.type().dims(), iota.dim())));
            }
            return values;
        }

        /** A tile whose element e is element {@code source(e)} of another. */
        private List<Value> moved(Value from, TileType to, IntUnaryOperator source) {
            Placement at = at(to);
            int[][] wanted = new int[at.slots()][];
            for (int v = 0; v < wanted.length; v++) {
                wanted[v] = Arrays.stream(at.element()[v]).map(source).toArray();
            }
            Slots a = tile(from);
            return moves.gather(a.values(), a.at(), new Placement(target.lanes(), wanted));
        }

        /** Tables hold words, and words index them. */
        private List<Value> lookup(TileOp.Lookup lookup) {
            Slots table = tile(lookup.table());
            int n = table.type().size();
            int lanes = target.lanes();
            int[][] wanted = new int[Math.ceilDiv(n, lanes)][lanes];
            for (int i = 0; i < wanted.length * lanes; i++) {
                wanted[i / lanes][i % lanes] = Math.min(i, n - 1);
            }
            List<Value> words = moves.gather(table.values(), table.at(), new Placement(lanes, wanted)).stream().map(v -> l.word(l.number(v))).toList();
            boolean flags = table.type().elem().equals(DType.U1);
            return tile(lookup.index()).values().stream().map(i -> found(words, l.number(i)))
                    .map(v -> flags ? l.compare(CompareOp.NE, v, l.i32(0)) : v).toList();
        }

        private Value found(List<Value> tables, Value index) {
            Value v = l.emit(new LaneOp.Table(tables, l.word(index)));
            return Lanes.scalar(index) ? l.extract(v, 0) : v;
        }

        // ---- ops of all levels ----

        private void common(Stmt s, CommonOp op) {
            boolean tiled = s.results().size() == 1 && s.result().type() instanceof TileType;
            switch (op) {
                case CommonOp.Const c when tiled -> define(s, same((TileType) c.type(), elements.constant((TileType) c.type(), c.bits())));
                case CommonOp.Const c -> scalars.put(s.result(), code.emit(c));
                case CommonOp.Size(Expr e) -> scalars.put(s.result(), size(e));
                case CommonOp.Unary(var o, Value a) when tiled -> define(s, each(v -> elements.unary(o, elem(a), v), a));
                case CommonOp.Unary(var o, Value a) -> scalars.put(s.result(), elements.unary(o, Consts.elem(a.type()), scalar(a)));
                case CommonOp.Binary(var o, Value a, Value b) when tiled -> define(s, zip((x, y) -> elements.binary(o, elem(a), x, y), a, b));
                case CommonOp.Binary(var o, Value a, Value b) -> scalars.put(s.result(), code.emit(new CommonOp.Binary(o, scalar(a), scalar(b))));
                case CommonOp.Fma(Value a, Value b, Value c) when tiled -> define(s, fma(a, b, c));
                case CommonOp.Fma(Value a, Value b, Value c) -> scalars.put(s.result(), code.emit(new CommonOp.Fma(scalar(a), scalar(b), scalar(c))));
                case CommonOp.Compare(var o, Value a, Value b) when tiled -> define(s, zip((x, y) -> elements.compare(o, elem(a), x, y), a, b));
                case CommonOp.Compare(var o, Value a, Value b) -> scalars.put(s.result(), code.emit(new CommonOp.Compare(o, scalar(a), scalar(b))));
                case CommonOp.Select(Value c, Value a, Value b) when tiled -> define(s, select(c, a, b));
                case CommonOp.Select(Value c, Value a, Value b) ->
                    scalars.put(s.result(), code.emit(new CommonOp.Select(scalar(c), scalar(a), scalar(b))));
                case CommonOp.Cast(Value a, TileType to) -> define(s, each(v -> elements.convert(v, elem(a), to.elem()), a));
                case CommonOp.Cast(Value a, Type to) -> scalars.put(s.result(), castScalar(scalar(a), (ScalarType) to));
                case CommonOp.Bits(Value a, TileType to) -> define(s, each(v -> elements.bits(v, elem(a), to.elem()), a));
                case CommonOp.Bits(Value a, Type to) -> scalars.put(s.result(), code.emit(new CommonOp.Bits(scalar(a), to)));
                case CommonOp.For f -> loop(s, f);
                case CommonOp.If f -> branch(s, f);
                case CommonOp.While w -> loop(s, w);
                case CommonOp.Barrier barrier -> code.all(barrier);
                case CommonOp.Assert(Value c, String message) -> code.all(new CommonOp.Assert(scalar(c), message));
            }
        }

        private static DType elem(Value v) {
            return ((TileType) v.type()).elem();
        }

        private List<Value> each(UnaryOperator<Value> f, Value a) {
            return tile(a).values().stream().map(f).toList();
        }

        private List<Value> zip(BinaryOperatorOnValues f, Value a, Value b) {
            Slots x = tile(a);
            List<Value> out = new ArrayList<>();
            for (int v = 0; v < x.count(); v++) {
                out.add(f.of(x.get(v), b.type() instanceof TileType ? tile(b).get(v) : scalar(b)));
            }
            return out;
        }

        /** Two operands. */
        private interface BinaryOperatorOnValues {
            Value of(Value a, Value b);
        }

        private List<Value> fma(Value a, Value b, Value c) {
            List<Value> out = new ArrayList<>();
            for (int v = 0; v < tile(a).count(); v++) {
                out.add(elements.fma(elem(a), tile(a).get(v), tile(b).get(v), tile(c).get(v)));
            }
            return out;
        }

        private List<Value> select(Value c, Value a, Value b) {
            List<Value> out = new ArrayList<>();
            for (int v = 0; v < tile(a).count(); v++) {
                Value flag = c.type() instanceof TileType ? tile(c).get(v) : scalar(c);
                out.add(l.select(flag, tile(a).get(v), tile(b).get(v)));
            }
            return out;
        }

        private Value castScalar(Value a, ScalarType to) {
            ScalarType from = (ScalarType) a.type();
            if (from == to) {
                return a;
            }
            if (from == ScalarType.I64) {
                return elements.fromWide(a, Consts.elem(to));
            }
            return switch (to) {
                case I64 -> from == ScalarType.F32 ? elements.toWide(a) : l.cvt(CvtOp.S64_S32, castScalar(a, ScalarType.I32));
                case I32, F32, I1 -> elements.convert(a, Consts.elem(from), Consts.elem(to));
                case PTR -> throw new IllegalArgumentException("cast of " + from + " to an address");
            };
        }

        // ---- control ----

        /** The values that stand for a list of scalars and tiles. */
        private List<Value> flat(List<Value> values) {
            List<Value> out = new ArrayList<>();
            for (Value v : values) {
                if (v.type() instanceof TileType) {
                    out.addAll(tile(v).carried(l));
                } else {
                    out.add(scalar(v));
                }
            }
            return out;
        }

        /** Says that a list of scalars and tiles is made of these values. */
        private void unflat(List<Value> names, List<Value> values) {
            int at = 0;
            for (Value n : names) {
                if (n.type() instanceof TileType t) {
                    int from = at;
                    at += Slots.carriedBy(t, at(t));
                    tiles.put(n, Slots.ofCarried(t, at(t), values.subList(from, at), l));
                } else {
                    scalars.put(n, values.get(at++));
                }
            }
        }

        /** Repeats scalars in all lanes where the other side of a loop or branch has words. */
        private List<Value> as(List<Value> values, List<Type> types) {
            List<Value> out = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                out.add(types.get(i) instanceof LaneType ? l.word(values.get(i)) : values.get(i));
            }
            return out;
        }

        private static List<Type> joined(List<Type> a, List<Type> b) {
            List<Type> out = new ArrayList<>();
            for (int i = 0; i < a.size(); i++) {
                out.add(a.get(i) instanceof LaneType ? a.get(i) : b.get(i));
            }
            return out;
        }

        private static List<Type> types(List<Value> values) {
            return values.stream().map(Value::type).toList();
        }

        /** A loop; it is written once to learn which carried slots differ between lanes, then again with these types. */
        private void loop(Stmt s, CommonOp.For f) {
            List<Value> inits = flat(f.inits());
            List<Type> carried = types(inits);
            Value lo = scalar(f.lo());
            Value hi = scalar(f.hi());
            Value step = scalar(f.step());
            List<Value> names = f.body().args().subList(1, f.body().args().size());
            while (true) {
                Region r = body(f, names, lo, carried);
                List<Type> now = joined(carried, types(r.yields()));
                if (now.equals(carried)) {
                    unflat(s.results(), code.all(new CommonOp.For(lo, hi, step, as(inits, carried), r)));
                    return;
                }
                carried = now;
            }
        }

        private Region body(CommonOp.For f, List<Value> names, Value lo, List<Type> carried) {
            List<Value> args = new ArrayList<>();
            args.add(code.define(lo.type()));
            args.addAll(define(carried));
            return code.region(args, () -> {
                scalars.put(f.body().args().getFirst(), args.getFirst());
                known.counter(f, args.getFirst());
                unflat(names, args.subList(1, args.size()));
                f.body().body().forEach(this::stmt);
                return as(flat(f.body().yields()), carried);
            });
        }

        /** Both regions are written again only where one yields a scalar and the other words. */
        private void branch(Stmt s, CommonOp.If f) {
            Region yes = written(f.then());
            Region no = written(f.otherwise());
            List<Type> both = joined(types(yes.yields()), types(no.yields()));
            Region then = types(yes.yields()).equals(both) ? yes : code.region(List.of(), () -> as(inside(f.then()), both));
            Region otherwise = types(no.yields()).equals(both) ? no : code.region(List.of(), () -> as(inside(f.otherwise()), both));
            unflat(s.results(), code.all(new CommonOp.If(scalar(f.cond()), then, otherwise)));
        }

        private Region written(Region r) {
            return code.region(List.of(), () -> inside(r));
        }

        private List<Value> inside(Region r) {
            r.body().forEach(this::stmt);
            return flat(r.yields());
        }

        /** Carried slots that any trip makes differ between lanes are words from the start. */
        private void loop(Stmt s, CommonOp.While w) {
            List<Value> inits = flat(w.inits());
            List<Type> carried = types(inits);
            while (true) {
                List<Type> types = carried;
                Region body = whileRegion(w.body(), types, types);
                List<Type> now = joined(types, types(body.yields()));
                if (now.equals(types)) {
                    Region test = whileRegion(w.test(), types, List.of(ScalarType.I1));
                    unflat(s.results(), code.all(new CommonOp.While(as(inits, types), test, body)));
                    return;
                }
                carried = now;
            }
        }

        private Region whileRegion(Region r, List<Type> types, List<Type> yields) {
            List<Value> args = define(types);
            return code.region(args, () -> {
                unflat(r.args(), args);
                return as(inside(r), yields);
            });
        }

        private List<Value> define(List<Type> types) {
            return types.stream().map(code::define).toList();
        }

        // ---- what memory accesses ask ----

        private Value scalar(Value v) {
            Value s = scalars.get(v);
            if (s == null) {
                throw new IllegalStateException("scalar " + v + " is not lowered yet");
            }
            return s;
        }

        @Override
        public Terms terms(Value v) {
            return known.terms(v);
        }

        @Override
        public OptionalLong most(Value laneScalar) {
            return known.most(laneScalar);
        }

        @Override
        public Value size(Expr e) {
            return switch (e) {
                case Expr.Const(long n) -> code.emit(Consts.i64(n));
                case Expr.Sym(String name) -> Objects.requireNonNull(sizes.get(name), name);
                case Expr.Bin(Expr.Kind kind, Expr a, Expr b) -> size(kind, size(a), size(b));
            };
        }

        /** Sizes are not negative, so that division toward zero is the floor. */
        private Value size(Expr.Kind kind, Value a, Value b) {
            return switch (kind) {
                case ADD -> l.add(a, b);
                case SUB -> l.sub(a, b);
                case MUL -> l.mul(a, b);
                case DIV -> l.binary(BinaryOp.DIV, a, b);
                case MOD -> l.binary(BinaryOp.REM, a, b);
                case CEILDIV -> l.binary(BinaryOp.DIV, l.add(a, l.sub(b, l.emit(Consts.i64(1)))), b);
                case MIN -> l.binary(BinaryOp.MIN, a, b);
                case MAX -> l.binary(BinaryOp.MAX, a, b);
            };
        }

        @Override
        public Value pointer(Value buffer) {
            return scalar(buffer);
        }

        @Override
        public Value choose(Value cond, Supplier<Value> then, Supplier<Value> otherwise) {
            Region yes = code.region(List.of(), () -> List.of(then.get()));
            Region no = code.region(List.of(), () -> List.of(otherwise.get()));
            return code.all(new CommonOp.If(cond, yes, no)).getFirst();
        }

        @Override
        public void when(Value cond, Runnable then) {
            Region yes = code.region(List.of(), () -> {
                then.run();
                return List.of();
            });
            code.all(new CommonOp.If(cond, yes, Region.of(List.of())));
        }

        @Override
        public void effect(Op op) {
            code.all(op);
        }
    }
}
