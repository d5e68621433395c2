package intarsia.passes;

import intarsia.ir.AtomicOp;
import intarsia.ir.BinaryOp;
import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.Expr;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Accesses at index tiles: every lane at an address of its own, an i32 of bytes (bits of codes that are no whole bytes) from where the
 * scalar indices lead. What the tiles reach is below 2^31 of them: proved, or asserted at run time.
 */
final class IndexedAccess {
    private static final long REACH = Integer.MAX_VALUE;

    private final Lanes l;
    private final Memory.Scope scope;
    private final BufferType buffer;
    private final DType elem;
    private final Value pointer;
    /** A tile's slots or a scalar, one for each dimension. */
    private final List<Optional<Slots>> index;
    private final List<Slots> mask;
    private final Placement at;
    /** Whether addresses count bytes, not bits. */
    private final boolean bytes;
    private final Value base;
    private final Optional<Value> inside;
    private final Set<Integer> written = new HashSet<>();

    /**
     * @param index  of the dimensions that a tile indexes, its slots
     * @param scalar of the others the i64 that stands for all elements, at the tile level
     */
    IndexedAccess(Lanes l, Memory.Scope scope, Op op, Value buffer, List<Optional<Slots>> index, List<Value> scalar, List<Slots> mask, Placement at) {
        this.l = l;
        this.scope = scope;
        this.buffer = (BufferType) buffer.type();
        this.elem = (DType) this.buffer.format();
        this.pointer = scope.pointer(buffer);
        this.index = index;
        this.mask = mask;
        this.at = at;
        this.bytes = elem.bits() % 8 == 0;
        Conversions.check32(elem);
        wantReach(op);
        Value from = scope.size(scaled(this.buffer.offset()));
        Value all = null;
        for (int d = 0; d < index.size(); d++) {
            if (index.get(d).isEmpty()) {
                Value i = scope.terms(scalar.get(d)).index(l, 1, () -> "");
                from = l.add(from, l.mul(i, scope.size(stride(d))));
                Value fits = l.binary(BinaryOp.AND, l.compare(CompareOp.GE, i, l.emit(Consts.i64(0))), l.compare(CompareOp.LT, i, scope.size(extent(d))));
                all = all == null ? fits : l.binary(BinaryOp.AND, all, fits);
            }
        }
        this.base = from;
        this.inside = Optional.ofNullable(all);
    }

    /** In the units of addresses. */
    private Expr scaled(Expr elements) {
        return elements.times(bytes ? buffer.unitBits() / 8 : buffer.unitBits());
    }

    private Expr stride(int d) {
        return scaled(buffer.strides().get(d));
    }

    private Expr extent(int d) {
        return buffer.shape().get(d);
    }

    /** The furthest that index tiles lead. */
    private void wantReach(Op op) {
        Expr reach = Expr.of(elem.bits());
        for (int d = 0; d < index.size(); d++) {
            reach = index.get(d).isEmpty() ? reach : reach.plus(extent(d).minus(Expr.of(1)).times(stride(d)));
        }
        String what = Ops.mnemonic(op) + " in " + buffer + ": index tiles reach " + (bytes ? "2 GiB" : "256 MiB") + " or more; wanted less, or scalar indices";
        if (reach instanceof Expr.Const(long n)) {
            if (n > REACH) {
                throw new IllegalArgumentException(what);
            }
        } else {
            scope.effect(new CommonOp.Assert(l.compare(CompareOp.LE, scope.size(reach), l.emit(Consts.i64(REACH))), what));
        }
    }

    /** What an i64 expression is as an i32, cut off at the largest. */
    private Value word(Expr e) {
        if (e instanceof Expr.Const(long n)) {
            return l.i32(Math.clamp(n, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        return l.cvt(CvtOp.S32_S64, l.binary(BinaryOp.MIN, scope.size(e), l.emit(Consts.i64(REACH))));
    }

    /** How far each lane of a slot is from the base. */
    private Value offset(int slot) {
        Value sum = l.i32(0);
        for (int d = 0; d < index.size(); d++) {
            if (index.get(d).isPresent()) {
                Value term = l.mul(index.get(d).get().get(slot), word(stride(d)));
                sum = d == 0 ? term : l.add(sum, term);
            }
        }
        return sum;
    }

    /** The lanes of a slot that are on. */
    private Optional<Value> on(int slot) {
        Value all = inside.orElse(null);
        for (int d = 0; d < index.size(); d++) {
            if (index.get(d).isPresent()) {
                Value fits = l.compare(CompareOp.LT_U, index.get(d).get().get(slot), word(extent(d)));
                all = all == null ? fits : l.both(all, fits);
            }
        }
        for (Slots m : mask) {
            all = all == null ? m.get(slot) : l.both(all, m.get(slot));
        }
        return Optional.ofNullable(all).map(l::word);
    }

    /** The same, of copies of an element the first. */
    private Optional<Value> owning(int slot) {
        boolean[] own = new boolean[l.count()];
        boolean all = true;
        for (int lane = 0; lane < own.length; lane++) {
            own[lane] = written.add(at.element()[slot][lane]);
            all &= own[lane];
        }
        Optional<Value> on = on(slot);
        return all ? on : Optional.of(on.isPresent() ? l.both(on.get(), l.mask(own)) : l.mask(own));
    }

    private Address address(Value from, Value lanes, Optional<Value> on) {
        return new Address(Form.GATHER, buffer.space(), pointer, from, 0, 0, Optional.of(l.word(lanes)), on);
    }

    /** The elements of every slot in their carriers. */
    List<Value> load() {
        List<Value> out = new ArrayList<>();
        for (int v = 0; v < at.slots(); v++) {
            Value code = bytes ? whole(v) : part(v);
            out.add(elem.equals(DType.U1) ? l.compare(CompareOp.NE, code, l.i32(0)) : code);
        }
        return out;
    }

    private Value whole(int slot) {
        boolean signed = elem instanceof IntType t && t.signed() && t.bits() < 32;
        LaneType type = elem.equals(DType.F32) ? LaneType.F32 : LaneType.I32;
        return l.emit(new LaneOp.Ld(address(base, offset(slot), on(slot)), elem.bits(), signed, 1, type));
    }

    /** A code of 1, 2 or 4 bits lies in one byte. */
    private Value part(int slot) {
        int bits = elem.bits();
        Value first = l.cvt(CvtOp.S32_S64, l.and(base, l.emit(Consts.i64(7))));
        Value bit = l.word(l.add(offset(slot), first));
        Value start = l.binary(BinaryOp.SHR_S, base, l.i32(3));
        Value word = l.emit(new LaneOp.Ld(address(start, l.shrS(bit, 3), on(slot)), 8, false, 1, LaneType.I32));
        Value code = l.and(l.binary(BinaryOp.SHR_U, word, l.and(bit, l.i32(7))), l.i32((1L << bits) - 1));
        return elem instanceof IntType t && t.signed() ? l.shrS(l.shl(code, 32 - bits), 32 - bits) : code;
    }

    /** Writes a tile. */
    void store(Slots tile) {
        for (int v = 0; v < tile.count(); v++) {
            Value word = l.word(l.number(tile.get(v)));
            scope.effect(new LaneOp.St(address(base, offset(v), owning(v)), elem.bits(), List.of(word)));
        }
    }

    /** Combines memory with a tile. */
    void combine(AtomicOp op, Slots tile) {
        for (int v = 0; v < tile.count(); v++) {
            Value word = l.word(tile.get(v));
            Optional<Value> on = owning(v);
            if (elem.equals(DType.F32) && op != AtomicOp.ADD) {
                extreme(op == AtomicOp.MIN, word, offset(v), on);
            } else {
                red(elem instanceof IntType t && !t.signed() ? unsigned(op) : op, offset(v), on, word);
            }
        }
    }

    private static AtomicOp unsigned(AtomicOp op) {
        return switch (op) {
            case MIN -> AtomicOp.MIN_U;
            case MAX -> AtomicOp.MAX_U;
            case ADD, MIN_U, MAX_U, AND, OR, XOR -> op;
        };
    }

    private void red(AtomicOp op, Value lanes, Optional<Value> on, Value word) {
        scope.effect(new LaneOp.Red(address(base, lanes, on), op, word));
    }

    /**
     * Floats by sign and magnitude, as integers: a value without a sign is ordered among all as a signed integer is, and one with a sign the
     * other way round as an unsigned one is. A NaN becomes the one beyond all others.
     */
    private void extreme(boolean min, Value value, Value lanes, Optional<Value> on) {
        Value nan = l.compare(CompareOp.NE, value, value);
        Value bits = l.select(nan, l.i32(min ? -1 : Integer.MAX_VALUE), l.asInt(value));
        Value negative = l.compare(CompareOp.LT, bits, l.i32(0));
        Value positive = l.emit(new CommonOp.Unary(UnaryOp.NOT, negative));
        red(min ? AtomicOp.MIN : AtomicOp.MAX, lanes, Optional.of(on.map(m -> l.both(m, positive)).orElse(positive)), bits);
        red(min ? AtomicOp.MAX_U : AtomicOp.MIN_U, lanes, Optional.of(on.map(m -> l.both(m, negative)).orElse(negative)), bits);
    }
}
