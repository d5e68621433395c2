package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Expr;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Loads and stores of tiles: runs of words a lane where the target has them, otherwise slot by slot in the form that fits. */
final class Memory {
    /** What the lowering knows of scalars. */
    interface Scope {
        /** A scalar of the tile kernel as i64 terms of lane scalars: value to coefficient, and a constant under null-free key. */
        Terms terms(Value tileScalar);

        /** The greatest value of a lane scalar that is never negative; nothing where it is not known. */
        OptionalLong most(Value laneScalar);

        /** The value of an expression over symbols, i64. */
        Value size(Expr e);

        /** The address that a tensor parameter is. */
        Value pointer(Value buffer);

        /** An if with one result. */
        Value choose(Value cond, Supplier<Value> then, Supplier<Value> otherwise);

        /** An if without. */
        void when(Value cond, Runnable then);

        void effect(intarsia.ir.Op op);
    }

    private final Lanes l;
    private final Scope scope;
    final Moves moves;
    private final AccessPlans plans;

    Memory(Lanes l, Scope scope, Moves moves, AccessPlans plans) {
        this.plans = plans;
        this.l = l;
        this.scope = scope;
        this.moves = moves;
    }

    /** A tile out of memory, in the carrier of its element type. */
    List<Value> load(TileAccess a, Placement at) {
        List<Access> slices = accesses(a, at);
        Optional<LaneWords> words = plans.words(a, slices.stream().map(Access::places).toList(), at);
        return words.isPresent() ? words.get().load(l, slices.getFirst()).stream().map(v -> truth(v, a.tile().elem())).toList() : planned(a, slices, at);
    }

    private List<Access> accesses(TileAccess a, Placement at) {
        return plans.where(a).stream().map(w -> new Access(l, scope, a, w, at)).toList();
    }

    /** Slice by slice. */
    private List<Value> planned(TileAccess a, List<Access> slices, Placement at) {
        List<Value> slots = slice(a, slices.getFirst(), at);
        for (Access s : slices.subList(1, slices.size())) {
            List<Value> bits = slice(a, s, at);
            slots.replaceAll(low -> l.or(low, l.shl(bits.removeFirst(), s.where.firstBit())));
        }
        int[] below = slices.getFirst().where.below();
        if (below.length > 0) {
            components(a, slices.getFirst(), at, slots);
        }
        boolean cut = slices.size() > 1 || below.length > 0;
        DType elem = cut ? a.tile().elem() : slices.getFirst().where.elem();
        slots.replaceAll(v -> truth(cut ? whole(v, elem) : v, elem));
        return slots;
    }

    /** Below the codes of vectors the number of the component that each element takes. */
    private void components(TileAccess a, Access access, Placement at, List<Value> slots) {
        Where where = access.where;
        int shift = a.tile().elem().bits() - ((BlockFormat) a.buffer().format()).field(a.field()).type().bits();
        for (int v = 0; v < slots.size(); v++) {
            int[] number = Arrays.stream(at.element()[v]).map(e -> where.below()[access.inPeriod(where, e)]).toArray();
            slots.set(v, l.or(l.shl(slots.get(v), shift), l.lanes(number)));
        }
    }

    /** The bits of a slice of the values, in place of whole values. */
    private List<Value> slice(TileAccess a, Access access, Placement at) {
        Where where = access.where;
        Value[] slots = new Value[at.slots()];
        for (SlicePlan.Piece piece : plans.plan(a, where, access.places(), at, false).pieces()) {
            switch (piece) {
                case SlicePlan.Run run -> {
                    Conversions.check32(where.elem());
                    List<Value> values = new RunAccess(l, scope, access, run).load();
                    IntStream.range(0, values.size()).forEach(i -> slots[run.slots().get(i)] = values.get(i));
                }
                case SlicePlan.Picked(int slot) -> slots[slot] = real(where, narrow(access, slot).picked(access.bits(slot)));
                case SlicePlan.Bytes(int slot) -> slots[slot] = real(where, narrow(access, slot).fields(access.bits(slot)));
                case SlicePlan.Copy(int slot, int of) -> slots[slot] = slots[of];
                case SlicePlan.Fields _ -> throw new IllegalStateException("a load of " + a.tile() + " is planned as a store");
            }
        }
        return new ArrayList<>(Arrays.asList(slots));
    }

    private NarrowLoad narrow(Access a, int slot) {
        Conversions.check32(a.where.elem());
        return new NarrowLoad(l, scope, a, a.reach(slot), a.mask(slot));
    }

    private Value real(Where where, Value code) {
        return where.elem().equals(DType.F32) ? l.asFloat(code) : code;
    }

    /** A code put together, in the carrier of its type. */
    private Value whole(Value code, DType elem) {
        Conversions.check32(elem);
        if (elem.equals(DType.F32)) {
            return l.asFloat(code);
        }
        int up = 32 - elem.bits();
        return elem instanceof IntType t && t.signed() ? l.shrS(l.shl(code, up), up) : code;
    }

    private Value truth(Value v, DType elem) {
        return elem.equals(DType.U1) ? l.truth(v) : v;
    }

    static long[] bytes(long[] bits) {
        return Arrays.stream(bits).map(b -> Math.floorDiv(b, 8L)).toArray();
    }

    static Value guarded(Scope scope, Optional<Value> mask, Supplier<Value> load, Supplier<Value> zero) {
        return mask.isEmpty() ? load.get() : scope.choose(mask.get(), load, zero);
    }

    /** A tile into memory; of copies one lane writes. */
    void store(TileAccess a, Slots tile) {
        List<Access> slices = accesses(a, tile.at());
        Access access = slices.getFirst();
        for (SlicePlan.Piece piece : plans.plan(a, access.where, access.places(), tile.at(), true).pieces()) {
            switch (piece) {
                case SlicePlan.Run run -> new RunAccess(l, scope, access, run).store(run.slots().stream().map(v -> l.number(tile.get(v))).toList());
                case SlicePlan.Fields _ -> new FieldStore(l, this, slices, tile).store();
                case SlicePlan.Picked _, SlicePlan.Bytes _, SlicePlan.Copy _ -> throw new IllegalStateException("a store of " + a.tile() + " is planned as a load");
            }
        }
    }

    static boolean linearWhere(long[] x, boolean[] on, long step) {
        for (int i = 0; i < x.length; i++) {
            if (on[i] && x[i] != x[0] + i * step) {
                return false;
            }
        }
        return on[0];
    }

    /** What lanes wrote is there for all. */
    void barrier() {
        scope.effect(new CommonOp.Barrier());
    }

    /** Stores the low bits of a word, or of a scalar. */
    void st(Address at, int bits, Value v) {
        scope.effect(new LaneOp.St(at, bits, List.of(v)));
    }
}
