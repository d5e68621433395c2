package intarsia.codegen.jvm;

import java.lang.foreign.Arena;

/** Kernels of loops, each called until a JIT wants it: run in a JVM of its own, whose flags say which one. */
final class LoopCalls {
    private static final int LANES = 4;
    private static final int REPETITIONS = 50;

    private LoopCalls() {
    }

    public static void main(String[] unused) {
        try (Arena arena = Arena.ofConfined()) {
            long[] args = new long[5];
            for (int i = 0; i < 4; i++) {
                args[i] = arena.allocate(256, 64).address();
            }
            for (LoopRow row : LoopRow.all()) {
                Runner kernel = Runner.of(row.text(LANES));
                for (int i = 0; i < REPETITIONS; i++) {
                    kernel.run(args, 0, 16);
                }
            }
        }
    }
}
