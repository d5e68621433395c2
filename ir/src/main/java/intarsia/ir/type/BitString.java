package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bit fields in memory: bit i of a byte string is bit i mod 8, counted from the least significant, of byte i / 8. */
public final class BitString {
    private BitString() {
    }

    /** The {@code count ≤ 64} bits from bit {@code bit} after {@code baseByte}, the first of them lowest. */
    public static long read(MemorySegment bytes, long baseByte, long bit, int count) {
        long value = 0;
        for (int done = 0; done < count; ) {
            long at = bit + done;
            int skip = (int) (at & 7);
            int take = Math.min(8 - skip, count - done);
            long octet = bytes.get(ValueLayout.JAVA_BYTE, baseByte + (at >> 3)) & 0xFF;
            value |= ((octet >>> skip) & DType.mask(take)) << done;
            done += take;
        }
        return value;
    }

    /** Stores the low {@code count ≤ 64} bits of {@code value}; the bits around them stay. */
    public static void write(MemorySegment bytes, long baseByte, long bit, int count, long value) {
        for (int done = 0; done < count; ) {
            long at = bit + done;
            int skip = (int) (at & 7);
            int take = Math.min(8 - skip, count - done);
            long offset = baseByte + (at >> 3);
            long mask = DType.mask(take) << skip;
            long kept = bytes.get(ValueLayout.JAVA_BYTE, offset) & ~mask;
            bytes.set(ValueLayout.JAVA_BYTE, offset, (byte) (kept | (((value >>> done) << skip) & mask)));
            done += take;
        }
    }
}
