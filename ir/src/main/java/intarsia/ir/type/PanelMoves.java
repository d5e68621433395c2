package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The bits of rows of blocks moved to the boxes of a {@linkplain RowPanel panel}: the places of each number in both, composed once into runs of bits that lie together in both, then
 * followed for every box. No number is read as such; integers that are longer in the panel are extended.
 */
public final class PanelMoves {
    private static final ValueLayout.OfLong ANY = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int BITS = 32;

    private final BlockFormat from;
    private final BlockFormat to;
    /** Of every word of a box the first of its runs, and one past the last. */
    private final int[] first;
    /** Of every run the row, the bit in the row's blocks, and where it goes in the word. */
    private final int[] row;
    private final int[] bit;
    private final int[] shift;
    private final int[] mask;

    /** So many bits of a row's blocks, to a bit of the box; the source is one bit repeated where {@code sign}. */
    private record Run(int row, int bit, int width, int at, boolean sign) {
        boolean precedes(Run r) {
            return !sign && !r.sign && row == r.row && bit + width == r.bit && at + width == r.at && at / BITS == (r.at + r.width - 1) / BITS;
        }

        Run with(Run r) {
            return new Run(row, bit, width + r.width, at, false);
        }
    }

    /**
     * The moves from a format to its panel.
     *
     * @throws IllegalArgumentException if {@code to} is no panel of {@code from}
     */
    public PanelMoves(BlockFormat from, BlockFormat to) {
        if (!RowPanel.source(to).equals(from) || to.equals(from) || to.bytes() % Integer.BYTES != 0) {
            throw new IllegalArgumentException(to + " is no panel of " + from);
        }
        this.from = from;
        this.to = to;
        List<Run> runs = new ArrayList<>();
        for (Field f : to.fields()) {
            field(from.field(f.name()), f, runs);
        }
        runs.sort(Comparator.comparingInt(Run::at));
        first = new int[to.bytes() / Integer.BYTES + 1];
        List<Run> joined = joined(runs);
        row = joined.stream().mapToInt(Run::row).toArray();
        bit = joined.stream().mapToInt(Run::bit).toArray();
        shift = joined.stream().mapToInt(r -> r.sign ? -1 - r.at % BITS : r.at % BITS).toArray();
        mask = joined.stream().mapToInt(r -> (int) DType.mask(r.width)).toArray();
        joined.forEach(r -> first[r.at / BITS + 1]++);
        for (int w = 1; w < first.length; w++) {
            first[w] += first[w - 1];
        }
    }

    private static List<Run> joined(List<Run> runs) {
        List<Run> joined = new ArrayList<>();
        for (Run r : runs) {
            if (!joined.isEmpty() && joined.getLast().precedes(r)) {
                joined.add(joined.removeLast().with(r));
            } else {
                joined.add(r);
            }
        }
        return joined;
    }

    /** All numbers of a field, bit by bit. */
    private void field(Field old, Field now, List<Run> runs) {
        int[] there = old.packing().bitTable();
        int[] here = now.packing().bitTable();
        int bits = old.type().bits();
        int own = now.type().bits();
        int each = to.columns() / now.granularity();
        int block = from.columns() / old.granularity();
        for (int r = 0; r < to.rows(); r++) {
            for (int v = 0; v < each; v++) {
                int base = v / block * from.bytes() * Byte.SIZE;
                for (int b = 0; b < own; b++) {
                    int at = here[(r * each + v) * own + b];
                    if (b < bits || old.type().isSigned()) {
                        runs.add(new Run(r, base + there[v % block * bits + Math.min(b, bits - 1)], 1, at, b >= bits));
                    }
                }
            }
        }
    }

    /** Bytes of a row of so many columns. */
    private long rowBytes(long columns) {
        return columns / from.columns() * from.bytes();
    }

    /**
     * Moves some rows of so many columns; several threads may at once.
     *
     * @param rows    whole boxes
     * @param source  the rows, and at least 7 bytes more
     * @param panel   where the boxes go, from its first byte on
     * @throws IllegalArgumentException if rows or columns are no whole boxes
     */
    public void run(MemorySegment source, MemorySegment panel, long rows, long columns) {
        to.check(rows, columns);
        long across = columns / to.columns();
        long bytes = rowBytes(columns);
        for (long box = 0; box < rows / to.rows(); box++) {
            for (long c = 0; c < across; c++) {
                box(source, box * to.rows() * bytes + rowBytes(c * to.columns()), bytes, panel, (box * across + c) * to.bytes());
            }
        }
    }

    private void box(MemorySegment source, long begin, long rowBytes, MemorySegment panel, long at) {
        for (int w = 0; w + 1 < first.length; w++) {
            int word = 0;
            for (int r = first[w]; r < first[w + 1]; r++) {
                long from = source.get(ANY, begin + row[r] * rowBytes + (bit[r] >> 3)) >>> (bit[r] & 7);
                word |= shift[r] >= 0 ? ((int) from & mask[r]) << shift[r] : (int) (from & 1) << -1 - shift[r];
            }
            panel.set(WORD, at + (long) w * Integer.BYTES, word);
        }
    }
}
