package intarsia.runtime.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timeout is no measurement: it turns a worker that is never woken into a failure. */
@Timeout(value = 2, unit = java.util.concurrent.TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerTeamTest {
    /** A job of equal steps, as a lambda. */
    static TeamJob job(int steps, Step step) {
        return job(steps, 0, step);
    }

    /** The same with parts in each step. */
    static TeamJob job(int steps, long parts, Step step) {
        return new TeamJob() {
            @Override public long parts(int s) {
                return parts;
            }

            @Override public int steps() {
                return steps;
            }

            @Override public void step(int s, Worker self) throws Throwable {
                step.run(s, self);
            }
        };
    }

    interface Step {
        void run(int step, Worker self) throws Throwable;
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 3, 8})
    void everyWorkerDoesEveryStepOnceAndTheCallerIsWorkerZero(int workers) {
        try (var team = new WorkerTeam(workers)) {
            var counts = new AtomicInteger[5][workers];
            for (var row : counts) for (int w = 0; w < workers; w++) row[w] = new AtomicInteger();
            var zero = new AtomicReference<Thread>();
            team.run(job(5, (step, self) -> {
                assertEquals(workers, self.workers());
                counts[step][self.index()].incrementAndGet();
                if (self.index() == 0) zero.set(Thread.currentThread());
            }));
            assertSame(Thread.currentThread(), zero.get());
            for (var row : counts) for (var count : row) assertEquals(1, count.get());
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2})
    void aJobWithoutStepsReturnsAndOneWithFewerIsRefused(int workers) {
        try (var team = new WorkerTeam(workers)) {
            team.run(job(0, (_, _) -> { throw new AssertionError("no step was asked for"); }));
            var e = assertThrows(IllegalArgumentException.class, () -> team.run(job(-1, (_, _) -> { })));
            assertEquals("a job of -1 steps; wanted 0 or more", e.getMessage());
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 8})
    void theFirstThrowableReachesTheCallerWithItsStepAndTheTeamGoesOn(int workers) {
        try (var team = new WorkerTeam(workers)) {
            var thrown = new OutOfMemoryError("made up");
            int last = workers - 1;
            var later = new AtomicInteger();
            var e = assertThrows(StepFailedException.class, () -> team.run(job(9, (step, self) -> {
                if (step == 3 && self.index() == last) throw thrown;
                if (step > 3) later.incrementAndGet();
            })));
            assertSame(thrown, e.getCause());
            assertEquals(3, e.step());
            assertEquals(last, e.worker());
            assertEquals("step 3 of 0..8 failed on worker " + last + " of 0.." + last + ": java.lang.OutOfMemoryError: made up", e.getMessage());
            assertEquals(0, later.get());
            var after = new AtomicInteger();
            team.run(job(4, (_, _) -> after.incrementAndGet()));
            assertEquals(4 * workers, after.get());
        }
    }

    @Test void whenAllWorkersThrowOneOfThemIsReported() {
        try (var team = new WorkerTeam(4)) {
            var e = assertThrows(StepFailedException.class,
                    () -> team.run(job(2, (_, self) -> { throw new IllegalArgumentException("from " + self.index()); })));
            assertEquals("from " + e.worker(), assertInstanceOf(IllegalArgumentException.class, e.getCause()).getMessage());
            assertEquals(0, e.step());
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 8})
    void cancellingCompletesTheStepAndBeginsNoOther(int workers) {
        try (var team = new WorkerTeam(workers)) {
            var cancel = new Cancellation();
            var steps = new AtomicInteger();
            var e = assertThrows(CancellationException.class, () -> team.run(job(100, (step, self) -> {
                steps.incrementAndGet();
                if (step == 4 && self.index() == workers - 1) cancel.request();
            }), cancel));
            assertEquals("cancelled after 5 of 100 steps", e.getMessage());
            assertEquals(5 * workers, steps.get());
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2})
    void cancellingBeforeTheFirstStepBeginsNoneAndInTheLastComesTooLate(int workers) {
        try (var team = new WorkerTeam(workers)) {
            var cancel = new Cancellation();
            team.run(job(3, (step, _) -> { if (step == 2) cancel.request(); }), cancel);
            assertTrue(cancel.requested());
            var e = assertThrows(CancellationException.class, () -> team.run(job(3, (_, _) -> { throw new AssertionError(); }), cancel));
            assertEquals("cancelled after 0 of 3 steps", e.getMessage());
        }
    }

    @Test void aStepMayNotRunAJobOnItsOwnTeamButMayOnAnother() {
        for (int workers : new int[] {1, 2}) {
            try (var team = new WorkerTeam(workers); var other = new WorkerTeam(2)) {
                int inside = workers - 1;
                var e = assertThrows(StepFailedException.class, () -> team.run(job(1, (_, self) -> {
                    if (self.index() == inside) team.run(job(1, (_, _) -> { }));
                })));
                var cause = assertInstanceOf(IllegalStateException.class, e.getCause());
                assertEquals("run called from inside a job of the same worker team (" + workers
                        + " workers), which does one job at a time; make the work a step of that job, or use another team", cause.getMessage());
                var count = new AtomicInteger();
                team.run(job(1, (_, _) -> other.run(job(3, (_, _) -> count.incrementAndGet()))));
                assertEquals(workers * 2 * 3, count.get());
            }
        }
    }

    @Test void aTeamCannotBeClosedFromInsideAJob() {
        try (var team = new WorkerTeam(2)) {
            var e = assertThrows(StepFailedException.class, () -> team.run(job(1, (_, _) -> close(team))));
            assertTrue(e.getCause().getMessage().startsWith("close called from inside a job"), e::getMessage);
        }
    }

    /** javac warns of a call to close on a resource that is still to be closed, which is the point here. */
    private static void close(AutoCloseable resource) throws Exception {
        resource.close();
    }

    @Test void closingEndsTheThreadsAndFurtherRunsAreRefused() throws InterruptedException {
        var team = new WorkerTeam(3);
        List<Thread> threads = new ArrayList<>();
        team.run(job(1, (_, self) -> {
            if (self.index() == 0) return;
            synchronized (threads) {
                threads.add(Thread.currentThread());
            }
        }));
        team.close();
        team.close();
        assertEquals(2, threads.size());
        for (Thread thread : threads) {
            assertTrue(thread.isDaemon());
            thread.join();
        }
        assertThrows(IllegalStateException.class, () -> team.run(job(1, (_, _) -> { })));
    }

    @Test void theSharedTeamIsOneAndStays() {
        assertSame(WorkerTeam.shared(), WorkerTeam.shared());
        assertThrows(IllegalStateException.class, () -> WorkerTeam.shared().close());
        var count = new AtomicInteger();
        WorkerTeam.shared().run(job(2, (_, _) -> count.incrementAndGet()));
        assertEquals(2 * WorkerTeam.shared().workers(), count.get());
    }

    @Test void anInterruptedCallerFinishesItsJobAndStaysInterrupted() {
        try (var team = new WorkerTeam(2)) {
            var count = new AtomicInteger();
            Thread.currentThread().interrupt();
            team.run(job(50, (step, self) -> {
                if (self.index() == 1 && step % 10 == 0) Thread.sleep(1); // the caller parks meanwhile
                count.incrementAndGet();
            }));
            assertTrue(Thread.interrupted(), "the interrupt was lost");
            assertEquals(100, count.get());
            team.run(job(1, (_, _) -> { }));
            assertFalse(Thread.interrupted(), "the interrupt came back twice");
        }
    }

    @Test void teamSizesOutsideTheRangeAreRefused() {
        for (int workers : new int[] {Integer.MIN_VALUE, -1, 0, WorkerTeam.MAX_WORKERS + 1})
            assertThrows(IllegalArgumentException.class, () -> new WorkerTeam(workers));
    }
}
