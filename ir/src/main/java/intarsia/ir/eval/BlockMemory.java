package intarsia.ir.eval;

import intarsia.ir.TileOp;
import intarsia.ir.type.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the warps of a block of a tile kernel share: tiles, barriers, and the copies that are under way, which land at a wait and never before. */
final class BlockMemory {
    /** An element on its way; {@code from} is −1 where it becomes 0. */
    private record Copy(TileOp.CopyBegin op, SharedView to, long element, GlobalView source, long from, long code, double err) {
        void land() {
            if (from >= 0 && source.bits(source.type.elem(), from) != code) {
                throw new IllegalStateException("the source of a copy changed before the copy was waited for");
            }
            to.land(element, code, err);
        }
    }

    private List<Copy> open = new ArrayList<>();
    private final Deque<List<Copy>> groups = new ArrayDeque<>();
    /** Counts statements that touch memory, and barriers. */
    private long now;
    private long epoch;
    private int tiles;

    /** The block begins: nothing is shared. */
    void start() {
        tiles = 0;
        open.clear();
        groups.clear();
    }

    /** A tile that holds nothing yet. */
    SharedView allocate(TileOp.Shared op) {
        return new SharedView(op.type(), "shared tile " + ++tiles, this);
    }

    void barrier() {
        epoch = ++now;
    }

    /** A statement begins. */
    void step() {
        now++;
    }

    long now() {
        return now;
    }

    /** Whether something was done since the last barrier. */
    boolean isRecent(long when) {
        return when > epoch;
    }

    void begin(TileOp.CopyBegin op, Frame f) {
        SharedView to = (SharedView) f.get(op.to());
        GlobalView from = (GlobalView) f.get(op.from());
        TouchedElements target = new TouchedElements(to, TileOp.VALUE, op.tile(), op.toDims(), op.toOffsets(), List.of(), List.of(), f);
        TouchedElements source = new TouchedElements(from, TileOp.VALUE, op.tile(), op.dims(), op.offsets(), op.guard(), op.limits(), f);
        DType elem = from.type.elem();
        for (int i = 0; i < op.tile().size(); i++) {
            long at = source.element(i);
            long code = at < 0 ? 0 : from.read(TileOp.VALUE, at);
            long element = target.element(i);
            to.begin(element);
            open.add(new Copy(op, to, element, from, at, code & DType.mask(elem.bits()), at < 0 ? 0 : from.err(TileOp.VALUE, at)));
        }
    }

    void commit() {
        groups.add(open);
        open = new ArrayList<>();
    }

    /** Lands all groups but the latest {@code pending}. */
    void await(int pending) {
        while (groups.size() > pending) {
            groups.remove().forEach(Copy::land);
        }
    }

    /** A copy that has not landed: the first in a group, or one in none. */
    Optional<TileOp.CopyBegin> underWay() {
        return Stream.concat(groups.stream().flatMap(List::stream), open.stream()).map(Copy::op).findFirst();
    }
}
