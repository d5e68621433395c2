package intarsia.codegen.ptx.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The {@code cp.async}s of a warp that are under way. Groups are per lane; a copy lands at the wait, never before. */
final class AsyncCopies {
    private static final class Copy {
        final long to;
        final byte[] bytes;

        Copy(long to, byte[] bytes) {
            this.to = to;
            this.bytes = bytes;
        }
    }

    /** The copies of one lane: those not yet committed, and the committed groups, oldest first. */
    private static final class Queue {
        List<Copy> open = new ArrayList<>();
        final Deque<List<Copy>> groups = new ArrayDeque<>();
    }

    private final Queue[] queues = new Queue[Warp.LANES];

    AsyncCopies() {
        clear();
    }

    void clear() {
        for (int l = 0; l < queues.length; l++) queues[l] = new Queue();
    }

    void issue(int lane, long to, byte[] bytes) {
        queues[lane].open.add(new Copy(to, bytes));
    }

    void commit(int lane) {
        Queue q = queues[lane];
        q.groups.add(q.open);
        q.open = new ArrayList<>();
    }

    /** Lands all groups of the lane but the latest {@code pending}. */
    void await(Warp w, int lane, long pending) {
        Deque<List<Copy>> groups = queues[lane].groups;
        while (groups.size() > pending) {
            for (Copy c : groups.remove()) w.block.shared.land(w, lane, c.to, c.bytes);
        }
    }
}
