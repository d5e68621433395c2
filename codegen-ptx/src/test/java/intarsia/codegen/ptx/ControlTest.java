package intarsia.codegen.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTest {
    private static final int[] A = IntStream.range(0, 96).map(i -> i * i - 50).toArray();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7})
    void carriedValuesMaySwapPlaces(int n) {
        int[] y = LaneSnippet.words("""
                %%10: i32 = const 0
                %%11: i32 = const %d
                %%12: i32 = const 1
                %%13: <i32> = const 5
                %%14: <i32> = const 9
                %%15: <i32>, %%16: <i32>, %%17: i32 = for %%10, %%11, %%12, [%%13, %%14, %%10], {
                  (%%20: i32, %%21: <i32>, %%22: <i32>, %%23: i32)
                  %%24: i32 = add %%23, %%20
                  yield %%22, %%21, %%24
                }
                st unit.global(%%3, %%5, 0), 32, [%%15]
                st unit.global(%%3, %%5, 128), 32, [%%16]
                st uniform.global(%%3, %%5, 256), 32, [%%17]
                """.formatted(n), 65);
        assertEquals(n % 2 == 0 ? 5 : 9, y[31]);
        assertEquals(n % 2 == 0 ? 9 : 5, y[63]);
        assertEquals(n * (n - 1) / 2, y[64]);
    }

    @Test
    void aWhileRunsUntilItsTestFails() {
        int[] y = LaneSnippet.words("""
                %10: i32 = const 27
                %11: i32 = const 0
                %12: i32, %13: i32 = while [%10, %11], {
                  (%20: i32, %21: i32)
                  %22: i32 = const 1
                  %23: i1 = cmp.ne %20, %22
                  yield %23
                }, {
                  (%30: i32, %31: i32)
                  %32: i32 = const 1
                  %33: i32 = and %30, %32
                  %34: i1 = cmp.eq %33, %32
                  %35: i32 = if %34, {
                    %36: i32 = const 3
                    %37: i32 = fma %30, %36, %32
                    yield %37
                  }, {
                    %38: i32 = shr.u %30, %32
                    yield %38
                  }
                  %39: i32 = add %31, %32
                  yield %35, %39
                }
                st uniform.global(%3, %5, 0), 32, [%13]
                """, 1);
        assertEquals(111, y[0]);
    }

    @Test
    void anIfWithoutResultsMayHaveOneSide() {
        int[] y = LaneSnippet.words("""
                %10: i32 = ld uniform.global(%0, %5, 0), 32, false, 1
                %11: i32 = const 0
                %12: i1 = cmp.lt %10, %11
                if %12, {
                  st uniform.global(%3, %5, 0), 32, [%10]
                }, {
                }
                %13: i1 = not %12
                if %13, {
                  st uniform.global(%3, %5, 4), 32, [%10]
                }, {
                }
                """, 2, A);
        assertArrayEquals(new int[] {-50, 0}, y);
    }

    private static int[] cross(String statement) {
        return LaneSnippet.words("""
                %10: <i32> = ld unit.global(%0, %5, 0), 32, false, 1
                %11: <i32> = ld unit.global(%0, %5, 128), 32, false, 1
                %12: <i32> = ld unit.global(%1, %5, 0), 32, false, 1
                """ + statement + "\nst unit.global(%3, %5, 0), 32, [%20]", 32, A, IntStream.range(0, 32).map(i -> i * 37 % 96).toArray());
    }

    @Test
    void wordsMoveAcrossLanes() {
        int[] index = IntStream.range(0, 32).map(i -> i * 37 % 96).toArray();
        assertArrayEquals(IntStream.range(0, 32).map(l -> A[l ^ 13]).toArray(), cross("%20: <i32> = exchange %10, 13"));
        assertArrayEquals(IntStream.range(0, 32).map(l -> A[(l + 5) % 32]).toArray(), cross("%20: <i32> = rotate %10, 5"));
        assertArrayEquals(IntStream.range(0, 32).map(l -> A[(l + 25) % 32]).toArray(), cross("%20: <i32> = rotate %10, -7"));
        assertArrayEquals(IntStream.range(0, 32).map(_ -> A[17]).toArray(), cross("%19: i32 = extract %10, 17\n%20: <i32> = splat %19"));
        assertArrayEquals(IntStream.range(0, 32).map(l -> A[index[l] % 32]).toArray(),
                cross("%18: <i32> = const 31\n%19: <i32> = and %12, %18\n%20: <i32> = permute %10, %19"));
        assertArrayEquals(IntStream.range(0, 32).map(l -> A[index[l]]).toArray(),
                cross("%19: <i32> = ld unit.global(%0, %5, 256), 32, false, 1\n%20: <i32> = table [%10, %11, %19], %12"));
    }

    @Test
    void masksMoveAcrossLanes() {
        int[] y = cross("""
                %13: <i32> = const 0
                %14: <i1> = cmp.lt %10, %13
                %15: <i1> = exchange %14, 31
                %16: i1 = extract %14, 3
                %17: <i1> = splat %16
                %18: <i1> = and %15, %17
                %20: <i32> = cvt.s32.i1 %18
                """);
        assertArrayEquals(IntStream.range(0, 32).map(l -> A[l ^ 31] < 0 ? 1 : 0).toArray(), y);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "0, 1", "5, 5, 5, 9", "1, 2, 4, 8, 16, 32, 64, 128", "4294967295, 0, 1, 2"})
    void constantsOfTheLanesRepeat(String list) {
        long[] values = Arrays.stream(list.split(", ", -1)).mapToLong(Long::parseLong).toArray();
        int[] y = cross("%20: <i32> = lanes [" + list + "]");
        assertArrayEquals(IntStream.range(0, 32).map(l -> (int) values[l % values.length]).toArray(), y);
    }

    @Test
    void constantsOfTheLanesMayBeLinesTablesMasksAndWide() {
        String line = IntStream.range(0, 32).mapToObj(l -> Integer.toString(3 + 12 * l)).reduce((a, b) -> a + ", " + b).orElseThrow();
        assertArrayEquals(IntStream.range(0, 32).map(l -> 3 + 12 * l).toArray(), cross("%20: <i32> = lanes [" + line + "]"));
        String table = IntStream.range(0, 32).mapToObj(l -> Integer.toString(l * l * 7 % 31)).reduce((a, b) -> a + ", " + b).orElseThrow();
        assertArrayEquals(IntStream.range(0, 32).map(l -> l * l * 7 % 31).toArray(), cross("%20: <i32> = lanes [" + table + "]"));
        assertArrayEquals(IntStream.range(0, 32).map(l -> l % 4 == 0 || l % 4 == 3 ? 1 : 0).toArray(),
                cross("%19: <i1> = lanes [1, 0, 0, 1]\n%20: <i32> = cvt.s32.i1 %19"));
        int[] wide = LaneSnippet.words("%10: <i64> = lanes [1, -2, 4294967296, 7]\nst unit.global(%3, %5, 0), 64, [%10]", 64);
        assertArrayEquals(new int[] {1, 0, -2, -1, 0, 1, 7, 0}, Arrays.copyOf(wide, 8));
    }
}
