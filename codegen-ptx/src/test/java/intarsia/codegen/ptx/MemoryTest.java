package intarsia.codegen.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.type.DType;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {
    private static final int[] A = IntStream.range(0, 256).map(i -> 0x01f3_85c9 * (i + 1)).toArray();

    private static int[] lanes(IntUnaryOperator f) {
        return IntStream.range(0, 32).map(f).toArray();
    }

    private static int octet(int at) {
        return A[at / 4] >>> at % 4 * 8 & 0xff;
    }

    private static int half(int at) {
        return octet(at) | octet(at + 1) << 8;
    }

    private static int[] store(String load) {
        return LaneSnippet.words("%10: <i32> = " + load + "\nst unit.global(%3, %5, 0), 32, [%10]", 32, A);
    }

    @Test
    void unitLoadsExtendElements() {
        assertArrayEquals(lanes(l -> (byte) octet(3 + l)), store("ld unit.global(%0, %5, 3), 8, true, 1"));
        assertArrayEquals(lanes(l -> octet(3 + l)), store("ld unit.global(%0, %5, 3), 8, false, 1"));
        assertArrayEquals(lanes(l -> (short) half(2 + 2 * l)), store("ld unit.global(%0, %5, 2), 16, true, 1"));
        assertArrayEquals(lanes(l -> half(2 + 2 * l)), store("ld unit.global(%0, %5, 2), 16, false, 1"));
        assertArrayEquals(lanes(l -> A[l + 4]), store("ld unit.global(%0, %5, 16), 32, false, 1"));
    }

    /** A code of 4 bits and 12 more that are not its own; nf4 is a table of the module. */
    @Test
    void valuesOfCodesAreLookedUp() {
        int[] found = LaneSnippet.words("""
                %10: <i32> = ld unit.global(%0, %5, 0), 16, false, 1
                %11: <f32> = decode "nf4", %10
                st unit.global(%3, %5, 0), 32, [%11]
                """, 32, A);
        assertArrayEquals(lanes(l -> Float.floatToRawIntBits((float) DType.NF4.decode(half(2 * l) & 15))), found);
    }

    @Test
    void splatLoadsFillTheWord() {
        assertArrayEquals(lanes(_ -> octet(5) * 0x01010101), store("ld splat.global(%0, %5, 5), 8, true, 1"));
        assertArrayEquals(lanes(_ -> half(6) * 0x00010001), store("ld splat.global(%0, %5, 6), 16, true, 1"));
        assertArrayEquals(lanes(_ -> A[2]), store("ld splat.global(%0, %5, 8), 32, true, 1"));
    }

    @Test
    void stridesAndOffsetsMayBeNegative() {
        assertArrayEquals(lanes(l -> A[40 - l]), store("ld strided.global(%0, %5, 160) stride -4, 32, false, 1"));
        assertArrayEquals(lanes(l -> octet(7 * l)), store("ld strided.global(%0, %5, 0) stride 7, 8, false, 1"));
        assertArrayEquals(lanes(l -> A[64 - 2 * l]), LaneSnippet.words("""
                %9: <i32> = lanes [0, 4294967288, 4294967280, 4294967272, 4294967264, 4294967256, 4294967248, 4294967240, 4294967232, 4294967224, 4294967216, \
                4294967208, 4294967200, 4294967192, 4294967184, 4294967176, 4294967168, 4294967160, 4294967152, 4294967144, 4294967136, 4294967128, 4294967120, \
                4294967112, 4294967104, 4294967096, 4294967088, 4294967080, 4294967072, 4294967064, 4294967056, 4294967048]
                %10: <i32> = ld gather.global(%0, %5, 256) lanes %9, 32, false, 1
                st unit.global(%3, %5, 0), 32, [%10]
                """, 32, A));
    }

    @Test
    void severalWordsAreOneAccess() {
        String body = """
                %10: <i32>, %11: <i32>, %12: <i32>, %13: <i32> = ld unit.global(%0, %5, 0), 32, false, 4
                st unit.global(%3, %5, 0), 32, [%13, %10]
                st unit.global(%3, %5, 256), 32, [%12, %11, %10, %13]
                """;
        assertTrue(LaneSnippet.compile(LaneSnippet.kernel(body)).listing().contains("ld.global.v4.b32 {"));
        int[] y = LaneSnippet.words(body, 192, A);
        for (int l = 0; l < 32; l++) {
            assertEquals(A[4 * l + 3], y[2 * l]);
            assertEquals(A[4 * l], y[2 * l + 1]);
            assertEquals(A[4 * l + 2], y[64 + 4 * l]);
            assertEquals(A[4 * l + 3], y[64 + 4 * l + 3]);
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2"})
    void narrowStoresKeepTheirNeighbours(int bits, int bytes) {
        int[] y = LaneSnippet.words("""
                %%10: <i32> = ld unit.global(%%0, %%5, 0), 32, false, 1
                st unit.global(%%3, %%5, 4), %d, [%%10]
                """.formatted(bits), 40, A);
        int[] want = new int[40];
        for (int l = 0; l < 32; l++) {
            for (int b = 0; b < bytes; b++) {
                int at = 4 + l * bytes + b;
                want[at / 4] |= (A[l] >>> 8 * b & 0xff) << at % 4 * 8;
            }
        }
        assertArrayEquals(want, y);
    }

    /** The buffers end where the mask does: a lane that is off would leave them. */
    @Test
    void lanesThatAreOffTouchNothingAndLoadZero() {
        int[] y = LaneSnippet.words("""
                %10: <i32> = lanes [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]
                %11: <i32> = const 5
                %12: <i1> = cmp.lt %10, %11
                %13: <i32> = ld unit.global(%0, %5, 0) mask %12, 32, false, 1
                %14: <i32> = exchange %13, 4
                %15: <i32> = ld splat.global(%0, %5, 0) mask %12, 16, false, 1
                %16: <i32> = add %14, %15
                st unit.global(%3, %5, 0) mask %12, 32, [%16]
                """, 5, new int[] {10, 20, 30, 40, 50});
        assertArrayEquals(new int[] {0xa000a + 50, 0xa000a, 0xa000a, 0xa000a, 0xa000a + 10}, y);
    }

    @Test
    void wideValuesMove() {
        int[] y = LaneSnippet.words("""
                %10: <i64> = ld unit.global(%0, %5, 8), 64, false, 1
                %11: <i64> = exchange %10, 1
                st unit.global(%3, %5, 0), 64, [%11]
                %12: i64 = ld uniform.global(%0, %5, 0), 64, false, 1
                st uniform.global(%3, %5, 256), 64, [%12]
                """, 66, A);
        for (int l = 0; l < 32; l++) {
            assertEquals(A[2 + 2 * (l ^ 1)], y[2 * l]);
            assertEquals(A[3 + 2 * (l ^ 1)], y[2 * l + 1]);
        }
        assertArrayEquals(new int[] {A[0], A[1]}, Arrays.copyOfRange(y, 64, 66));
    }

    @Test
    void warpsMeetAtABarrier() {
        int[] y = LaneSnippet.words("""
                %10: ptr = alloc 512
                %11: i32 = warp
                %12: i32 = const 7
                %13: i32 = shl %11, %12
                %14: i64 = cvt.s64.s32 %13
                %15: <i32> = ld unit.global(%0, %14, 0), 32, false, 1
                st unit.shared(%10, %14, 0), 32, [%15]
                barrier
                %16: i32 = const 384
                %17: i32 = sub %16, %13
                %18: i64 = cvt.s64.s32 %17
                %19: <i32> = ld unit.shared(%10, %18, 0), 32, false, 1
                st unit.global(%3, %14, 0), 32, [%19]
                touch %0, %14, 128
                """, 4, 128, A);
        for (int i = 0; i < 128; i++) {
            assertEquals(A[(3 - i / 32) * 32 + i % 32], y[i]);
        }
    }

    @Test
    void aLaneSeesWhatAnotherStoredBefore() {
        String body = """
                %10: ptr = alloc 256
                %11: <i32> = ld unit.global(%0, %5, 0), 32, false, 1
                st unit.shared(%10, %5, 0), 32, [%11]
                %12: <i32> = ld strided.shared(%10, %5, 124) stride -4, 32, false, 1
                st unit.shared(%10, %5, 0), 32, [%12]
                %13: i64 = const 3
                %14: i64 = const 1
                for %5, %13, %14, [], {
                  (%15: i64)
                  %16: <i32> = ld unit.shared(%10, %5, 0), 32, false, 1
                  %17: <i32> = add %16, %16
                  st strided.shared(%10, %5, 124) stride -4, 32, [%17]
                }
                %18: <i32> = ld unit.shared(%10, %5, 0), 32, false, 1
                st unit.global(%3, %5, 0), 32, [%18]
                """;
        assertArrayEquals(lanes(l -> 8 * A[l]), LaneSnippet.words(body, 32, A));
    }

    @Test
    void storesToPlacesApartDoNotWait() {
        assertFalse(LaneSnippet.compile(LaneSnippet.kernel("""
                %10: <i32> = ld unit.global(%0, %5, 0), 32, false, 1
                st unit.global(%3, %5, 0), 32, [%10]
                st unit.global(%3, %5, 128), 32, [%10]
                st unit.global(%3, %5, 128), 32, [%10]
                %11: <i32> = ld unit.global(%3, %5, 128), 32, false, 1
                st unit.global(%3, %5, 0), 32, [%11]
                """)).listing().contains("bar.warp.sync"));
    }
}
