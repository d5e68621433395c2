package intarsia.ir.layout;

import org.jspecify.annotations.Nullable;

/**
 * Layouts made lately, at most 4096: one that comes up again is mostly the same object, so that it takes no memory of its own and is
 * compared at once. Safe for threads, which at worst miss what another has put in: a layout never changes.
 *
 * <p>A table of all layouts by weak references, as there was, cost a new layout 3 µs, most of it the collector's.
 */
final class Recent {
    private static final int SIZE = 1 << 12;
    private static final @Nullable Layout[] LAST = new Layout[SIZE];

    private Recent() {}

    /** An equal layout that was made before, or this. */
    static Layout of(Layout l) {
        int h = l.hashCode() * 0x9E3779B9;
        int place = h >>> -Integer.numberOfTrailingZeros(SIZE);
        Layout old = LAST[place];
        if (old != null && old.equals(l)) return old;
        LAST[place] = l;
        return l;
    }
}
