package intarsia.codegen.jvm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Runs a row over every pair of edge values and compares bits; any NaN is any other. */
final class OpCheck {
    private final OpRow row;
    private final int lanes;
    private final Runner kernel;

    private OpCheck(OpRow row, int lanes, Runner kernel) {
        this.row = row;
        this.lanes = lanes;
        this.kernel = kernel;
    }

    private static Runner kernel(OpRow row, int lanes) {
        String type = row.type();
        String body = """
                    %%10: %s = ld unit.global(%%0, %%8, 0), 32, false, 1
                    %%11: %s = ld unit.global(%%1, %%8, 0), 32, false, 1
                    %%12: %s = ld unit.global(%%2, %%8, 0), 32, false, 1
                    %s
                    st unit.global(%%3, %%8, 0), 32, [%%20]
            """.formatted(type, type, type, row.body());
        String text = Runner.text(lanes == 1 ? 4 : lanes, body);
        return Runner.of(lanes > 1 ? text : scalar(text));
    }

    /** The same ops on scalars, an element a block. */
    private static String scalar(String text) {
        return text.replaceAll("<(i32|f32|i1)>", "$1").replace("unit.", "uniform.").replace("const 16\n", "const 4\n");
    }

    /** What differs after that many repetitions; empty where nothing does. One lane stands for scalars. */
    static Optional<String> difference(OpRow row, int lanes, int repetitions) {
        Runner kernel = kernel(row, lanes);
        return new OpCheck(row, lanes, kernel).difference(repetitions)
                .or(() -> new OpCheck(row, lanes, kernel.plain()).difference(1).map(d -> "on plain arrays: " + d));
    }

    private Optional<String> difference(int repetitions) {
        int[] edge = row.type().equals("<f32>") ? OpRow.FLOATS : OpRow.INTS;
        int n = edge.length * edge.length;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] in = new MemorySegment[4];
            for (int i = 0; i < 4; i++) {
                in[i] = arena.allocate(4L * n, 64);
            }
            for (int i = 0; i < n; i++) {
                in[0].setAtIndex(ValueLayout.JAVA_INT, i, edge[i % edge.length]);
                in[1].setAtIndex(ValueLayout.JAVA_INT, i, edge[i / edge.length]);
                in[2].setAtIndex(ValueLayout.JAVA_INT, i, edge[(i * 7 + i / 5) % edge.length]);
            }
            long[] args = {in[0].address(), in[1].address(), in[2].address(), in[3].address(), n};
            for (int r = 0; r < repetitions; r++) {
                kernel.run(args, 0, n / lanes);
            }
            if (repetitions > 1) {
                Optional<String> boxed = Allocation.difference(row, lanes, () -> kernel.run(args, 0, n / lanes));
                if (boxed.isPresent()) {
                    return boxed;
                }
            }
            for (int i = 0; i < n; i++) {
                int a = in[0].getAtIndex(ValueLayout.JAVA_INT, i);
                int b = in[1].getAtIndex(ValueLayout.JAVA_INT, i);
                int c = in[2].getAtIndex(ValueLayout.JAVA_INT, i);
                int want = row.want().of(a, b, c);
                int found = in[3].getAtIndex(ValueLayout.JAVA_INT, i);
                if (want != found && !(row.result().equals("<f32>") && nan(want) && nan(found))) {
                    return Optional.of(row + ", lanes " + lanes + ": %08x %08x %08x gives %08x; wanted %08x".formatted(a, b, c, found, want));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean nan(int bits) {
        return Float.isNaN(Float.intBitsToFloat(bits));
    }
}
