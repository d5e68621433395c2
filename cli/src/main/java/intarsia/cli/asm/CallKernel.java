package intarsia.cli.asm;

import com.sun.management.ThreadMXBean;
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
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The JVM that has a kernel compiled: it calls the one kernel of a saved program on zeros until C2 has made code of it, then a few
 * times more to see what a launch allocates. What C2 made is printed by the JVM on standard output; {@link Launches} goes to standard error.
 */
public final class CallKernel {
    /** Values of symbols that may be larger: whole blocks of every format. */
    private static final long SIZE = 256;
    /** Launches of which allocation is measured. */
    private static final int LAUNCHES = 16;
    /** Times that they are measured, at most: where a size leads code to where it has not been, the JIT has it to do again. */
    private static final int ATTEMPTS = 200;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private CallKernel() { }

    /** Calls the program of the first argument, for at most as many seconds as the second says until it is warm. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Program program = Intarsia.load(Path.of(args[0]), Engine.jvm(1));
        boolean warm = warm(program, Long.parseLong(args[1]));
        System.err.println(new Launches(warm, LAUNCHES, allocated(program, warm ? ATTEMPTS : 1)));
    }

    private static boolean warm(Program program, long seconds) throws InterruptedException {
        try (Warming warming = Intarsia.warm(program).orElseThrow()) {
            warming.await(seconds, TimeUnit.SECONDS);
            return warming.warm() == warming.kernels();
        }
    }

    private static long allocated(Program program, int attempts) {
        try (TensorArena arena = TensorArena.open(); Run run = program.bind(tensors(program.plan(), arena))) {
            program.plan().symbols().forEach(s -> run.set(s.name(), size(s)));
            long least = allocatedBy(run);
            for (int i = 1; i < attempts && least > 0; i++) least = Math.min(least, allocatedBy(run));
            return least;
        }
    }

    private static long allocatedBy(Run run) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < LAUNCHES; i++) run.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static Map<String, Tensor> tensors(Plan plan, TensorArena arena) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (PlanBuffer b : plan.buffers()) {
            long[] shape = b.shape().stream().mapToLong(e -> e.eval(name -> size(plan.symbol(name)))).toArray();
            if (b.role().bound()) tensors.put(b.name(), arena.allocate(b.format(), shape));
        }
        return tensors;
    }

    private static long size(Symbol s) {
        return Math.clamp(SIZE / s.divisor() * s.divisor(), s.min(), s.max());
    }
}
