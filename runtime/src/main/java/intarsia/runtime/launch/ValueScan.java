package intarsia.runtime.launch;

import intarsia.ir.BufferType.Range;
import intarsia.ir.type.Format;
import intarsia.ir.type.IntType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Looks for an integer outside a range; allocates nothing. */
final class ValueScan {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ValueScan() {
    }

    /** Whether values of this format can be scanned: integers of 8, 16, 32 or 64 bits. */
    static boolean supports(Format format) {
        return format instanceof IntType t && (t.bits() == 8 || t.bits() == 16 || t.bits() == 32 || t.bits() == 64);
    }

    /** The index of the first element of {@code from..to}, both included, that lies outside; -1 if none does. */
    static long firstOutside(MemorySegment memory, IntType type, long from, long to, Range range) {
        for (long i = from; i <= to; i++) {
            long v = value(memory, type, i);
            if (v < range.min() || v > range.max()) {
                return i;
            }
        }
        return -1;
    }

    /** An element; u64 as its signed reading, which no range of longs holds above 2^63. */
    static long value(MemorySegment memory, IntType type, long index) {
        long code = switch (type.bits()) {
            case 8 -> memory.get(ValueLayout.JAVA_BYTE, index);
            case 16 -> memory.get(SHORT, 2 * index);
            case 32 -> memory.get(INT, 4 * index);
            case 64 -> memory.get(LONG, 8 * index);
            default -> throw new IllegalArgumentException("values of " + type + " are not scanned; wanted 8, 16, 32 or 64 bits");
        };
        return type.decodeLong(code);
    }
}
