package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.Expr;
import intarsia.ir.Source;
import intarsia.ir.Space;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Shared tiles through which the warps of a block hand each other their parts. A barrier stands before such a tile is written again, and one before it is read. */
final class WarpExchange {
    private final Code code;
    private final Value warp;
    private final int warps;
    private final Map<BufferType, Value> tiles = new LinkedHashMap<>();

    WarpExchange(Code code, Value warp, int warps) {
        this.code = code;
        this.warp = warp;
        this.warps = warps;
    }

    /** Where this warp's part begins, of parts of so many. */
    Value start(int part) {
        return code.emit(new CommonOp.Binary(BinaryOp.MUL, warp, code.emit(Consts.i64(part))));
    }

    /** The statements, with those that make the tiles before them. */
    List<Stmt> withTiles(List<Stmt> body) {
        List<Stmt> all = new ArrayList<>();
        tiles.forEach((type, v) -> all.add(new Stmt(List.of(v), new TileOp.Shared(type), Source.NONE)));
        all.addAll(body);
        return all;
    }

    /** A tile that is cut along one dimension, cut along another, or whole where one is {@link WarpStates#WHOLE}. */
    Value through(Value part, TileType whole, int from, int to) {
        Value carried = carrier(part);
        DType elem = ((TileType) carried.type()).elem();
        TileType all = whole.withElem(elem);
        Value tile = tile(all);
        code.all(new CommonOp.Barrier());
        store(tile, carried, all, from);
        code.all(new CommonOp.Barrier());
        TileType type = WarpStates.piece(all, to, warps);
        return back(code.emit(new TileOp.Load(tile, TileOp.VALUE, dims(all), offsets(all, to), List.of(), List.of(), type)), whole.elem());
    }

    /** Whole tiles that all warps have are the same: the first writes its own. */
    private void store(Value tile, Value part, TileType all, int from) {
        boolean one = from == WarpStates.WHOLE;
        Value limit = code.emit(Consts.i64(one ? all.shape().getFirst() : 0));
        List<Value> limits = one ? List.of(code.emit(new CommonOp.Select(code.emit(new CommonOp.Compare(CompareOp.EQ, warp, code.emit(Consts.i64(0)))), limit,
                code.emit(Consts.i64(0))))) : List.of();
        code.all(new TileOp.Store(tile, TileOp.VALUE, dims(all), offsets(all, from), one ? List.of(0) : List.of(), limits, part));
    }

    /** The parts of all warps, along a dimension before the others. */
    Value collected(Value part) {
        TileType own = (TileType) part.type();
        Value carried = carrier(part);
        List<Integer> shape = new ArrayList<>(own.shape());
        shape.addFirst(warps);
        TileType all = ((TileType) carried.type()).withShape(shape);
        Value tile = tile(all);
        List<Integer> inner = IntStream.rangeClosed(1, own.rank()).boxed().toList();
        List<Value> at = zeros(all.rank());
        at.set(0, warp);
        code.all(new CommonOp.Barrier());
        code.all(new TileOp.Store(tile, TileOp.VALUE, inner, at, List.of(), List.of(), carried));
        code.all(new CommonOp.Barrier());
        return back(code.emit(new TileOp.Load(tile, TileOp.VALUE, dims(all), zeros(all.rank()), List.of(), List.of(), all)), own.elem());
    }

    private Value tile(TileType t) {
        BufferType type = BufferType.of(t.elem(), t.shape().stream().map(n -> Expr.of(n)).toList()).in(Space.SHARED);
        return tiles.computeIfAbsent(type, code::define);
    }

    private static List<Integer> dims(TileType t) {
        return IntStream.range(0, t.rank()).boxed().toList();
    }

    private List<Value> zeros(int rank) {
        return new ArrayList<>(Collections.nCopies(rank, code.emit(Consts.i64(0))));
    }

    private List<Value> offsets(TileType all, int dim) {
        List<Value> at = zeros(all.rank());
        if (dim != WarpStates.WHOLE) {
            at.set(dim, start(all.shape().get(dim) / warps));
        }
        return at;
    }

    /** Codes of parts of bytes go as words, so that warps write no byte together. */
    private Value carrier(Value v) {
        TileType t = (TileType) v.type();
        if (t.elem().bits() % 8 == 0) {
            return v;
        }
        Value codes = t.elem() instanceof IntType ? v : code.emit(new CommonOp.Bits(v, t.withElem(codes(t.elem()))));
        return code.emit(new CommonOp.Cast(codes, t.withElem(DType.I32)));
    }

    private Value back(Value v, DType elem) {
        TileType t = (TileType) v.type();
        if (t.elem().equals(elem)) {
            return v;
        }
        if (elem.equals(DType.U1)) {
            return code.emit(new CommonOp.Compare(CompareOp.NE, v, code.emit(new CommonOp.Const(t, 0))));
        }
        Value codes = code.emit(new CommonOp.Cast(v, t.withElem(elem instanceof IntType ? elem : codes(elem))));
        return elem instanceof IntType ? codes : code.emit(new CommonOp.Bits(codes, t.withElem(elem)));
    }

    private static DType codes(DType elem) {
        return new IntType(elem.bits(), false);
    }
}
