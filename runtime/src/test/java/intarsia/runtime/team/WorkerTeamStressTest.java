package intarsia.runtime.team;

import static intarsia.runtime.team.WorkerTeamTest.job;
import static intarsia.runtime.team.WorkerTeamTest.shared;
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

    /** Each part sums what all parts wrote, without any synchronisation of its own, in the step before. */
    @ParameterizedTest @CsvSource({"1,4,40000", "2,2,40000", "2,7,20000", "3,8,4000", "8,8,1500"})
    void plainWritesOfOneStepAreSeenByAllWorkersInTheNext(int workers, int parts, int steps) {
        long seed = seeded("plainWrites").nextLong();
        long[][] cells = new long[2][parts];
        try (var team = new WorkerTeam(workers)) {
            cells[0][0] = 1;
            team.run(job(steps, parts, (step, part) -> {
                long mix = ((seed ^ (step * 31L + part)) * 0x9E3779B97F4A7C15L) >>> 40;
                if (step % 5 == 0) dawdle(mix);
                long sum = step;
                for (long cell : cells[step & 1]) sum += cell;
                cells[(step & 1) ^ 1][part] = sum * 3 + part;
            }));
        }
        assertArrayEquals(sequential(parts, steps), cells);
    }

    private static long[][] sequential(int parts, int steps) {
        long[][] cells = new long[2][parts];
        cells[0][0] = 1;
        for (int step = 0; step < steps; step++) {
            long sum = step;
            for (long cell : cells[step & 1]) sum += cell;
            for (int p = 0; p < parts; p++) cells[(step & 1) ^ 1][p] = sum * 3 + p;
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
                team.run(shared(steps, n, (step, self) -> {
                    for (long at; (at = self.next()) >= 0; ) {
                        given[step][(int) at]++;
                        if (((slow >>> self.index()) & 1) != 0) dawdle(slow ^ at);
                    }
                }));
                for (byte[] step : given) for (int i = 0; i < n; i++) assertEquals(1, step[i], "part " + i + " of " + n);
            }
        }
    }

    /** A worker that is inside is held up until all other parts are done: these are taken by who is not. */
    @ParameterizedTest @ValueSource(ints = {2, 3})
    void whoIsHeldUpLeavesItsPartsToTheOthers(int workers) {
        Random random = seeded("held up");
        for (int round = 0; round < 20; round++) {
            int n = 2 + random.nextInt(200);
            int held = random.nextInt(n);
            var left = new AtomicInteger(n);
            try (var team = new WorkerTeam(workers)) {
                team.run(job(1, n, (_, part) -> {
                    if (part == held) while (left.get() > 1) Thread.onSpinWait();
                    left.decrementAndGet();
                }));
            }
            assertEquals(0, left.get());
        }
    }

    /** Parts that are nothing, so that steps are over before workers come, and are opened and closed in every order with their coming and going. */
    @ParameterizedTest @CsvSource({"2,200000", "3,20000", "8,3000"})
    void stepsThatAreOverBeforeWorkersCome(int workers, int steps) {
        Random random = seeded("late");
        long seed = random.nextLong();
        long[] sums = new long[2];
        try (var team = new WorkerTeam(workers)) {
            team.run(job(steps, 2, (step, part) -> {
                if ((step & 1023) == 0) dawdle(seed ^ step);
                sums[part] += step;
            }));
        }
        long want = (long) steps * (steps - 1) / 2;
        assertArrayEquals(new long[] {want, want}, sums);
    }

    @ParameterizedTest @ValueSource(ints = {1, 2})
    void stepsOfMorePartsThanALongHoldsAreRefused(int workers) {
        try (var team = new WorkerTeam(workers)) {
            for (long parts : new long[] {-1, Long.MIN_VALUE, 1L << 31}) {
                var e = assertThrows(StepFailedException.class, () -> team.run(shared(1, parts, (_, _) -> { })));
                assertEquals("a step of " + parts + " parts; wanted 0..2147483647", e.getCause().getMessage());
            }
            team.run(shared(3, 0, (_, self) -> assertEquals(-1, self.next())));
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
        TeamJob job = job(steps, 4, (step, part) -> {
            if (part == 0 && inside[0]++ != 0) throw new AssertionError("two jobs at once");
            dawdle(step * 37L + part);
            if (part == 0) inside[0]--;
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
