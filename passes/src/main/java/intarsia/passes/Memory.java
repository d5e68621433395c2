package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.CvtOp;
import intarsia.ir.Expr;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.layout.LaneRuns;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Loads and stores of tiles: runs of words a lane where the target has them, otherwise slot by slot in the form that fits. */
final class Memory {
    /** What the lowering knows of scalars. */
    interface Scope {
        /** A scalar of the tile kernel as i64 terms of lane scalars: value to coefficient, and a constant under null-free key. */
        Terms terms(Value tileScalar);

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

    Memory(Lanes l, Scope scope, Moves moves) {
        this.l = l;
        this.scope = scope;
        this.moves = moves;
    }

    /** A tile out of memory, in the carrier of its element type. */
    List<Value> load(TileAccess a, Placement at) {
        List<Where> slices = Where.of(a.buffer(), a.field());
        List<Value> slots = slice(a, slices.getFirst(), at);
        for (Where w : slices.subList(1, slices.size())) {
            List<Value> bits = slice(a, w, at);
            slots.replaceAll(low -> l.or(low, l.shl(bits.removeFirst(), w.firstBit())));
        }
        int[] below = slices.getFirst().below();
        if (below.length > 0) {
            components(a, slices.getFirst(), at, slots);
        }
        boolean cut = slices.size() > 1 || below.length > 0;
        DType elem = cut ? a.tile().elem() : slices.getFirst().elem();
        slots.replaceAll(v -> truth(cut ? whole(v, elem) : v, elem));
        return slots;
    }

    /** Below the codes of vectors the number of the component that each element takes. */
    private void components(TileAccess a, Where where, Placement at, List<Value> slots) {
        Access access = new Access(l, scope, a, where, at);
        int shift = a.tile().elem().bits() - ((BlockFormat) a.buffer().format()).field(a.field()).type().bits();
        for (int v = 0; v < slots.size(); v++) {
            int[] number = Arrays.stream(at.element()[v]).map(e -> where.below()[access.inPeriod(where, e)]).toArray();
            slots.set(v, l.or(l.shl(slots.get(v), shift), l.lanes(number)));
        }
    }

    /** The bits of a slice of the values, in place of whole values. */
    private List<Value> slice(TileAccess a, Where where, Placement at) {
        Access access = new Access(l, scope, a, where, at);
        WideAccess wide = new WideAccess(l, access);
        List<Value> slots = new ArrayList<>();
        while (slots.size() < at.slots()) {
            LaneRuns run = wide.run(slots.size());
            if (run.words() > 0) {
                slots.addAll(wide.load(slots.size(), run));
            } else {
                slots.add(loadSlot(access, slots.size()));
            }
        }
        return slots;
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
        return elem.equals(DType.U1) ? l.compare(CompareOp.NE, v, l.i32(0)) : v;
    }

    private Value loadSlot(Access a, int slot) {
        long[] bits = a.bits(slot);
        Access.Reach reach = a.reach(slot);
        Optional<Value> mask = a.mask(slot);
        int width = a.where.elem().bits();
        if (width % 8 != 0 || width == 24) {
            return new NarrowLoad(l, scope, a, reach, mask).of(bits);
        }
        if (!a.unaligned() && !a.where.aligned(a.buffer)) {
            Conversions.check32(a.where.elem());
            Value code = new NarrowLoad(l, scope, a, reach, mask).of(bits);
            return a.where.elem().equals(DType.F32) ? l.asFloat(code) : code;
        }
        return new WholeLoad(l, scope, a, reach, mask).of(bytes(bits));
    }

    static long[] bytes(long[] bits) {
        return Arrays.stream(bits).map(b -> Math.floorDiv(b, 8L)).toArray();
    }

    static int[] offsets(long[] bytes) {
        return Arrays.stream(bytes).mapToInt(b -> Math.toIntExact(b - bytes[0])).toArray();
    }

    static boolean linear(long[] x, long step) {
        for (int i = 0; i < x.length; i++) {
            if (x[i] != x[0] + i * step) {
                return false;
            }
        }
        return true;
    }

    static Value guarded(Scope scope, Optional<Value> mask, Supplier<Value> load, Supplier<Value> zero) {
        return mask.isEmpty() ? load.get() : scope.choose(mask.get(), load, zero);
    }

    /** A tile into memory; of copies one lane writes. */
    void store(TileAccess a, Slots tile) {
        List<Where> slices = Where.of(a.buffer(), a.field());
        Access access = new Access(l, scope, a, slices.getFirst(), tile.at());
        int bits = a.tile().elem().bits();
        boolean anywhere = access.unaligned() || access.where.aligned(a.buffer());
        if (slices.size() > 1 || access.where.below().length > 0 || bits % 8 != 0 || bits == 24 || bits > 32 || !anywhere) {
            new FieldStore(l, this, slices.stream().map(w -> new Access(l, scope, a, w, tile.at())).toList(), tile).store();
            return;
        }
        WideAccess wide = new WideAccess(l, access);
        Set<Integer> written = new HashSet<>();
        for (int v = 0, n; v < tile.count(); v += n) {
            LaneRuns run = wide.run(v);
            n = run.slots();
            if (run.words() > 0 && claimed(Arrays.stream(tile.at().element(), v, v + n), written)) {
                wide.store(v, run, tile.values().subList(v, v + n).stream().map(this::carried).toList(), scope);
            } else {
                n = 1;
                storeSlot(access, v, tile.get(v), written);
            }
        }
    }

    /** Whether none of the elements is written yet; then they are. */
    private static boolean claimed(Stream<int[]> slots, Set<Integer> written) {
        List<Integer> all = slots.flatMapToInt(Arrays::stream).boxed().toList();
        boolean free = new HashSet<>(all).size() == all.size() && all.stream().noneMatch(written::contains);
        if (free) {
            written.addAll(all);
        }
        return free;
    }

    private void storeSlot(Access a, int slot, Value value, Set<Integer> written) {
        boolean[] own = new boolean[l.count()];
        int owners = 0;
        for (int lane = 0; lane < own.length; lane++) {
            own[lane] = written.add(a.at.element()[slot][lane]);
            owners += own[lane] ? 1 : 0;
        }
        if (owners == 0) {
            return;
        }
        long[] bytes = bytes(a.bits(slot));
        Access.Reach reach = a.reach(slot);
        Optional<Value> mask = a.mask(slot);
        if (a.at.uniform(slot)) {
            Value v = l.extract(carried(value), 0);
            Runnable st = () -> st(a, Form.UNIFORM, reach.index(), bytes[0], Optional.empty(), Optional.empty(), v);
            if (mask.isPresent()) {
                scope.when(l.extract(mask.get(), 0), st);
            } else {
                st.run();
            }
            return;
        }
        Optional<Value> on = owners == own.length ? mask.map(l::word) : Optional.of(mask.isPresent() ? l.both(mask.get(), l.mask(own)) : l.mask(own));
        Value word = l.word(carried(value));
        if (reach.lanes().isEmpty() && linearWhere(bytes, own, a.where.elem().bits() / 8)) {
            st(a, Form.UNIT, reach.index(), bytes[0], Optional.empty(), on, word);
        } else {
            Value offset = l.word(l.lanes(offsets(bytes)));
            st(a, Form.GATHER, reach.index(), bytes[0], Optional.of(reach.lanes().isPresent() ? l.add(reach.lanes().get(), offset) : offset), on, word);
        }
    }

    /** A truth value is stored as 0 or 1. */
    Value carried(Value v) {
        return v.type() == LaneType.MASK || v.type() == ScalarType.I1 ? l.cvt(CvtOp.S32_I1, v) : v;
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

    private void st(Access a, Form form, Value index, long disp, Optional<Value> lanes, Optional<Value> mask, Value v) {
        st(a.address(form, index, disp, lanes, mask), a.where.elem().bits(), v);
    }
}
