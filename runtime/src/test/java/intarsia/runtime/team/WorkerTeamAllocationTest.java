package intarsia.runtime.team;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTeamAllocationTest {
    private static final int RUNS = 20_000;

    /** Six steps with shared counters; remembers which threads did them, so that their allocation can be read. */
    private static final class Sums implements TeamJob {
        final long[] threads;
        final long[] sums;

        Sums(int workers) {
            threads = new long[workers];
            sums = new long[workers * 16];
        }

        @Override public int steps() {
            return 6;
        }

        @Override public long parts(int step) {
            return 8;
        }

        @Override public void step(int step, Worker self) {
            threads[self.index()] = Thread.currentThread().threadId();
            for (long at; (at = self.next()) >= 0; ) sums[self.index() * 16] += at;
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 3})
    void aRunAllocatesNothingOnAnyThread(int workers) {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM has no com.sun.management.ThreadMXBean");
        var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(bean.isThreadAllocatedMemorySupported(), "this JVM does not count allocated bytes");
        bean.setThreadAllocatedMemoryEnabled(true);
        try (var team = new WorkerTeam(workers)) {
            var job = new Sums(workers);
            for (int i = 0; i < RUNS; i++) team.run(job);
            long before = allocated(bean, job);
            for (int i = 0; i < RUNS; i++) team.run(job);
            long bytes = allocated(bean, job) - before;
            // Reading the counters may itself allocate a little, once; the smallest object a run is 16 bytes.
            assertTrue(bytes < RUNS, () -> RUNS + " runs allocated " + bytes + " bytes");
        }
    }

    private static long allocated(ThreadMXBean bean, Sums job) {
        long sum = 0;
        for (long id : job.threads) sum += bean.getThreadAllocatedBytes(id);
        return sum;
    }
}
