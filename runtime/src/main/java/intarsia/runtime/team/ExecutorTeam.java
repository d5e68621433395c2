package intarsia.runtime.team;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Steps of jobs on the calling thread and on threads of somebody's executor, which are asked anew for each step. Who comes late finds the
 * step over and leaves; an executor that is busy, refuses, or runs tasks on the thread that asks only makes the caller do more itself, so no
 * job waits for a thread. Several callers may run jobs at the same time.
 */
public final class ExecutorTeam implements Team {
    private final Executor executor;
    private final int workers;

    /** @param workers threads that a step is shared by at most, the calling one included */
    public ExecutorTeam(Executor executor, int workers) {
        if (workers < 1 || workers > WorkerTeam.MAX_WORKERS) throw new IllegalArgumentException(workers + " workers, wanted 1.." + WorkerTeam.MAX_WORKERS);
        this.executor = executor;
        this.workers = workers;
    }

    @Override public int workers() {
        return workers;
    }

    @Override public void run(TeamJob job, Cancellation cancel) {
        int count = job.steps();
        for (int step = 0; step < count; step++) {
            if (cancel.requested()) throw new CancellationException("cancelled after " + step + " of " + count + " steps");
            @Nullable Failure failure = new Round(job, step).play();
            if (failure != null) throw new StepFailedException(step, count, failure.worker, workers, failure.cause);
        }
    }

    private record Failure(int worker, Throwable cause) { }

    /** One step: open until its caller has found nothing left to do, and over when all who entered have left. */
    private final class Round {
        private static final int CLOSED = 1 << 31;

        private final TeamJob job;
        private final int step;
        private final Shares shares = new Shares(workers);
        /** Helpers inside; {@link #CLOSED} is added when nobody may enter any more. */
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
        private final Thread caller = Thread.currentThread();

        Round(TeamJob job, int step) {
            this.job = job;
            this.step = step;
        }

        @Nullable Failure play() {
            try {
                long parts = job.parts(step);
                shares.deal(parts);
                if (parts > 1) callHelpers();
            } catch (Throwable t) {
                return new Failure(0, t);
            }
            work(0);
            inside.getAndAdd(CLOSED);
            boolean interrupted = false;
            while (inside.get() != CLOSED) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) caller.interrupt();
            return failure.get();
        }

        private void callHelpers() {
            try {
                for (int w = 1; w < workers; w++) {
                    int worker = w;
                    executor.execute(() -> help(worker));
                }
            } catch (RejectedExecutionException e) {
                // It has no thread to spare: those that came, and the caller, do the step.
            }
        }

        private void help(int worker) {
            if (inside.getAndUpdate(n -> n < 0 ? n : n + 1) < 0) return;
            try {
                work(worker);
            } finally {
                if (inside.decrementAndGet() == CLOSED) LockSupport.unpark(caller);
            }
        }

        private void work(int worker) {
            try {
                job.step(step, new Worker(worker, workers, shares));
            } catch (Throwable t) {
                failure.compareAndSet(null, new Failure(worker, t));
            }
        }
    }
}
