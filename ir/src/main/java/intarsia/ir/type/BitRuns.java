package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Words of 32 bits that are put together of bits of rows of blocks: bits that lie side by side in both are moved together. */
final class BitRuns {
    private static final ValueLayout.OfLong ANY = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int BITS = 32;

    /** Of every word the first of its runs, and one past the last. */
    private final int[] first;
    /** Of every run the row, the bit in the row's blocks, and where it goes in the word. */
    private final int[] row;
    private final int[] bit;
    private final int[] shift;
    private final int[] mask;

    /** So many bits of a row's blocks, to a bit of the words; the source is one bit repeated where {@code sign}. */
    record Run(int row, int bit, int width, int at, boolean sign) {
        private boolean precedes(Run r) {
            return !sign && !r.sign && row == r.row && bit + width == r.bit && at + width == r.at && at / BITS == (r.at + r.width - 1) / BITS;
        }

        private Run with(Run r) {
            return new Run(row, bit, width + r.width, at, false);
        }
    }

    /** So many words; bits that no run gives are 0. */
    BitRuns(List<Run> runs, int words) {
        List<Run> joined = joined(runs.stream().sorted(Comparator.comparingInt(Run::at)).toList());
        first = new int[words + 1];
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

    int words() {
        return first.length - 1;
    }

    /** A word of the rows of blocks that begin at a byte, so many bytes after one another; up to 7 bytes behind a bit are read. */
    int word(MemorySegment source, long begin, long rowBytes, int w) {
        int word = 0;
        for (int r = first[w]; r < first[w + 1]; r++) {
            long from = source.get(ANY, begin + row[r] * rowBytes + (bit[r] >> 3)) >>> (bit[r] & 7);
            word |= shift[r] >= 0 ? ((int) from & mask[r]) << shift[r] : (int) (from & 1) << -1 - shift[r];
        }
        return word;
    }
}
