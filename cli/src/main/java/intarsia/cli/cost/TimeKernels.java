package intarsia.cli.cost;

import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import intarsia.runtime.cpu.Warming;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The JVM in which kernels are timed, one after another, on one thread and on zeros: on standard output a line before each, so that what the JVM prints of its code can be told
 * apart; on standard error a line of its number, the median of nanoseconds a launch, and the spread.
 */
public final class TimeKernels {
    /** Before each kernel on standard output. */
    static final String MARK = "== kernel ";
    /** Before each time on standard error. */
    static final String TIME = "== time ";
    private static final int ROUNDS = 15;
    private static final long ROUND_NANOS = 600_000;
    private static final int MOST_LAUNCHES = 100_000;

    private TimeKernels() { }

    /** Times the programs in the files of the arguments; the first is how many seconds the JIT may take for each. */
    public static void main(String[] args) throws IOException, InterruptedException {
        for (int i = 1; i < args.length; i++) {
            System.out.println("\n" + MARK + (i - 1));
            System.out.flush();
            Program program = Intarsia.load(Path.of(args[i]), Engine.jvm(1));
            if (warm(program, Long.parseLong(args[0]))) System.err.println(TIME + (i - 1) + " " + time(program));
        }
    }

    private static boolean warm(Program program, long seconds) throws InterruptedException {
        try (Warming warming = Intarsia.warm(program).orElseThrow()) {
            warming.await(seconds, TimeUnit.SECONDS);
            return warming.warm() == warming.kernels();
        }
    }

    private static String time(Program program) {
        try (TensorArena arena = TensorArena.open(); Run run = program.bind(tensors(program.plan(), arena))) {
            for (Symbol s : program.plan().symbols()) run.set(s.name(), s.max());
            int launches = Math.clamp(ROUND_NANOS / Math.max(1, nanos(run, 3) / 3), 1, MOST_LAUNCHES);
            nanos(run, launches);
            double[] rounds = new double[ROUNDS];
            Arrays.setAll(rounds, _ -> (double) nanos(run, launches) / launches);
            Arrays.sort(rounds);
            double median = rounds[ROUNDS / 2];
            return median + " " + (rounds[ROUNDS * 3 / 4] - rounds[ROUNDS / 4]) / 2 / median;
        }
    }

    private static long nanos(Run run, int launches) {
        long begin = System.nanoTime();
        for (int i = 0; i < launches; i++) run.run();
        return Math.max(1, System.nanoTime() - begin);
    }

    private static Map<String, Tensor> tensors(Plan plan, TensorArena arena) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (PlanBuffer b : plan.buffers()) {
            if (b.role().bound()) tensors.put(b.name(), arena.allocate(b.format(), b.shape().stream().mapToLong(e -> e.constant()).toArray()));
        }
        return tensors;
    }
}
