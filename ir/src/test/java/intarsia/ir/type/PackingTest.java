package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PackingTest {
    /** GGUF's 5-bit codes: a 32-bit word of high bits, then nibble halves. */
    private static final Packing FOUR_PLUS_ONE = new Packing(5, 32, 20, List.of(
        new Piece(0, 32, 4, 1, 0, List.of(new StrideDigit(32, 1))),
        new Piece(0, 32, 0, 4, 32, List.of(new StrideDigit(2, 4), new StrideDigit(16, 8)))));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8, 11, 19, 33, 64})
    void denseCodesAreTheDigitsOfOneLargeNumber(int bits) {
        var random = new Random(bits);
        int elements = 9; // a width of 3, 5 or 7 straddles bytes, and the last byte is partly used
        var packing = Packing.dense(bits, elements);
        byte[] bytes = new byte[packing.bytes() * 3];
        BigInteger[] want = new BigInteger[3];
        for (int e = 0; e < 3 * elements; e++) {
            long code = random.nextLong();
            packing.write(bytes, 0, e, code);
            int period = e / elements;
            BigInteger digit = new BigInteger(Long.toUnsignedString(code & DType.mask(bits))).shiftLeft(e % elements * bits);
            want[period] = e % elements == 0 ? digit : want[period].or(digit);
            assertEquals(code & DType.mask(bits), packing.read(bytes, 0, e));
        }
        for (int period = 0; period < 3; period++) {
            byte[] reversed = new byte[packing.bytes()];
            for (int i = 0; i < reversed.length; i++) {
                reversed[reversed.length - 1 - i] = bytes[period * packing.bytes() + i];
            }
            assertEquals(want[period], new BigInteger(1, reversed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 6, 7})
    void writingOneCodeLeavesAllOtherBits(int bits) {
        var packing = Packing.dense(bits, 16);
        for (int e = 0; e < 16; e++) {
            for (int fill : new int[] {0, 0xFF}) {
                byte[] bytes = new byte[packing.bytes()];
                Arrays.fill(bytes, (byte) fill);
                packing.write(bytes, 0, e, ~(long) fill);
                for (int other = 0; other < 16; other++) {
                    long want = (other == e ? ~fill : fill) & DType.mask(bits);
                    assertEquals(want, packing.read(bytes, 0, other), "element " + other + " after writing " + e);
                }
            }
        }
    }

    @Test
    void nibbleHalvesPutTheFirstHalfLow() {
        byte[] bytes = {0x21, 0x43};
        var packing = Packing.nibbleHalves(4);
        assertArrayEquals(new long[] {1, 3, 2, 4}, codes(packing, bytes));
        assertThrows(IllegalArgumentException.class, () -> Packing.nibbleHalves(5));
    }

    @Test
    void pairsPutACodeOfTheSecondHalfBesideEachOfTheFirst() {
        byte[] bytes = {0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15};
        assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, codes(BlockFormat.parse("u8g16_sf16/pairs4").code().packing(), bytes));
        var e = assertThrows(IllegalArgumentException.class, () -> BlockFormat.parse("u8g16_sf16/pairs3"));
        assertTrue(String.valueOf(e.getMessage()).contains("multiples of 6 codes, found 16"), e::getMessage);
    }

    @Test
    void codesSplitOverTwoPiecesAreJoined() {
        byte[] bytes = new byte[20];
        for (int e = 0; e < 32; e++) {
            FOUR_PLUS_ONE.write(bytes, 0, e, e);
        }
        assertEquals(0, bytes[0]);
        assertEquals(-1, bytes[2]); // the fifth bits of elements 16 to 23
        assertEquals(0x11, bytes[5]); // elements 1 and 17 share their low bits
        for (int e = 0; e < 32; e++) {
            assertEquals(e, FOUR_PLUS_ONE.read(bytes, 0, e));
        }
    }

    @Test
    void descendingStridesReadTheFirstElementFromTheTop() {
        var packing = new Packing(4, 2, 1, List.of(new Piece(0, 2, 0, 4, 4, List.of(new StrideDigit(2, -4)))));
        assertArrayEquals(new long[] {0xA, 0xB}, codes(packing, new byte[] {(byte) 0xAB}));
    }

    @Test
    void equalityIsThatOfTheBitsNotOfThePieces() {
        var bitByBit = new Packing(4, 8, 4, List.of(
            new Piece(0, 8, 1, 3, 1, List.of(new StrideDigit(4, 8), new StrideDigit(2, 4))),
            new Piece(0, 3, 0, 1, 0, List.of(new StrideDigit(3, 4))),
            new Piece(3, 5, 0, 1, 12, List.of(new StrideDigit(5, 4)))));
        assertEquals(Packing.dense(4, 8), bitByBit);
        assertEquals(Packing.dense(4, 8).hashCode(), bitByBit.hashCode());
        assertNotEquals(Packing.nibbleHalves(8), bitByBit);
        assertNotEquals(Packing.dense(4, 8).within(0, 5), bitByBit);
        assertEquals(Packing.dense(4, 2), new Packing(4, 2, 1, List.of(
            new Piece(0, 1, 0, 4, 0, List.of()), new Piece(1, 1, 0, 4, 4, List.of()))));
    }

    @Test
    void piecesThatOverlapLeaveOutOrLeaveThePeriodAreRefused() {
        refused("share", "lie at bit", new Piece(0, 4, 0, 4, 0, List.of(new StrideDigit(4, 3))));
        refused("no piece", "no piece places bit 3", new Piece(0, 4, 0, 3, 0, List.of(new StrideDigit(4, 4))));
        refused("twice", "two pieces", new Piece(0, 4, 0, 4, 0, List.of(new StrideDigit(4, 4))), new Piece(0, 1, 0, 1, 20, List.of()));
        refused("after the end", "outside", new Piece(0, 4, 0, 4, 16, List.of(new StrideDigit(4, 4))));
        refused("before the start", "outside", new Piece(0, 4, 0, 4, 0, List.of(new StrideDigit(4, -4))));
        refused("too many elements", "leaves", new Piece(1, 4, 0, 4, 0, List.of(new StrideDigit(4, 4))));
        refused("too many bits", "leaves", new Piece(0, 4, 1, 4, 0, List.of(new StrideDigit(4, 4))));
        assertThrows(IllegalArgumentException.class, () -> new Piece(0, 5, 0, 4, 0, List.of(new StrideDigit(4, 4))));
        assertThrows(IllegalArgumentException.class, () -> Packing.dense(64, 1 << 26));
        assertThrows(IllegalArgumentException.class,
            () -> new Piece(0, 4, 0, 4, 0, List.of(new StrideDigit(1 << 30, 1), new StrideDigit(1 << 30, 1), new StrideDigit(4, 1))));
    }

    private static void refused(String why, String message, Piece... pieces) {
        var e = assertThrows(IllegalArgumentException.class, () -> new Packing(4, 4, 3, List.of(pieces)), why);
        assertTrue(String.valueOf(e.getMessage()).contains(message), () -> why + ": " + e.getMessage());
    }

    @Test
    void readingOutsideTheMemoryIsRefused() {
        var packing = Packing.dense(3, 8);
        assertThrows(IndexOutOfBoundsException.class, () -> packing.read(new byte[3], 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> packing.read(new byte[3], 0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> packing.read(new byte[3], 0, Long.MAX_VALUE));
    }

    private static long[] codes(Packing packing, byte[] bytes) {
        return LongStream.range(0, packing.elements()).map(e -> packing.read(bytes, 0, e)).toArray();
    }
}
