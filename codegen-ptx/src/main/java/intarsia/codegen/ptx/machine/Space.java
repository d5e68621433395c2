package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** A state space as one block sees it. {@link #reach} checks an access; the others then take the bytes it found. */
abstract class Space {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Where the last {@link #reach} led. */
    MemorySegment data = MemorySegment.NULL;
    long offset;

    /**
     * Finds the bytes of an access and checks alignment, bounds, and all that the space watches.
     *
     * @param fresh for a write the new bytes, so that writing what is there already is no race
     */
    abstract void reach(Warp w, int lane, long address, int bytes, Access access, byte[] fresh);

    /** The name of an allocation and the place in it, for messages. */
    abstract String describe(long address);

    final void wantAligned(Warp w, int lane, long address, int bytes) {
        if ((address & (bytes - 1)) != 0) {
            throw w.fault(lane, Check.ALIGNMENT, "address 0x%x (%s): wanted a multiple of %d".formatted(address, describe(address), bytes));
        }
    }

    final long get(int displacement, int bytes) {
        long at = offset + displacement;
        return switch (bytes) {
            case 1 -> data.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
            case 2 -> data.get(SHORT, at) & 0xFFFF;
            case 4 -> data.get(INT, at) & 0xFFFFFFFFL;
            default -> data.get(LONG, at);
        };
    }

    final void put(byte[] from, int bytes) {
        MemorySegment.copy(from, 0, data, ValueLayout.JAVA_BYTE, offset, bytes);
    }

    /** Little-endian bytes of a value into {@code to}. */
    static void spread(long value, int bytes, byte[] to, int at) {
        for (int i = 0; i < bytes; i++) to[at + i] = (byte) (value >>> (8 * i));
    }
}
