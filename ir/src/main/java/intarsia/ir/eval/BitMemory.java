package intarsia.ir.eval;

import intarsia.ir.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Codes in one dense bit string: code i takes bits {@code i·b … i·b + b − 1}; bit n is bit n mod 8 of byte n / 8. */
final class BitMemory {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private BitMemory() {
    }

    static long read(MemorySegment memory, long index, int bits) {
        return switch (bits) {
            case 8, 16, 32, 64 -> readBytes(memory, index * (bits / 8), bits);
            default -> {
                long code = 0;
                for (int b = 0; b < bits; b++) {
                    long at = index * bits + b;
                    code |= (long) (memory.get(ValueLayout.JAVA_BYTE, at >> 3) >> (at & 7) & 1) << b;
                }
                yield code;
            }
        };
    }

    static void write(MemorySegment memory, long index, int bits, long code) {
        switch (bits) {
            case 8, 16, 32, 64 -> writeBytes(memory, index * (bits / 8), bits, code);
            default -> {
                for (int b = 0; b < bits; b++) {
                    long at = index * bits + b;
                    int old = memory.get(ValueLayout.JAVA_BYTE, at >> 3) & ~(1 << (at & 7));
                    memory.set(ValueLayout.JAVA_BYTE, at >> 3, (byte) (old | (int) (code >>> b & 1) << (at & 7)));
                }
            }
        }
    }

    /** 8, 16, 32 or 64 bits at a byte, little-endian, zero-extended. */
    static long readBytes(MemorySegment memory, long at, int bits) {
        return switch (bits) {
            case 8 -> memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            case 16 -> memory.get(SHORT, at) & 0xffff;
            case 32 -> memory.get(INT, at) & 0xffff_ffffL;
            case 64 -> memory.get(LONG, at);
            default -> throw new IllegalArgumentException(bits + " bits; wanted 8, 16, 32 or 64");
        };
    }

    /** The low 8, 16, 32 or 64 bits of {@code code}, little-endian. */
    static void writeBytes(MemorySegment memory, long at, int bits, long code) {
        switch (bits) {
            case 8 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) code);
            case 16 -> memory.set(SHORT, at, (short) code);
            case 32 -> memory.set(INT, at, (int) code);
            case 64 -> memory.set(LONG, at, code);
            default -> throw new IllegalArgumentException(bits + " bits; wanted 8, 16, 32 or 64");
        }
    }

    /** Bytes that {@code count} codes take. */
    static long bytes(long count, DType type) {
        return Math.ceilDiv(Math.multiplyExact(count, (long) type.bits()), 8L);
    }
}
