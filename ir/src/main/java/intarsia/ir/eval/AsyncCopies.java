package intarsia.ir.eval;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The copies of one warp that are under way: those not yet committed, and the groups, oldest first. Data land at the wait and
 * never before; until then the source may not change, for a machine may read it at any moment.
 */
final class AsyncCopies {
    /** Bytes of one lane; {@code from} is 0 where zeros are written. */
    record Copy(long to, long from, int bytes, long[] words) {
        /** Bits that are moved at once. */
        int bits() {
            return Math.min(64, 8 * bytes);
        }

        static int parts(int bytes) {
            return Math.ceilDiv(bytes, 8);
        }
    }

    private final AddressSpace memory;
    private final int warp;
    private List<Copy> open = new ArrayList<>();
    private final Deque<List<Copy>> groups = new ArrayDeque<>();

    AsyncCopies(AddressSpace memory, int warp) {
        this.memory = memory;
        this.warp = warp;
    }

    /** Begins a copy of one lane; {@code reads}: otherwise zeros are written. */
    void issue(long to, long from, int bytes, boolean reads) {
        aligned("destination", to, bytes);
        Copy c = new Copy(to, from, bytes, new long[Copy.parts(bytes)]);
        if (reads) {
            aligned("source", from, bytes);
            for (int i = 0; i < c.words.length; i++) {
                c.words[i] = memory.load(from + 8L * i, c.bits(), warp);
            }
        }
        memory.issue(to, bytes, warp);
        open.add(reads ? c : new Copy(to, 0, bytes, c.words));
    }

    private static void aligned(String what, long address, int bytes) {
        if (address % bytes != 0) {
            throw new IllegalStateException(what + " of a copy at " + address % 64 + " bytes after a multiple of 64; wanted a multiple of " + bytes);
        }
    }

    void commit() {
        groups.add(open);
        open = new ArrayList<>();
    }

    /** Lands all groups but the latest {@code pending}. */
    void await(int pending) {
        while (groups.size() > pending) {
            groups.remove().forEach(this::land);
        }
    }

    private void land(Copy c) {
        for (int i = 0; i < c.words.length; i++) {
            if (c.from != 0 && memory.load(c.from + 8L * i, c.bits(), warp) != c.words[i]) {
                throw new IllegalStateException("the source of a copy changed before the copy was waited for");
            }
            memory.land(c.to + 8L * i, c.bits(), c.words[i], warp);
        }
    }

    /** At the end of a block nothing may be under way. */
    void wantNone() {
        long under = open.size() + groups.stream().mapToLong(List::size).sum();
        if (under > 0) {
            throw new IllegalStateException("a block ends with copies under way, of " + under + " lanes; wanted commit and wait 0");
        }
        groups.clear();
    }
}
