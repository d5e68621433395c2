package intarsia.tests.decoder;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.sampling.Sampler;
import intarsia.decoder.sampling.Sampling;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.tests.oracle.SharedData;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** What {@link SessionTest} starts: decodes until tokens leave nothing on the heap, and prints how many bytes the best run left. */
final class TokenAllocation {
    /** What begins the line with the result. */
    static final String WORD = "bytes for " + TokenAllocation.TOKENS + " tokens: ";
    private static final int TOKENS = 255;
    private static final int ROUNDS = 300;
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private TokenAllocation() {
    }

    public static void main(String[] args) throws InterruptedException {
        try (Model m = Model.open(SharedData.file("stories260K/stories260K-f32.gguf"));
             Session s = Session.open(m, Engine.jvm(1), new Options(8, 512, 1, DType.F32), Stage.UNSEEN)) {
            if (!s.awaitWarm(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException("kernels of a token are still interpreted");
            }
            System.out.println(WORD + least(s, new Sampler(Sampling.GREEDY, m.config().words())));
        }
    }

    /** The JVM compiles what calls the kernels while this runs. */
    private static long least(Session s, Sampler sampler) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            s.prefill(new int[] {1}, 0, 0);
            least = Math.min(least, tokens(s, sampler));
        }
        return least;
    }

    private static long tokens(Session s, Sampler sampler) {
        int token = 403;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < TOKENS; i++) {
            token = sampler.pick(s.step(token, 0), 0);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
