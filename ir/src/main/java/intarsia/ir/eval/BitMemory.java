package intarsia.ir.eval;

import intarsia.ir.type.BitString;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Codes at a bit of memory: bit n is bit n mod 8 of byte n / 8. Those of whole words stand at whole bytes. */
final class BitMemory {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private BitMemory() {
    }

    static long read(MemorySegment memory, long bit, int bits) {
        return switch (bits) {
            case 8, 16, 32, 64 -> readBytes(memory, bit >> 3, bits);
            default -> BitString.read(memory, 0, bit, bits);
        };
    }

    static void write(MemorySegment memory, long bit, int bits, long code) {
        switch (bits) {
            case 8, 16, 32, 64 -> writeBytes(memory, bit >> 3, bits, code);
            default -> BitString.write(memory, 0, bit, bits, code);
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
}
