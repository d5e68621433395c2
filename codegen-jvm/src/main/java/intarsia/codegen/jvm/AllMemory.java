package intarsia.codegen.jvm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * All memory as one segment: kernels read and write through this constant, so C2 sees absolute addresses and every access
 * shares one profile. Whether an address may be touched is checked before a launch, not here.
 */
final class AllMemory {
    /** Offsets are addresses. */
    @SuppressWarnings("restricted")
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * Bits of an address that user space has on any 64-bit machine. With the sum of base and index cut to them, C2 knows
     * the range and drops the bounds check of every access of the all-memory segment.
     */
    static final long ADDRESS_BITS = (1L << 56) - 1;

    private AllMemory() {
    }
}
