package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GemvTest {
    private static final int ACCUMULATORS = 8;
    private static final int K = 64;
    private static final int BLOCKS = 3;
    private static final int MOST_CALLS = 200_000;

    /** A panel a block: {@code ACCUMULATORS · lanes} rows, k-major. */
    private static String text(int lanes) {
        int row = 4 * lanes * ACCUMULATORS;
        String zeros = IntStream.range(0, ACCUMULATORS).mapToObj(_ -> "%23").collect(Collectors.joining(", "));
        StringBuilder s = new StringBuilder("""
            %%20: i32 = const 0
            %%21: i32 = const 1
            %%22: i32 = cvt.s32.s64 %%4
            %%23: <f32> = const 0.0
            %%24: i64 = const %d
            %%25: i64 = mul %%5, %%4
            %%26: i64 = mul %%25, %%24
            %%27: i64 = const 4
            %s = for %%20, %%22, %%21, [%s], { (%%30: i32, %s)
            %%31: i64 = cvt.s64.s32 %%30
            %%32: i64 = mul %%31, %%27
            %%33: <f32> = ld splat.global(%%1, %%32, 0), 32, false, 1
            %%34: i64 = mul %%31, %%24
            %%35: i64 = add %%34, %%26
            """.formatted(row, values(100, ": <f32>"), zeros, values(200, ": <f32>")));
        for (int i = 0; i < ACCUMULATORS; i++) {
            s.append("%").append(300 + i).append(": <f32> = ld unit.global(%0, %35, ").append(4 * lanes * i).append("), 32, false, 1\n%")
                    .append(400 + i).append(": <f32> = fma %").append(300 + i).append(", %33, %").append(200 + i).append('\n');
        }
        s.append("yield ").append(values(400, "")).append("\n}\n%36: i64 = mul %5, %24\n");
        for (int i = 0; i < ACCUMULATORS; i++) {
            s.append("st unit.global(%3, %36, ").append(4 * lanes * i).append("), 32, [%").append(100 + i).append("]\n");
        }
        return Runner.text(lanes, s.toString());
    }

    private static String values(int from, String type) {
        return IntStream.range(from, from + ACCUMULATORS).mapToObj(i -> "%" + i + type).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void aCompiledLoopOfManyAccumulatorsAllocatesNothingAndIsRight(int lanes) {
        Runner kernel = Runner.of(text(lanes));
        int rows = lanes * ACCUMULATORS;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment w = arena.allocate(4L * rows * K * BLOCKS, 64);
            MemorySegment x = arena.allocate(4L * K, 64);
            MemorySegment y = arena.allocate(4L * rows * BLOCKS, 64);
            for (int i = 0; i < rows * K * BLOCKS; i++) {
                w.setAtIndex(ValueLayout.JAVA_FLOAT, i, i * 7 % 13 - 6);
            }
            for (int k = 0; k < K; k++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, k, k % 5 - 2);
            }
            long[] args = {w.address(), x.address(), 0, y.address(), K};
            int calls = 0;
            // C2 comes when it comes: until then vectors are objects. Eight quiet rounds in a row are its code.
            for (int quiet = 0; quiet < 8 && calls < MOST_CALLS; calls += 64) {
                quiet = Allocation.bytes(() -> kernel.run(args, 0, BLOCKS)) == 0 ? quiet + 1 : 0;
            }
            int made = calls;
            boolean wide = lanes > new JvmBackend().targets().getFirst().lanes();
            assertTrue(made < MOST_CALLS || wide, () -> "still allocates after " + made + " calls");
            for (int b = 0; b < BLOCKS; b++) {
                for (int r = 0; r < rows; r++) {
                    float want = 0;
                    for (int k = 0; k < K; k++) {
                        want += ((b * K + k) * rows + r) * 7 % 13 * (k % 5 - 2) - 6 * (k % 5 - 2);
                    }
                    assertEquals(want, y.getAtIndex(ValueLayout.JAVA_FLOAT, (long) b * rows + r));
                }
            }
        }
    }
}
