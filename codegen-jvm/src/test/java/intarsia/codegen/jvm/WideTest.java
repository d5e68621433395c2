package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WideTest {
    private static final int[] A = IntStream.range(0, Words.SIZE).map(i -> i * 0x1234_567b + 99).toArray();

    private static long wide(int[] words, int lane) {
        return words[2 * lane] & 0xffff_ffffL | (long) words[2 * lane + 1] << 32;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void wideIntegersGoThroughMemoryAndArithmetic(int lanes) {
        int[] r = Words.run(lanes, """
            %10: <i64> = ld unit.global(%0, %6, 0), 64, false, 1
            %11: <i64> = lanes [3, 1000000000000]
            %12: <i64> = fma %10, %10, %11
            %13: <i64> = splat %4
            %14: <i64> = xor %12, %13
            %15: i32 = const 17
            %16: <i64> = shr.s %14, %15
            %17: i64 = extract %16, 1
            %18: <i64> = splat %17
            %19: <i64> = sub %16, %18
            st unit.global(%3, %6, 0), 64, [%19]""", A, A, 0x1_0000_0001L);
        for (int l = 0; l < lanes; l++) {
            assertEquals(one(l) - one(1), wide(r, l));
        }
    }

    private static long one(int l) {
        long x = wide(A, l);
        return (x * x + (l % 2 == 0 ? 3 : 1_000_000_000_000L) ^ 0x1_0000_0001L) >> 17;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void wideFloatsComputeAsDoubles(int lanes) {
        int[] r = Words.run(lanes, """
            %10: <i64> = ld strided.global(%0, %6, 0) stride 4, 64, false, 1
            %11: <f64> = bits %10
            %12: <f64> = const 4611686018427387905
            %13: <f64> = div %11, %12
            %14: <f64> = fma %13, %12, %11
            st unit.global(%3, %6, 0), 64, [%14]""", A, A, 0);
        for (int l = 0; l < lanes; l++) {
            double x = Double.longBitsToDouble(A[l] & 0xffff_ffffL | (long) A[l + 1] << 32);
            double c = Double.longBitsToDouble(4611686018427387905L);
            assertEquals(Math.fma(x / c, c, x), Double.longBitsToDouble(wide(r, l)));
        }
    }
}
