package intarsia.runtime.team;

import static intarsia.runtime.team.WorkerTeamTest.job;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerTeamStressTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260101);

    private static Random seeded(String test) {
        System.out.println(test + ": -Dintarsia.seed=" + SEED);
        return new Random(SEED);
    }

    /** Uneven work, so that workers arrive in every order, some after the others have parked. */
    @SuppressWarnings("ThreadPriorityCheck") // to disturb the scheduler is its purpose
    private static void dawdle(long bits) {
        if ((bits & 63) == 0) Thread.yield();
        for (long i = bits & 1023; i > 0; i--) Thread.onSpinWait();
    }

    /** Each step sums what all workers wrote, without any synchronisation of its own, in the step before. */
    @ParameterizedTest @CsvSource({"1,40000", "2,40000", "3,4000", "8,1500"})
    void plainWritesOfOneStepAreSeenByAllWorkersInTheNext(int workers, int steps) {
        long seed = seeded("plainWrites").nextLong();
        long[][] cells = new long[2][workers];
        try (var team = new WorkerTeam(workers)) {
            cells[0][0] = 1;
            team.run(job(steps, (step, self) -> {
                long mix = ((seed ^ (step * 31L + self.index())) * 0x9E3779B97F4A7C15L) >>> 40;
                if (step % 5 == 0) dawdle(mix);
                long sum = step;
                for (long cell : cells[step & 1]) sum += cell;
                cells[(step & 1) ^ 1][self.index()] = sum * 3 + self.index();
            }));
        }
        assertArrayEquals(sequential(workers, steps), cells);
    }

    private static long[][] sequential(int workers, int steps) {
        long[][] cells = new long[2][workers];
        cells[0][0] = 1;
        for (int step = 0; step < steps; step++) {
            long sum = step;
            for (long cell : cells[step & 1]) sum += cell;
            for (int w = 0; w < workers; w++) cells[(step & 1) ^ 1][w] = sum * 3 + w;
        }
        return cells;
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 3, 8})
    void everyPartIsGivenOnceHoweverUnevenTheWork(int workers) {
        Random random = seeded("parts");
        try (var team = new WorkerTeam(workers)) {
            for (int round = 0; round < 60; round++) {
                int n = random.nextInt(round % 3 == 0 ? workers + 2 : 3000);
                int steps = 1 + random.nextInt(6);
                long slow = random.nextLong();
                byte[][] given = new byte[steps][n];
                team.run(job(steps, n, (step, self) -> {
                    for (long at; (at = self.next()) >= 0; ) {
                        given[step][(int) at]++;
                        if ((slow >>> self.index() & 1) != 0) dawdle(slow ^ at);
                    }
                }));
                for (byte[] step : given) for (int i = 0; i < n; i++) assertEquals(1, step[i], "part " + i + " of " + n);
            }
        }
    }

    /** The others wait until all is done, so a worker that is held up leaves its run to the one that is not. */
    @ParameterizedTest @ValueSource(ints = {2, 3})
    void whoIsHeldUpLeavesItsPartsToTheOthers(int workers) {
        Random random = seeded("held up");
        for (int round = 0; round < 20; round++) {
            int n = 1 + random.nextInt(200);
            int free = random.nextInt(workers);
            var left = new AtomicInteger(n);
            try (var team = new WorkerTeam(workers)) {
                team.run(job(2, n, (step, self) -> {
                    while (step == 0 && self.index() != free && left.get() > 0) Thread.onSpinWait();
                    while (self.next() >= 0) left.decrementAndGet();
                }));
            }
            assertEquals(-n, left.get());
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2})
    void stepsOfMorePartsThanALongHoldsAreRefused(int workers) {
        try (var team = new WorkerTeam(workers)) {
            for (long parts : new long[] {-1, Long.MIN_VALUE, 1L << 31}) {
                var e = assertThrows(StepFailedException.class, () -> team.run(job(1, parts, (_, _) -> { })));
                assertEquals("a step of " + parts + " parts; wanted 0..2147483647", e.getCause().getMessage());
            }
            team.run(job(3, (_, self) -> assertEquals(-1, self.next())));
        }
    }

    /** Callers on several threads, some of whose jobs fail or are cancelled; a plain counter would show an overlap. */
    @ParameterizedTest @ValueSource(ints = {1, 2, 8})
    void jobsOfSeveralCallersNeverOverlapWhateverTheirEnd(int workers) throws InterruptedException {
        Random random = seeded("callers");
        int callers = 4;
        int runs = workers > 2 ? 80 : 400;
        int[] inside = new int[1];
        var done = new AtomicInteger();
        var problem = new AtomicReference<Throwable>();
        try (var team = new WorkerTeam(workers)) {
            List<Thread> threads = new ArrayList<>();
            for (int c = 0; c < callers; c++) {
                long seed = random.nextLong();
                Runnable all = () -> {
                    var own = new Random(seed);
                    for (int r = 0; r < runs; r++) oneOfMany(team, own, inside, done);
                };
                threads.add(c == 0 ? Thread.ofVirtual().unstarted(all) : Thread.ofPlatform().unstarted(all));
            }
            for (Thread thread : threads) {
                thread.setUncaughtExceptionHandler((_, t) -> problem.compareAndSet(null, t));
                thread.start();
            }
            for (Thread thread : threads) thread.join();
        }
        if (problem.get() != null) throw new AssertionError("a caller failed", problem.get());
        assertEquals(callers * runs, done.get());
    }

    private static void oneOfMany(WorkerTeam team, Random random, int[] inside, AtomicInteger done) {
        int steps = 1 + random.nextInt(5);
        int end = random.nextInt(steps);
        int kind = random.nextInt(4);
        var cancel = new Cancellation();
        TeamJob job = job(steps, (step, self) -> {
            if (self.index() == 0 && inside[0]++ != 0) throw new AssertionError("two jobs at once");
            dawdle(step * 37L + self.index());
            if (self.index() == 0) inside[0]--;
            if (step == end && kind == 1) throw new IllegalStateException("planned");
            if (step == end && kind == 2) cancel.request();
        });
        if (kind == 1) {
            var e = assertThrows(StepFailedException.class, () -> team.run(job, cancel));
            assertEquals("planned", e.getCause().getMessage());
            assertEquals(end, e.step());
        } else if (kind == 2 && end < steps - 1) {
            assertThrows(CancellationException.class, () -> team.run(job, cancel));
        } else {
            team.run(job, cancel);
        }
        done.incrementAndGet();
    }
}
