package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.DeviceMemory.Allocation;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which blocks of a launch touched which bytes of global memory. Nothing orders two blocks but atomics, so a byte that one
 * block writes and another touches is a race, in whatever order they ran here.
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
    String touch(int allocation, long offset, int block, Access access, boolean same) {
        Page page = page(allocation, (int) (offset / PAGE));
        int at = (int) (offset % PAGE), me = block + 1;
        synchronized (page) {
            if (other(page.writer[at], me) && !(same && access == Access.WRITE)) return "was written by " + name(page.writer[at]);
            if (!access.atomic() && other(page.atomic[at], me)) return "was changed atomically by " + name(page.atomic[at]);
            if (access.writes() && other(page.reader[at], me)) return "was read by " + name(page.reader[at]);
            switch (access) {
                case READ -> page.reader[at] = join(page.reader[at], me);
                case WRITE -> page.writer[at] = join(page.writer[at], me);
                case ATOMIC -> page.atomic[at] = join(page.atomic[at], me);
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

    private static boolean other(int who, int me) {
        return who != 0 && who != me;
    }

    private static int join(int who, int me) {
        return other(who, me) ? SEVERAL : me;
    }

    private static String name(int who) {
        return who == SEVERAL ? "several blocks" : "block number " + (who - 1);
    }
}
