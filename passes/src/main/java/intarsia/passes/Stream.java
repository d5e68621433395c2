package intarsia.passes;

import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What a loop of lane code reads of one parameter on its way through it: in the trip of number i bytes at {@code rest + stride · i} and offsets from there.
 *
 * @param counter of the loop, which counts trips from its start by one
 * @param base    the parameter
 * @param rest    what is the same in every trip of the loop, without a constant
 * @param stride  bytes from trip to trip, positive
 */
record Stream(Value counter, Value base, Terms rest, long stride) {
    /** Bytes of a line of the caches of x86 and of many others. */
    static final int LINE = 64;

    /** Trips that are at least so many bytes. */
    long trips(long bytes) {
        return Math.ceilDiv(bytes, stride);
    }

    /**
     * One byte of each line that a trip reads and no trip before it: the first that is read in each, in order.
     *
     * @param offsets of the bytes that a trip reads
     */
    List<Long> lines(NavigableSet<Long> offsets) {
        NavigableSet<Long> read = newly(offsets);
        List<Long> lines = new ArrayList<>();
        long line = Long.MIN_VALUE;
        for (long at : read) {
            long own = (at - read.first()) / LINE;
            if (own > line) {
                lines.add(at);
                line = own;
            }
        }
        return lines;
    }

    /** Of the bytes that lie whole strides apart, trips before have read all but the last. */
    private NavigableSet<Long> newly(NavigableSet<Long> offsets) {
        Map<Long, Long> last = new HashMap<>();
        offsets.forEach(at -> last.put(Math.floorMod(at, stride), at));
        return new TreeSet<>(last.values());
    }
}
