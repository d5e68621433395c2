package intarsia.codegen.jvm.plain;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Lanes as 32-bit words, the low element of a word first, and how lanes lie in memory. */
final class Bits {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Bits() {
    }

    static byte[] bytes(int[] words) {
        byte[] r = new byte[4 * words.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (byte) (words[i >> 2] >> 8 * (i & 3));
        }
        return r;
    }

    static int[] words(byte[] bytes) {
        int[] r = new int[bytes.length / 4];
        for (int i = 0; i < r.length; i++) {
            r[i] = bytes[4 * i] & 0xff | (bytes[4 * i + 1] & 0xff) << 8 | (bytes[4 * i + 2] & 0xff) << 16 | bytes[4 * i + 3] << 24;
        }
        return r;
    }

    static short[] shorts(int[] words) {
        short[] r = new short[2 * words.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (short) (words[i >> 1] >> 16 * (i & 1));
        }
        return r;
    }

    static int[] words(short[] shorts) {
        int[] r = new int[shorts.length / 2];
        for (int i = 0; i < r.length; i++) {
            r[i] = shorts[2 * i] & 0xffff | shorts[2 * i + 1] << 16;
        }
        return r;
    }

    static long[] longs(int[] words) {
        long[] r = new long[words.length / 2];
        for (int i = 0; i < r.length; i++) {
            r[i] = words[2 * i] & 0xffff_ffffL | (long) words[2 * i + 1] << 32;
        }
        return r;
    }

    static int[] words(long[] longs) {
        int[] r = new int[2 * longs.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (int) (longs[i >> 1] >> 32 * (i & 1));
        }
        return r;
    }
}
