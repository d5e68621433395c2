package intarsia.ir.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Symbols;
import intarsia.ir.text.Parser;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Kernels of the lane level on four lanes, with values computed by hand. */
class LaneKernelsTest {
    /** Runs one block of statements between a load of {@code x} as %4 and a store of {@code result} to y. */
    private static int[] words(String statements, String result, int... x) {
        int[] y = new int[x.length];
        run(4, 1, """
                %3: i64 = const 0
                %4: <i32> = ld unit.global(%0, %3, 0), 32, false, 1
                """ + statements + "\nst unit.global(%1, %3, 0), 32, [" + result + "]\n", MemorySegment.ofArray(x), MemorySegment.ofArray(y), 1, 0);
        return y;
    }

    private static void run(int lanes, int warps, String body, MemorySegment x, MemorySegment y, int blocks, long seed) {
        AddressSpace memory = new AddressSpace();
        String text = "intarsia 1\nlane kernel k {\n in x %0: ptr\n out y %1: ptr\n grid [" + blocks + "]\n lanes " + lanes + " warps " + warps
                + "\n blocks { (%2: i64)\n" + body + "\n}\n}\n";
        Evaluator.runLane(Parser.parse(text), new long[] {memory.register("x", x), memory.register("y", y)}, memory, 0, blocks, Symbols.NONE, seed);
    }

    private static String failure(String statements) {
        EvaluationException e = assertThrows(EvaluationException.class, () -> words(statements, "%4", 1, 2, 3, 4));
        return String.valueOf(e.getMessage());
    }

    @Test
    void packedWordsWrapFieldByField() {
        assertArrayEquals(new int[] {0x0000_fffe, 0x8000_0000, 0, 0x0002_0002},
                words("%5: <i16x2> = bits %4\n%6: <i16x2> = add %5, %5\n%7: <i32> = bits %6", "%7", 0x0000_7fff, 0x4000_8000, 0x8000_8000, 0x0001_0001));
        // Bytes: 255·255 = 1, 2·2 = 4, 3·3 = 9, 16·16 = 0; 16·16 = 0, 255·255 = 1, 248·248 = 64, 10·10 = 100, modulo 256.
        assertArrayEquals(new int[] {0x0104_0900, 0x0001_4064, 0, 1},
                words("%5: <i8x4> = bits %4\n%6: <i8x4> = mul %5, %5\n%7: <i32> = bits %6", "%7", 0xff02_0310, 0x10ff_f80a, 0, 1));
    }

    @Test
    void halvesRoundFieldByField() {
        // 1 + 2^-11 is a tie in f16: to even, 1. 1024 + 0.5 likewise.
        assertArrayEquals(new int[] {0x3c00_6400, 0, 0, 0},
                words("%5: <f16x2> = bits %4\n%6: i32 = const 0x10003800\n%7: <i32> = splat %6\n%8: <f16x2> = bits %7\n%9: <f16x2> = add %5, %8\n%10: <i32> = bits %9\n"
                        + "%11: <i32> = const 0\n%12: <i1> = cmp.eq %4, %11\n%13: <i32> = select %12, %11, %10", "%13", 0x3c00_6400, 0, 0, 0));
    }

    @Test
    void minAndMaxKeepNaNAndOrderZeros() {
        int nan = 0x7fc0_0000;
        int one = 0x3f80_0000;
        assertArrayEquals(new int[] {nan, 0x8000_0000, one, one},
                words("%5: <f32> = bits %4\n%6: <f32> = lanes [1065353216, 0, 1065353216, 1073741824]\n%7: <f32> = min %5, %6\n%8: <i32> = bits %7", "%8",
                        nan, 0x8000_0000, one, one));
        assertArrayEquals(new int[] {one, 0, one, 0x4000_0000},
                words("%5: <f32> = bits %4\n%6: <f32> = lanes [1065353216, 0, 1065353216, 1073741824]\n%7: <f32> = maxnum %5, %6\n%8: <i32> = bits %7", "%8",
                        nan, 0x8000_0000, one, one));
    }

    @Test
    void conversionsSaturateAndNaNGivesZero() {
        assertArrayEquals(new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, 0, -2},
                words("%5: <f32> = bits %4\n%6: <i32> = cvt.s32.f32 %5", "%6",
                        Float.floatToIntBits(3e9f), Float.floatToIntBits(Float.NEGATIVE_INFINITY), 0x7fc0_0000, Float.floatToIntBits(-2.9f)));
        assertArrayEquals(new int[] {2, 4, 0, -2},
                words("%5: <f32> = bits %4\n%6: <i32> = cvt.s32.rn.f32 %5", "%6",
                        Float.floatToIntBits(2.5f), Float.floatToIntBits(3.5f), 0x7fc0_0000, Float.floatToIntBits(-1.5f)));
        assertArrayEquals(new int[] {0x3c00, 0x7c00, 0x0001, 0x8000},
                words("%5: <f32> = bits %4\n%6: <i32> = cvt.f16.f32 %5", "%6",
                        Float.floatToIntBits(1f), Float.floatToIntBits(1e6f), Float.floatToIntBits(0x1p-24f), 0x8000_0000));
        assertArrayEquals(new int[] {0x4f80_0000, 0x4f00_0000, 0x3f80_0000, 0x4b80_0000},
                words("%5: <f32> = cvt.f32.u32 %4\n%6: <i32> = bits %5", "%6", -1, Integer.MIN_VALUE, 1, (1 << 24) + 1));
    }

    @Test
    void fmaRoundsOnce() {
        int a = Float.floatToIntBits(1 + 0x1p-12f);
        int c = Float.floatToIntBits(-1f);
        // (1 + 2^-12)² − 1 = 2^-11 + 2^-24; rounding the product first loses the 2^-24.
        int want = Float.floatToIntBits(0x1p-11f + 0x1p-24f);
        assertArrayEquals(new int[] {want, want, want, want},
                words("%5: <f32> = bits %4\n%6: i32 = const " + c + "\n%7: <i32> = splat %6\n%8: <f32> = bits %7\n%9: <f32> = fma %5, %5, %8\n%10: <i32> = bits %9",
                        "%10", a, a, a, a));
    }

    @Test
    void wordsMoveAcrossLanes() {
        assertArrayEquals(new int[] {20, 10, 40, 30}, words("%5: <i32> = exchange %4, 1", "%5", 10, 20, 30, 40));
        assertArrayEquals(new int[] {20, 30, 40, 10}, words("%5: <i32> = rotate %4, 1", "%5", 10, 20, 30, 40));
        assertArrayEquals(new int[] {40, 40, 10, 20}, words("%5: <i32> = lanes [3, 3, 0, 1]\n%6: <i32> = permute %4, %5", "%6", 10, 20, 30, 40));
        assertArrayEquals(new int[] {1, 40, 2, 10},
                words("%5: <i32> = lanes [1, 2]\n%6: <i32> = lanes [4, 3, 5, 0]\n%7: <i32> = table [%4, %5], %6", "%7", 10, 20, 30, 40));
        assertArrayEquals(new int[] {30, 30, 30, 30}, words("%5: i32 = extract %4, 2\n%6: <i32> = splat %5", "%6", 10, 20, 30, 40));
    }

    @Test
    void halvesAreLookedUpByHalves() {
        String tables = "%5: <i16x2> = bits %4\n%6: <i16x2> = lanes [131073, 262147, 393221, 4294508535]\n";
        assertArrayEquals(new int[] {0x0002_0001, 0xfff8_0003, 0x0001_fff7, 0x0001_0001},
                words(tables + "%7: <i16x2> = table [%6, %5], %5\n%8: <i32> = bits %7", "%8", 0x0001_0000, 0x0007_0002, 0x0009_0006, 0));
    }

    @Test
    void codesAreLookedUp() {
        int[] want = {Float.floatToIntBits(-9), Float.floatToIntBits(-5), Float.floatToIntBits(0.5f), Float.floatToIntBits(-9)};
        assertArrayEquals(want, words("%5: <f32> = decode \"lut2(-9,-5,0,0.5)\", %4\n%6: <i32> = bits %5", "%6", 0, 1, 3, 4));
    }

    @Test
    void indicesAndShiftsOutOfRangeAreErrorsOfTheProgram() {
        assertTrue(failure("%5: <i32> = permute %4, %4").contains("lane 3: index 4; wanted 0 to 3"));
        assertTrue(failure("%5: i32 = const 32\n%6: <i32> = shl %4, %5").contains("wanted a count from 0 to 31"));
        assertTrue(failure("%5: <i32> = const 0\n%6: <i32> = div %4, %5").contains("div by zero"));
        assertTrue(failure("%5: <i32> = exchange %4, 4").contains("lane 4 of a warp of 4"));
    }

    @Test
    void lanesThatAreOffTouchNothingAndLoadZero() {
        int[] x = {1, 2, 3};
        int[] y = {9, 9, 9};
        run(4, 1, """
                %3: i64 = const 0
                %4: <i32> = lanes [0, 1, 2, 3]
                %5: <i32> = const 3
                %6: <i1> = cmp.lt %4, %5
                %7: <i32> = ld unit.global(%0, %3, 0) mask %6, 32, false, 1
                %8: <i32> = add %7, %7
                st unit.global(%1, %3, 0) mask %6, 32, [%8]
                """, MemorySegment.ofArray(x), MemorySegment.ofArray(y), 1, 0);
        assertArrayEquals(new int[] {2, 4, 6}, y);
    }

    @Test
    void anAccessOutsideABufferNamesStatementAndLane() {
        String message = failure("%5: <i32> = ld unit.global(%0, %3, 4), 32, false, 1");
        assertTrue(message.contains("lane 3: read of 4 bytes at x + 16") && message.contains("ld unit.global"), message);
        assertTrue(failure("%5: <i32> = ld unit.global(%0, %3, -4), 32, false, 1").contains("x -4"));
    }

    @Test
    void aTouchReadsNothingButItsByteHasToBeThere() {
        int[] x = {1, 2, 3, 4};
        assertArrayEquals(x, words("touch %0, %3, 15", "%4", x));
        assertTrue(failure("touch %0, %3, 16").contains("touch of 1 bytes at x + 16, outside every buffer"));
    }

    @Test
    void narrowElementsAreExtendedOrRepeated() {
        byte[] x = {-1, 2, 3, -128};
        int[] y = new int[4];
        run(4, 1, """
                %3: i64 = const 0
                %4: <i32> = ld unit.global(%0, %3, 0), 8, true, 1
                st unit.global(%1, %3, 0), 32, [%4]
                """, MemorySegment.ofArray(x), MemorySegment.ofArray(y), 1, 0);
        assertArrayEquals(new int[] {-1, 2, 3, -128}, y);
        run(4, 1, """
                %3: i64 = const 0
                %4: <i32> = ld splat.global(%0, %3, 3), 8, false, 1
                st strided.global(%1, %3, 0) stride 4, 32, [%4]
                """, MemorySegment.ofArray(x), MemorySegment.ofArray(y), 1, 0);
        assertArrayEquals(new int[] {0x8080_8080, 0x8080_8080, 0x8080_8080, 0x8080_8080}, y);
        run(4, 1, """
                %3: i64 = const 0
                %4: <i32> = lanes [3, 2, 1, 0]
                %5: <i32> = ld gather.global(%0, %3, 0) lanes %4, 8, false, 1
                st unit.global(%1, %3, 0), 32, [%5]
                """, MemorySegment.ofArray(x), MemorySegment.ofArray(y), 1, 0);
        assertArrayEquals(new int[] {128, 3, 2, 255}, y);
    }

    private static final String SWAP = """
            %3: i64 = const 0
            %4: i32 = warp
            %5: i64 = cvt.s64.s32 %4
            %6: i64 = const 16
            %7: i64 = mul %5, %6
            %8: ptr = alloc 32
            %9: <i32> = splat %4
            st unit.shared(%8, %7, 0), 32, [%9]
            barrier
            %10: i64 = sub %6, %7
            %11: <i32> = ld unit.shared(%8, %10, 0), 32, false, 1
            st unit.global(%1, %7, 0), 32, [%11]
            """;

    @Test
    void warpsMeetAtBarriersWhateverTheirOrder() {
        for (long seed = 0; seed < 8; seed++) {
            int[] y = new int[8];
            run(4, 2, SWAP, MemorySegment.ofArray(new int[1]), MemorySegment.ofArray(y), 1, seed);
            assertArrayEquals(new int[] {1, 1, 1, 1, 0, 0, 0, 0}, y, "seed " + seed);
        }
    }

    @Test
    void withoutTheBarrierTheWarpsRaceOrReadWhatNobodyWrote() {
        for (long seed = 0; seed < 8; seed++) {
            long s = seed;
            EvaluationException e = assertThrows(EvaluationException.class,
                    () -> run(4, 2, SWAP.replace("barrier\n", ""), MemorySegment.ofArray(new int[1]), MemorySegment.ofArray(new int[8]), 1, s));
            String message = String.valueOf(e.getMessage());
            assertTrue(message.contains("race") || message.contains("before anything wrote it"), message);
        }
    }

    @Test
    void aBarrierUnderControlThatDiffersBetweenWarpsIsFound() {
        EvaluationException e = assertThrows(EvaluationException.class, () -> run(4, 2, """
                %3: i32 = warp
                %4: i32 = const 0
                %5: i1 = cmp.eq %3, %4
                if %5, {
                  barrier
                }, {
                }
                """, MemorySegment.ofArray(new int[1]), MemorySegment.ofArray(new int[8]), 1, 0));
        assertTrue(String.valueOf(e.getMessage()).contains("differs between warps"), e.getMessage());
    }

    @Test
    void loopsCarryValuesAcrossBarriers() {
        int[] y = new int[1];
        run(4, 1, """
                %3: i64 = const 0
                %4: i64 = const 5
                %5: i64 = const 1
                %6: i32 = const 0
                %7: i32 = for %3, %4, %5, [%6], { (%8: i64, %9: i32)
                  barrier
                  %10: i32 = cvt.s32.s64 %8
                  %11: i32 = add %9, %10
                  yield %11
                }
                %12: i32 = while [%7], { (%13: i32)
                  %14: i32 = const 100
                  %15: i1 = cmp.lt %13, %14
                  yield %15
                }, { (%16: i32)
                  %17: i32 = add %16, %16
                  yield %17
                }
                st uniform.global(%1, %3, 0), 32, [%12]
                """, MemorySegment.ofArray(new int[1]), MemorySegment.ofArray(y), 1, 0);
        assertEquals(160, y[0]);
    }
}
