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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timeout is no measurement: it turns a worker that is never woken into a failure. */
@Timeout(value = 2, unit = java.util.concurrent.TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerTeamTest {
    /** A job of equal steps of so many parts, each of which is the lambda. */
    static TeamJob job(int steps, int parts, Part part) {
        return shared(steps, parts, (step, self) -> {
            for (long p; (p = self.next()) >= 0; ) part.run(step, (int) p);
        });
    }

    /** What a worker does of a step, as a lambda. */
    static TeamJob shared(int steps, long parts, Step step) {
        return new TeamJob() {
            @Override public int steps() {
                return steps;
            }

            @Override public long parts(int s) {
                return parts;
            }

            @Override public void step(int s, Worker self) throws Throwable {
                step.run(s, self);
            }
        };
    }

    interface Part {
        void run(int step, int part) throws Throwable;
    }

    interface Step {
        void run(int step, Worker self) throws Throwable;
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 3, 8})
    void everyPartIsDoneOnceAndTheCallerIsWorkerZero(int workers) {
        try (var team = new WorkerTeam(workers)) {
            var counts = new AtomicInteger[5][64];
            for (var row : counts) for (int p = 0; p < row.length; p++) row[p] = new AtomicInteger();
            var zero = new AtomicReference<Thread>();
            team.run(shared(5, 64, (step, self) -> {
                assertEquals(workers, self.workers());
                for (long p; (p = self.next()) >= 0; ) counts[step][(int) p].incrementAndGet();
                if (self.index() == 0) zero.set(Thread.currentThread());
            }));
            assertSame(Thread.currentThread(), zero.get());
            for (var row : counts) for (var count : row) assertEquals(1, count.get());
        }
    }

    /** Each part waits until all have begun, so it takes all workers. */
    @ParameterizedTest @ValueSource(ints = {2, 3, 8})
    void allWorkersComeWhereAPartIsLeftForEach(int workers) {
        try (var team = new WorkerTeam(workers)) {
            var begun = new AtomicInteger[20];
            for (int s = 0; s < begun.length; s++) begun[s] = new AtomicInteger();
            team.run(job(begun.length, workers, (step, _) -> {
                begun[step].incrementAndGet();
                while (begun[step].get() < workers) Thread.onSpinWait();
            }));
            for (var count : begun) assertEquals(workers, count.get());
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 3})
    void aStepOfOnePartOrNoneIsTheCallersAlone(int workers) {
        try (var team = new WorkerTeam(workers)) {
            for (int parts = 0; parts < 2; parts++) {
                int wanted = parts;
                var given = new AtomicInteger();
                team.run(shared(100, parts, (_, self) -> {
                    assertEquals(0, self.index());
                    while (self.next() >= 0) given.incrementAndGet();
                }));
                assertEquals(100 * wanted, given.get());
            }
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2})
    void aJobWithoutStepsReturnsAndOneWithFewerIsRefused(int workers) {
        try (var team = new WorkerTeam(workers)) {
            team.run(job(0, 2, (_, _) -> { throw new AssertionError("no step was asked for"); }));
            var e = assertThrows(IllegalArgumentException.class, () -> team.run(job(-1, 2, (_, _) -> { })));
            assertEquals("a job of -1 steps; wanted 0 or more", e.getMessage());
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 8})
    void theFirstThrowableReachesTheCallerWithItsStepAndTheTeamGoesOn(int workers) {
        try (var team = new WorkerTeam(workers)) {
            var thrown = new OutOfMemoryError("made up");
            var later = new AtomicInteger();
            var e = assertThrows(StepFailedException.class, () -> team.run(job(9, 16, (step, part) -> {
                if (step == 3 && part == 15) throw thrown;
                if (step > 3) later.incrementAndGet();
            })));
            assertSame(thrown, e.getCause());
            assertEquals(3, e.step());
            assertTrue(e.worker() >= 0 && e.worker() < workers, e::getMessage);
            assertEquals("step 3 of 0..8 failed on worker " + e.worker() + " of 0.." + (workers - 1) + ": java.lang.OutOfMemoryError: made up", e.getMessage());
            assertEquals(0, later.get());
            var after = new AtomicInteger();
            team.run(job(4, 16, (_, _) -> after.incrementAndGet()));
            assertEquals(4 * 16, after.get());
        }
    }

    @Test void whenAllWorkersThrowOneOfThemIsReported() {
        try (var team = new WorkerTeam(4)) {
            var e = assertThrows(StepFailedException.class,
                    () -> team.run(shared(2, 8, (_, self) -> { throw new IllegalArgumentException("from " + self.index()); })));
            assertEquals("from " + e.worker(), assertInstanceOf(IllegalArgumentException.class, e.getCause()).getMessage());
            assertEquals(0, e.step());
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2, 8})
    void cancellingCompletesTheStepAndBeginsNoOther(int workers) {
        try (var team = new WorkerTeam(workers)) {
            var cancel = new Cancellation();
            var steps = new AtomicInteger();
            var e = assertThrows(CancellationException.class, () -> team.run(job(100, 8, (step, part) -> {
                steps.incrementAndGet();
                if (step == 4 && part == 7) cancel.request();
            }), cancel));
            assertEquals("cancelled after 5 of 100 steps", e.getMessage());
            assertEquals(5 * 8, steps.get());
        }
    }

    @ParameterizedTest @ValueSource(ints = {1, 2})
    void cancellingBeforeTheFirstStepBeginsNoneAndInTheLastComesTooLate(int workers) {
        try (var team = new WorkerTeam(workers)) {
            var cancel = new Cancellation();
            team.run(job(3, 2, (step, _) -> { if (step == 2) cancel.request(); }), cancel);
            assertTrue(cancel.requested());
            var e = assertThrows(CancellationException.class, () -> team.run(job(3, 2, (_, _) -> { throw new AssertionError(); }), cancel));
            assertEquals("cancelled after 0 of 3 steps", e.getMessage());
        }
    }

    @Test void aStepMayNotRunAJobOnItsOwnTeamButMayOnAnother() {
        for (int workers : new int[] {1, 2}) {
            try (var team = new WorkerTeam(workers); var other = new WorkerTeam(2)) {
                var e = assertThrows(StepFailedException.class, () -> team.run(job(1, 2, (_, _) -> team.run(job(1, 2, (_, _) -> { })))));
                var cause = assertInstanceOf(IllegalStateException.class, e.getCause());
                assertEquals("run called from inside a job of the same worker team (" + workers
                        + " workers), which does one job at a time; make the work a step of that job, or use another team", cause.getMessage());
                var count = new AtomicInteger();
                team.run(job(1, 2, (_, _) -> other.run(job(3, 2, (_, _) -> count.incrementAndGet()))));
                assertEquals(2 * 2 * 3, count.get());
            }
        }
    }

    @Test void aTeamCannotBeClosedFromInsideAJob() {
        try (var team = new WorkerTeam(2)) {
            var e = assertThrows(StepFailedException.class, () -> team.run(job(1, 2, (_, _) -> close(team))));
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
        var begun = new AtomicInteger();
        team.run(shared(1, 3, (_, self) -> {
            synchronized (threads) {
                if (self.index() > 0) threads.add(Thread.currentThread());
            }
            begun.incrementAndGet();
            while (begun.get() < 3) Thread.onSpinWait();
            while (self.next() >= 0) Thread.onSpinWait();
        }));
        team.close();
        team.close();
        assertEquals(2, threads.size());
        for (Thread thread : threads) {
            assertTrue(thread.isDaemon());
            thread.join();
        }
        assertThrows(IllegalStateException.class, () -> team.run(job(1, 2, (_, _) -> { })));
    }

    @Test void theSharedTeamIsOneAndStays() {
        assertSame(WorkerTeam.shared(), WorkerTeam.shared());
        assertThrows(IllegalStateException.class, () -> WorkerTeam.shared().close());
        var count = new AtomicInteger();
        WorkerTeam.shared().run(job(2, 50, (_, _) -> count.incrementAndGet()));
        assertEquals(2 * 50, count.get());
    }

    @Test void anInterruptedCallerFinishesItsJobAndStaysInterrupted() {
        try (var team = new WorkerTeam(2)) {
            var count = new AtomicInteger();
            Thread.currentThread().interrupt();
            var begun = new AtomicInteger[50];
            for (int s = 0; s < begun.length; s++) begun[s] = new AtomicInteger();
            team.run(shared(50, 2, (step, self) -> {
                while (self.next() >= 0) count.incrementAndGet();
                if (begun[step].incrementAndGet() == 1 && step % 10 == 0) {
                    while (begun[step].get() < 2) Thread.onSpinWait();
                }
                if (self.index() == 1 && step % 10 == 0) LockSupport.parkNanos(1_000_000); // the caller parks meanwhile
            }));
            assertTrue(Thread.interrupted(), "the interrupt was lost");
            assertEquals(100, count.get());
            team.run(job(1, 2, (_, _) -> { }));
            assertFalse(Thread.interrupted(), "the interrupt came back twice");
        }
    }

    @Test void teamSizesOutsideTheRangeAreRefused() {
        for (int workers : new int[] {Integer.MIN_VALUE, -1, 0, WorkerTeam.MAX_WORKERS + 1})
            assertThrows(IllegalArgumentException.class, () -> new WorkerTeam(workers));
    }
}
