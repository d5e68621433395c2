package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.TargetOp;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import intarsia.passes.layout.Placement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Copies into shared tiles: asynchronous, 16, 8 or 4 bytes a lane, where the target has such copies and both sides let so many bytes lie together at a multiple of
 * themselves; otherwise a load and a store.
 */
final class SharedCopy {
    private static final List<Integer> CHUNKS = List.of(16, 8, 4);

    private final Lanes l;
    private final Memory.Scope scope;
    private final Memory memory;

    SharedCopy(Lanes l, Memory.Scope scope, Memory memory) {
        this.l = l;
        this.scope = scope;
        this.memory = memory;
    }

    void begin(TileOp.CopyBegin c) {
        if (CHUNKS.stream().noneMatch(bytes -> asynchronous(c, bytes))) {
            TileType tile = c.tile().withLayout(Layout.rowMajor(l.count(), c.tile().dims()));
            Placement at = Placement.of(tile, l.count());
            memory.store(TileAccess.target(c), new Slots(tile, at, memory.load(java.util.Objects.requireNonNull(TileAccess.of(c)), at)));
        }
    }

    /** Copies in chunks of so many bytes, if that is possible. */
    private boolean asynchronous(TileOp.CopyBegin c, int bytes) {
        int bits = c.tile().elem().bits();
        int each = 8 * bytes / bits;
        if (!l.target().has(Target.Feature.ASYNC_COPY) || 8 * bytes % bits != 0 || each > 1 && !together(c, each)) {
            return false;
        }
        Placement heads = heads(c.tile().size() / each, each);
        TileAccess from = java.util.Objects.requireNonNull(TileAccess.of(c));
        Access source = access(from, heads);
        Access target = access(TileAccess.target(c), heads);
        if (!aligned(source, 8L * bytes) || !aligned(target, 8L * bytes)) {
            return false;
        }
        int chunks = c.tile().size() / each;
        for (int slot = 0; slot < heads.slots(); slot++) {
            LaneOp.Address to = address(target, slot, bytes, first(chunks - slot * l.count()));
            LaneOp.Address at = address(source, slot, bytes, source.mask(slot).map(l::word));
            scope.effect(new TargetOp.CopyAsync(to, at, bytes));
        }
        return true;
    }

    private Access access(TileAccess a, Placement at) {
        return new Access(l, scope, a, Where.of(a.buffer(), a.field()).getFirst(), at);
    }

    /** Whether so many elements along the last dimension lie end to end on both sides, and no guard parts them. */
    private boolean together(TileOp.CopyBegin c, int each) {
        int last = c.shape().size() - 1;
        return last >= 0 && c.shape().get(last) % each == 0 && dense(c.from(), c.dims().get(last)) && dense(c.to(), c.toDims().get(last))
                && IntStream.range(0, c.guard().size()).allMatch(g -> c.guard().get(g) != last
                || scope.terms(c.limits().get(g)).plus(scope.terms(c.offsets().get(c.dims().get(last))).times(-1)).divisibleBy(each));
    }

    private static boolean dense(Value buffer, int dim) {
        BufferType t = (BufferType) buffer.type();
        return t.strides().get(dim).isConst() && t.strides().get(dim).constant() == BufferType.step(t.format());
    }

    /** The first element of each chunk, lane by lane; lanes beyond the last have the last. */
    private Placement heads(int chunks, int each) {
        int[][] element = new int[Math.ceilDiv(chunks, l.count())][l.count()];
        for (int i = 0; i < element.length * l.count(); i++) {
            element[i / l.count()][i % l.count()] = Math.min(i, chunks - 1) * each;
        }
        return new Placement(l.count(), element);
    }

    private static boolean aligned(Access a, long bits) {
        return a.alignment() % bits == 0 && IntStream.range(0, a.at.slots()).allMatch(s -> Arrays.stream(a.bits(s)).allMatch(b -> Math.floorMod(b, bits) == 0));
    }

    /** The first lanes, where not all are. */
    private Optional<Value> first(int count) {
        if (count >= l.count()) {
            return Optional.empty();
        }
        boolean[] on = new boolean[l.count()];
        Arrays.fill(on, 0, count, true);
        return Optional.of(l.mask(on));
    }

    private LaneOp.Address address(Access a, int slot, int bytes, Optional<Value> mask) {
        long[] at = Memory.bytes(a.bits(slot));
        Access.Reach reach = a.reach(slot);
        if (reach.lanes().isEmpty() && linear(at, bytes)) {
            return a.address(Form.UNIT, reach.index(), at[0], Optional.empty(), mask);
        }
        return a.address(Form.GATHER, reach.index(), at[0], Optional.of(reach.further(l, Arrays.stream(at).map(b -> b - at[0]).toArray())), mask);
    }

    private static boolean linear(long[] x, long step) {
        return IntStream.range(0, x.length).allMatch(i -> x[i] == x[0] + i * step);
    }
}
