package intarsia.ir.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Symbols;
import intarsia.ir.text.Parser;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Copies land at their wait, and what a machine might see before is an error of the program. */
class AsyncCopyTest {
    /** x is at %0, y at %1, the first byte of the warp's 64 in %5, the next warp's in %6, shared memory at %7. */
    private static int[] run(int warps, String statements, int... x) {
        int[] y = new int[32 * warps];
        for (long seed = 0; seed < 4; seed++) {
            AddressSpace memory = new AddressSpace();
            String text = """
                    intarsia 1
                    lane kernel k {
                      inout x %%0: ptr
                      out y %%1: ptr
                      grid [1]
                      lanes 4 warps %d
                      blocks { (%%2: i64)
                        %%3: i32 = warp
                        %%4: i64 = cvt.s64.s32 %%3
                        %%10: i64 = const 64
                        %%5: i64 = mul %%4, %%10
                        %%11: i64 = const %d
                        %%6: i64 = xor %%5, %%11
                        %%7: ptr = alloc 512
                        %s
                      }
                    }
                    """.formatted(warps, warps > 1 ? 64 : 0, statements);
            long[] args = {memory.register("x", MemorySegment.ofArray(x)), memory.register("y", MemorySegment.ofArray(y))};
            Evaluator.runLane(Parser.parse(text), args, memory, 0, 1, Symbols.NONE, seed);
        }
        return y;
    }

    private static int[] numbers(int n) {
        int[] x = new int[n];
        Arrays.setAll(x, i -> 100 + i);
        return x;
    }

    private static void fails(String part, int warps, String statements) {
        EvaluationException e = assertThrows(EvaluationException.class, () -> run(warps, statements, numbers(32)));
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }

    private static final String COPY = """
            copy.async unit.shared(%7, %5, 0), unit.global(%0, %5, 0), 16
            commit
            WAIT
            BARRIER
            %20: <i32>, %21: <i32>, %22: <i32>, %23: <i32> = ld unit.shared(%7, %6, 0), 32, false, 4
            st unit.global(%1, %5, 0), 32, [%20, %21, %22, %23]
            """;

    @Test
    void dataLandAtTheWaitAndOtherWarpsSeeThemAfterABarrier() {
        int[] y = run(2, COPY.replace("WAIT", "wait 0").replace("BARRIER", "barrier"), numbers(32));
        for (int i = 0; i < 32; i++) {
            assertTrue(y[i] == 100 + (i ^ 16), Arrays.toString(y));
        }
        assertArrayEquals(numbers(16), Arrays.copyOf(run(1, COPY.replace("WAIT", "wait 0").replace("BARRIER", ""), numbers(16)), 16));
        fails("while a copy to it is under way", 1, COPY.replace("WAIT", "").replace("BARRIER", "barrier"));
        fails("while a copy to it is under way", 1, COPY.replace("WAIT", "wait 1").replace("BARRIER", "barrier"));
        fails("while a copy to it is under way", 1, COPY.replace("commit", "").replace("WAIT", "wait 0").replace("BARRIER", "barrier"));
    }

    @Test
    void withoutTheBarrierTheWarpsRace() {
        EvaluationException e = assertThrows(EvaluationException.class, () -> run(2, COPY.replace("WAIT", "wait 0").replace("BARRIER", ""), numbers(32)));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("race") || message.contains("before anything wrote it"), message);
    }

    @Test
    void aBufferThatOthersStillReadMayNotBeFilledAgain() {
        String again = COPY.replace("WAIT", "wait 0").replace("BARRIER", "barrier") + "AGAIN\ncopy.async unit.shared(%7, %5, 0), unit.global(%0, %5, 0), 16\ncommit\nwait 0\n";
        run(2, again.replace("AGAIN", "barrier"), numbers(32));
        fails("race", 2, again.replace("AGAIN", ""));
    }

    @Test
    void groupsLandInTheirOrder() {
        String text = """
                copy.async unit.shared(%7, %5, 0), unit.global(%0, %5, 0), 4
                commit
                copy.async unit.shared(%7, %5, 256), unit.global(%0, %5, 16), 4
                commit
                wait 1
                %20: <i32> = ld unit.shared(%7, %5, FIRST), 32, false, 1
                st unit.global(%1, %5, 0), 32, [%20]
                wait 0
                %21: <i32> = ld unit.shared(%7, %5, 256), 32, false, 1
                st unit.global(%1, %5, 16), 32, [%21]
                """;
        assertArrayEquals(numbers(8), Arrays.copyOf(run(1, text.replace("FIRST", "0"), numbers(16)), 8));
        fails("byte 256 of shared memory is touched while a copy to it is under way", 1, text.replace("FIRST", "256"));
    }

    @Test
    void lanesThatAreOffCopyZerosOrNothing() {
        int[] y = run(1, """
                %20: <i1> = lanes [1, 1, 0, 0]
                %21: <i1> = lanes [1, 0, 1, 0]
                %22: <i32> = const 7
                st unit.shared(%7, %5, 0), 32, [%22]
                copy.async unit.shared(%7, %5, 0) mask %20, unit.global(%0, %5, 0) mask %21, 4
                commit
                wait 0
                %23: <i32> = ld unit.shared(%7, %5, 0), 32, false, 1
                st unit.global(%1, %5, 0), 32, [%23]
                """, 5);
        assertArrayEquals(new int[] {5, 0, 7, 7}, Arrays.copyOf(y, 4));
    }

    @Test
    void theSourceMayNotChangeBeforeTheWait() {
        fails("the source of a copy changed", 1, "%20: <i32> = const 3\ncopy.async unit.shared(%7, %5, 0), unit.global(%0, %5, 0), 4\nst unit.global(%0, %5, 0), 32, [%20]\ncommit\nwait 0");
    }

    @Test
    void aBlockEndsWithNoCopyUnderWay() {
        fails("a block ends with copies under way, of 4 lanes", 1, "copy.async unit.shared(%7, %5, 0), unit.global(%0, %5, 0), 4");
        fails("a block ends with copies under way", 1, "copy.async unit.shared(%7, %5, 0), unit.global(%0, %5, 0), 4\ncommit\nwait 1");
        run(1, "commit\nwait 1", 1);
    }

    @Test
    void addressesAreMultiplesOfTheBytesAndThoseOfSharedMemory() {
        fails("lane 0: destination of a copy at 4 bytes after a multiple of 64; wanted a multiple of 8", 1, "copy.async unit.shared(%7, %5, 4), unit.global(%0, %5, 0), 8");
        fails("source of a copy at 8 bytes after a multiple of 64; wanted a multiple of 16", 1, "copy.async unit.shared(%7, %5, 0), unit.global(%0, %5, 8), 16");
        fails("copy to x, which is no shared memory", 1, "copy.async unit.shared(%0, %5, 0), unit.global(%0, %5, 0), 4");
    }
}
