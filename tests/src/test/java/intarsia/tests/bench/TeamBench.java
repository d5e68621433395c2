package intarsia.tests.bench;

import intarsia.runtime.team.TeamJob;
import intarsia.runtime.team.Worker;
import intarsia.runtime.team.WorkerTeam;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A step of a job of a hundred, on a team: with parts that are nothing, which leaves opening and closing it, and with parts of some microseconds. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class TeamBench {
    private static final int STEPS = 100;
    private static final int WORK = 2_000;

    /** Threads. */
    @Param({"1", "2"})
    public int workers = 1;

    private WorkerTeam team = new WorkerTeam(1);
    private final long[] sums = new long[64 * 16];

    private TeamJob job(int parts, int work) {
        return new TeamJob() {
            @Override
            public int steps() {
                return STEPS;
            }

            @Override
            public long parts(int step) {
                return parts;
            }

            @Override
            public void step(int step, Worker self) {
                for (long p; (p = self.next()) >= 0; ) {
                    sums[(int) p * 16] = work(p, work);
                }
            }
        };
    }

    private static long work(long seed, int n) {
        long x = seed;
        for (int i = 0; i < n; i++) {
            x = x * 0x9E3779B97F4A7C15L + i;
        }
        return x;
    }

    private final TeamJob alone = job(1, 0);
    private final TeamJob empty = job(2, 0);
    private final TeamJob parts = job(16, WORK);

    @Setup(Level.Trial)
    public void warm() {
        team.close();
        team = new WorkerTeam(workers);
        Steady.reach(() -> team.run(parts));
    }

    /** A step that the caller does by itself. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void alone() {
        team.run(alone);
    }

    /** A step that is opened and closed. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void empty() {
        team.run(empty);
    }

    /** A step of 16 parts, about a microsecond each. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void parts() {
        team.run(parts);
    }

    @TearDown(Level.Trial)
    public void close() {
        team.close();
    }
}
