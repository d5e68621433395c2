package intarsia.runtime.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExecutorTeamTest {
    private static final int CHUNKS = 1000;

    /** Counts how often each chunk of each step is done, and that no step begins before the last has ended. */
    private record Counting(int steps, AtomicIntegerArray done, AtomicLong all) implements TeamJob {
        static Counting of(int steps) {
            return new Counting(steps, new AtomicIntegerArray(steps * CHUNKS), new AtomicLong());
        }

        @Override public long parts(int step) {
            return CHUNKS;
        }

        @Override public void step(int step, Worker self) {
            for (long at; (at = self.next()) >= 0; ) {
                assertTrue(all.get() >= (long) step * CHUNKS, "a step began too early");
                done.incrementAndGet(step * CHUNKS + (int) at);
                all.incrementAndGet();
            }
        }

        void assertDone() {
            IntStream.range(0, steps * CHUNKS).forEach(i -> assertEquals(1, done.get(i), "chunk " + i));
        }
    }

    private static void run(Executor executor, int workers) {
        for (int round = 0; round < 50; round++) {
            Counting job = Counting.of(5);
            new ExecutorTeam(executor, workers).run(job, new Cancellation());
            job.assertDone();
        }
    }

    @Test
    void everyChunkIsDoneOnceWhateverTheExecutorDoes() {
        try (var threads = Executors.newFixedThreadPool(3)) {
            run(threads, 4);
        }
        run(Runnable::run, 4);
        run(task -> { }, 4);
        run(task -> {
            throw new RejectedExecutionException();
        }, 4);
        run(Thread::startVirtualThread, 8);
    }

    @Test
    void severalThreadsRunJobsOnOneBusyExecutor() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2); var callers = Executors.newFixedThreadPool(4)) {
            var team = new ExecutorTeam(threads, 3);
            var runs = IntStream.range(0, 40).mapToObj(i -> callers.submit(() -> {
                Counting job = Counting.of(3);
                team.run(job, new Cancellation());
                job.assertDone();
            })).toList();
            for (var r : runs) {
                r.get();
            }
        }
    }

    @Test
    void aStepThatThrowsEndsTheJob() {
        var cause = new IllegalStateException("no");
        try (var threads = Executors.newFixedThreadPool(2)) {
            var e = assertThrows(StepFailedException.class, () -> new ExecutorTeam(threads, 3).run(new TeamJob() {
                @Override public int steps() {
                    return 4;
                }

                @Override public long parts(int step) {
                    return 2;
                }

                @Override public void step(int step, Worker self) {
                    assertTrue(step <= 2, "a step after the one that failed");
                    if (step == 2) throw cause;
                }
            }, new Cancellation()));
            assertSame(cause, e.getCause());
            assertEquals(2, e.step());
        }
    }

    @Test
    void theCallerWaitsForThoseWhoEnteredAndKeepsItsInterrupt() throws Exception {
        try (var threads = Executors.newFixedThreadPool(1)) {
            var entered = new CountDownLatch(1);
            var done = new AtomicLong();
            new ExecutorTeam(threads, 2).run(new TeamJob() {
                @Override public int steps() {
                    return 1;
                }

                @Override public long parts(int step) {
                    return 2;
                }

                @Override public void step(int step, Worker self) throws InterruptedException {
                    if (self.index() == 0) {
                        entered.await();
                        Thread.currentThread().interrupt();
                    } else {
                        entered.countDown();
                        Thread.sleep(50);
                        done.incrementAndGet();
                    }
                }
            }, new Cancellation());
            assertEquals(1, done.get());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void aJobThatIsCancelledEndsBeforeItsNextStep() {
        var cancel = new Cancellation();
        var e = assertThrows(CancellationException.class, () -> new ExecutorTeam(Runnable::run, 1).run(new TeamJob() {
            @Override public int steps() {
                return 3;
            }

            @Override public long parts(int step) {
                return 2;
            }

            @Override public void step(int step, Worker self) {
                cancel.request();
            }
        }, cancel));
        assertEquals("cancelled after 1 of 3 steps", e.getMessage());
    }
}
