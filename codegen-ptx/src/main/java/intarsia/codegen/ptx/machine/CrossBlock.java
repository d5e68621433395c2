package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.DeviceMemory.Allocation;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which blocks of a launch touched which bytes of global memory. Nothing orders two blocks but atomics (see
 * {@link BlockOrder}), so a byte that one block writes and another touches is else a race, in whatever order they ran here.
 */
final class CrossBlock {
    static final int PAGE = 4096;
    private static final int SEVERAL = -1;

    /** 0 nobody, a block's number + 1, or {@link #SEVERAL}. */
    private static final class Page {
        final int[] writer = new int[PAGE], reader = new int[PAGE], atomic = new int[PAGE];
    }

    private final List<AtomicReferenceArray<Page>> pages;

    CrossBlock(List<Allocation> allocations) {
        pages = allocations.stream().map(a -> new AtomicReferenceArray<Page>((int) ((a.segment().byteSize() + PAGE - 1) / PAGE))).toList();
    }

    /** Notes an access; in words what it races with, or empty. */
    String touch(int allocation, long offset, int block, BlockOrder order, Access access, boolean same) {
        Page page = page(allocation, (int) (offset / PAGE));
        int at = (int) (offset % PAGE), me = block + 1;
        synchronized (page) {
            if (races(page.writer[at], order) && !(same && access == Access.WRITE)) return "was written by " + name(page.writer[at]);
            if (!access.atomic() && races(page.atomic[at], order)) return "was changed atomically by " + name(page.atomic[at]);
            if (access.writes() && races(page.reader[at], order)) return "was read by " + name(page.reader[at]);
            switch (access) {
                case READ -> page.reader[at] = join(page.reader[at], me, order);
                case WRITE -> page.writer[at] = join(page.writer[at], me, order);
                case ATOMIC -> page.atomic[at] = join(page.atomic[at], me, order);
                case ATOMIC_READ -> { }
            }
            return "";
        }
    }

    private Page page(int allocation, int number) {
        AtomicReferenceArray<Page> of = pages.get(allocation);
        Page page = of.get(number);
        if (page != null) return page;
        of.compareAndSet(number, null, new Page());
        return of.get(number);
    }

    /** Several blocks are before this one only if all are, which is not kept. */
    private static boolean races(int who, BlockOrder order) {
        return who == SEVERAL || (who != 0 && !order.isAfter(who - 1));
    }

    private static int join(int who, int me, BlockOrder order) {
        return races(who, order) ? SEVERAL : me;
    }

    private static String name(int who) {
        return who == SEVERAL ? "several blocks" : "block number " + (who - 1);
    }
}
