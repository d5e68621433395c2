package intarsia.codegen.jvm;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** All rows, each kernel called until C2 has compiled it: run in a JVM of its own, with flags that decide what C2 may use. */
final class CompiledRows {
    /** More than the scaled threshold of C2; each call runs at least one block. */
    private static final int REPETITIONS = 300;

    private CompiledRows() {
    }

    /**
     * The first argument is the number of lanes. One width a JVM: kernels of two widths share the type profiles of the
     * Vector API's own methods, and C2 may then box where it inlines alone.
     */
    public static void main(String[] args) {
        int lanes = Integer.parseInt(args[0]);
        List<String> differences = new ArrayList<>();
        loops(lanes).forEach(differences::add);
        for (OpRow row : OpRow.all()) {
            OpCheck.difference(row, lanes, REPETITIONS).ifPresent(differences::add);
        }
        if (GuardedPages.available()) {
            try (GuardedPages pages = new GuardedPages()) {
                for (AccessRow row : AccessRow.all()) {
                    AccessCheck.difference(row, lanes, pages, REPETITIONS).ifPresent(differences::add);
                }
            }
        }
        differences.forEach(System.out::println);
        System.out.println("targets " + new JvmBackend().targets().stream().map(t -> t.id()).toList());
        System.out.println(differences.size() + " differences");
    }

    private static List<String> loops(int lanes) {
        List<String> found = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            long[] args = new long[5];
            for (int i = 0; i < 4; i++) {
                args[i] = arena.allocate(256, 64).address();
            }
            for (LoopRow row : LoopRow.all()) {
                Runner kernel = Runner.of(row.text(lanes));
                for (int i = 0; i < REPETITIONS; i++) {
                    kernel.run(args, 0, 16);
                }
                Allocation.difference(row.name(), lanes, () -> kernel.run(args, 0, 16)).ifPresent(found::add);
            }
        }
        return found;
    }
}
