package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTest {
    private static final int[] NONE = new int[0];
    private static final String N = "%9: i32 = cvt.s32.s64 %4\n%30: i32 = const 0\n%31: i32 = const 1\n";

    private static int first(String body, long n) {
        return Words.run(4, body, NONE, NONE, n)[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 30})
    void aLoopMayYieldWhatItCarriesInAnotherOrder(int n) {
        int a = 0;
        int b = 1;
        for (int i = 0; i < n; i++) {
            int next = a + b;
            a = b;
            b = next;
        }
        assertEquals(a, first(N + """
            %10: i32, %11: i32 = for %30, %9, %31, [%30, %31], { (%12: i32, %13: i32, %14: i32)
              %15: i32 = add %13, %14
              yield %14, %15
            }
            st uniform.global(%3, %6, 0), 32, [%10]""", n));
    }

    @Test
    void aLoopOfWideIndicesStepsByAValue() {
        int want = 0;
        for (long i = 3; i < 100; i += 7) {
            want += (int) i;
        }
        assertEquals(want, first("""
            %10: i64 = const 3
            %11: i64 = const 100
            %12: i64 = for %10, %11, %4, [%6], { (%13: i64, %14: i64)
              %15: i64 = add %14, %13
              yield %15
            }
            st uniform.global(%3, %6, 0), 64, [%12]""", 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 27})
    void aWhileLoopRunsUntilItsTestFails(int n) {
        int steps = 0;
        for (int x = n; x != 1; x = x % 2 == 0 ? x / 2 : 3 * x + 1) {
            steps++;
        }
        assertEquals(steps, first(N + """
            %32: i32 = const 2
            %33: i32 = const 3
            %10: i32, %11: i32 = while [%9, %30], { (%12: i32, %13: i32)
              %14: i1 = cmp.ne %12, %31
              yield %14
            }, { (%15: i32, %16: i32)
              %17: i32 = add %16, %31
              %18: i32 = and %15, %31
              %19: i1 = cmp.eq %18, %30
              %20: i32 = if %19, {
                %21: i32 = div %15, %32
                yield %21
              }, {
                %22: i32 = fma %15, %33, %31
                yield %22
              }
              yield %20, %17
            }
            st uniform.global(%3, %6, 0), 32, [%11]""", n));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void wordsAndMasksAreCarriedThroughLoopsAndBranches(int lanes) {
        int[] r = Words.run(lanes, N + """
            %10: <i32> = lanes [0, 1]
            %11: <i1> = const 0
            %12: <i32>, %13: <i1> = for %30, %9, %31, [%10, %11], { (%14: i32, %15: <i32>, %16: <i1>)
              %17: i32 = and %14, %31
              %18: i1 = cmp.eq %17, %31
              %19: <i32>, %20: <i1> = if %18, {
                %21: <i32> = splat %14
                %22: <i32> = add %15, %21
                %23: <i1> = not %16
                yield %22, %23
              }, {
                yield %15, %16
              }
              yield %19, %20
            }
            %24: <i32> = cvt.s32.i1 %13
            %25: <i32> = shl %12, %31
            %26: <i32> = or %25, %24
            st unit.global(%3, %6, 0), 32, [%26]""", NONE, NONE, 6);
        // 1 + 3 + 5, and three times not
        assertEquals(2 * 9 + 1, r[0]);
        assertEquals(2 * 10 + 1, r[1]);
    }

    @Test
    void sharedMemoryIsTheWorkersOwn() {
        assertEquals(42, first("""
            %10: ptr = alloc 100
            %11: ptr = alloc 4096
            %12: i32 = const 41
            %13: i32 = const 1
            st uniform.shared(%10, %6, 96), 32, [%12]
            st uniform.shared(%11, %6, 0), 32, [%13]
            barrier
            touch %0, %6, 0
            %14: i32 = ld uniform.shared(%10, %6, 96), 32, false, 1
            %15: i32 = ld uniform.shared(%11, %6, 0), 32, false, 1
            %16: i32 = add %14, %15
            %17: i32 = warp
            %18: i32 = add %16, %17
            st uniform.global(%3, %6, 0), 32, [%18]""", 0));
    }

    @Test
    void divisionByZeroIsAnErrorOfTheProgram() {
        String scalar = N + "%10: i32 = div %31, %9\nst uniform.global(%3, %6, 0), 32, [%10]";
        assertEquals("/ by zero", assertThrows(ArithmeticException.class, () -> first(scalar, 0)).getMessage());
        String words = N + "%10: <i32> = splat %9\n%11: <i32> = rem %10, %10\nst unit.global(%3, %6, 0), 32, [%11]";
        assertEquals("/ by zero", assertThrows(ArithmeticException.class, () -> first(words, 0)).getMessage());
        assertEquals(0, first(words, 5));
    }

    @Test
    void anAssertThatFailsNamesKernelAndMessage() {
        String body = N + "%10: i1 = cmp.lt %30, %9\nassert %10, \"n is positive\"\nst uniform.global(%3, %6, 0), 32, [%9]";
        assertEquals(3, first(body, 3));
        assertEquals("kernel test: n is positive", assertThrows(IllegalStateException.class, () -> first(body, 0)).getMessage());
    }
}
