package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Runs the body of {@link Runner#text} once over arrays of words. */
final class Words {
    static final int SIZE = 64;

    private Words() {
    }

    /** The words at %3 after a run with {@code a} at %0, {@code b} at %1 and n = %4. */
    static int[] run(int lanes, String body, int[] a, int[] b, long n) {
        Runner kernel = Runner.of(Runner.text(lanes, body));
        int[] found = run(kernel, a, b, n);
        assertArrayEquals(found, run(kernel.plain(), a, b, n), "on plain arrays");
        return found;
    }

    private static int[] run(Runner kernel, int[] a, int[] b, long n) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocate(4 * SIZE, 64);
            MemorySegment other = arena.allocate(4 * SIZE, 64);
            MemorySegment out = arena.allocate(4 * SIZE, 64);
            MemorySegment.copy(a, 0, in, ValueLayout.JAVA_INT, 0, a.length);
            MemorySegment.copy(b, 0, other, ValueLayout.JAVA_INT, 0, b.length);
            kernel.run(new long[] {in.address(), other.address(), 0, out.address(), n}, 0, 1);
            return out.toArray(ValueLayout.JAVA_INT);
        }
    }
}
