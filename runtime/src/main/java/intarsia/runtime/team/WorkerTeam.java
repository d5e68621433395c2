package intarsia.runtime.team;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do jobs of several steps together. The workers enter a job once and stay in it, meeting at a barrier
 * after each step. The caller is worker 0; the others are daemon threads that wait between jobs.
 *
 * <p><b>One at a time.</b> A team does one job at a time, whatever its size; callers queue in the order they came.
 * A step that calls {@link #run} on its own team gets an {@link IllegalStateException}: doing that job inline would
 * quietly make it sequential, and waiting would never end. (Two teams whose steps run jobs on each other can deadlock.)
 *
 * <p><b>Visibility.</b> What happened before {@code run} on the caller is visible in step 0 to all workers; what any
 * worker did in a step is visible to all in the next; what was done in the last step is visible when {@code run}
 * returns or throws. This holds for plain writes and native memory alike: each barrier is a release by every worker
 * and an acquire by every worker.
 *
 * <p><b>Cost.</b> A run allocates nothing unless it fails or queues behind another. A team of one is a loop under an
 * uncontended lock. An interrupt does not end a run; the caller's interrupt status is kept.
 */
public final class WorkerTeam implements Team, AutoCloseable {
    public static final int MAX_WORKERS = 1024;

    private static final Cancellation NEVER = new Cancellation();

    private static final class Shared {
        static final WorkerTeam TEAM = new WorkerTeam(Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors()), true);
    }

    private static final class Crew extends Thread {
        final WorkerTeam team;
        final Worker self;

        Crew(WorkerTeam team, Worker self) {
            super(null, null, "intarsia-worker-" + self.index(), 0, false);
            this.team = team;
            this.self = self;
            setDaemon(true);
        }

        @Override public void run() {
            team.serve(self);
        }
    }

    private final ReentrantLock turn = new ReentrantLock(true);
    private final Worker[] workers;
    private final Shares shares;
    private final PaddedLongs failed = new PaddedLongs(1);
    private final PhaseBarrier barrier;
    private final boolean permanent;
    private boolean closed;

    // The present job. Written by the caller before it releases the workers; null tells them to leave for good.
    private @Nullable TeamJob job;
    private int steps;
    private Cancellation cancel = NEVER;

    // Its end. Written by the last to arrive at a barrier, before it releases the others. A late worker may read
    // endPhase when the next job has begun, but that job cannot end without it: the value still concerns its own job.
    private long endPhase;
    private int done;

    // Its first failure. Written by the one worker that wins `failed`, before it arrives at the barrier.
    private @Nullable Throwable failure;
    private int failedStep;
    private int failedWorker;

    /**
     * A team of the caller and {@code workers - 1} threads, started now and kept until {@link #close}.
     *
     * @throws IllegalArgumentException if {@code workers} is not in 1..{@value #MAX_WORKERS}
     */
    public WorkerTeam(int workers) {
        this(workers, false);
    }

    private WorkerTeam(int workers, boolean permanent) {
        if (workers < 1 || workers > MAX_WORKERS) throw new IllegalArgumentException(workers + " workers, wanted 1.." + MAX_WORKERS);
        this.workers = new Worker[workers];
        shares = new Shares(workers);
        for (int w = 0; w < workers; w++) this.workers[w] = new Worker(w, workers, shares);
        barrier = new PhaseBarrier(this.workers);
        this.permanent = permanent;
        try {
            for (int w = 1; w < workers; w++) start(this.workers[w]);
        } catch (Throwable t) {
            barrier.release(1); // no more threads to be had: with no job set, those that started leave
            throw t;
        }
    }

    private void start(Worker worker) {
        var thread = new Crew(this, worker);
        worker.thread = thread;
        thread.start();
    }

    /** The team of this process, one worker for each processor the JVM may use; made at the first call, never closed. */
    public static WorkerTeam shared() {
        return Shared.TEAM;
    }

    @Override public int workers() {
        return workers.length;
    }

    /** {@link #run(TeamJob, Cancellation)} without a way to cancel. */
    public void run(TeamJob job) {
        run(job, NEVER);
    }

    /**
     * Does all steps of a job and returns when every worker has left it.
     *
     * @throws StepFailedException if a step threw; the cause is the first throwable
     * @throws CancellationException if it was cancelled and a step was still to do; steps already begun were completed
     * @throws IllegalStateException from a step of a job on this team, or after {@link #close}
     * @throws IllegalArgumentException if the job has a negative number of steps
     */
    @Override public void run(TeamJob job, Cancellation cancel) {
        refuseFromInside("run");
        turn.lock();
        try {
            if (closed) throw new IllegalStateException("this worker team is closed; make another, or use WorkerTeam.shared()");
            int count = job.steps();
            if (count < 0) throw new IllegalArgumentException("a job of " + count + " steps; wanted 0 or more");
            if (count == 0) return;
            if (cancel.requested()) throw cancelled(0, count);
            if (workers.length == 1) alone(job, count, cancel);
            else together(job, count, cancel);
        } finally {
            turn.unlock();
        }
    }

    private void alone(TeamJob job, int count, Cancellation cancel) {
        Worker self = workers[0];
        for (int step = 0; step < count; step++) {
            if (cancel.requested()) throw cancelled(step, count);
            try {
                shares.deal(job.parts(step));
                job.step(step, self);
            } catch (Throwable t) {
                throw new StepFailedException(step, count, 0, 1, t);
            }
        }
    }

    private void together(TeamJob job, int count, Cancellation cancel) {
        Worker self = workers[0];
        dealFirst(job, count);
        self.thread = Thread.currentThread();
        this.job = job;
        this.steps = count;
        this.cancel = cancel;
        failed.setPlain(0, 0);
        long phase = barrier.phase() + 1;
        barrier.release(phase);
        play(job, self, phase);
        Throwable cause = failure;
        // The idle team must keep neither the job nor the caller from the garbage collector.
        this.job = null;
        this.cancel = NEVER;
        failure = null;
        self.thread = null;
        self.giveBackInterrupt();
        if (cause != null) throw new StepFailedException(failedStep, count, failedWorker, workers.length, cause);
        if (done < count) throw cancelled(done, count);
    }

    private void dealFirst(TeamJob job, int count) {
        try {
            shares.deal(job.parts(0));
        } catch (Throwable t) {
            throw new StepFailedException(0, count, 0, workers.length, t);
        }
    }

    private static CancellationException cancelled(int done, int count) {
        return new CancellationException("cancelled after " + done + " of " + count + " steps");
    }

    /** The life of a worker thread: wait for a job, play it, until there is none. */
    private void serve(Worker self) {
        for (long phase = 1; ; phase++) {
            barrier.await(self, phase);
            TeamJob now = job;
            if (now == null) return;
            phase = play(now, self, phase);
        }
    }

    /** All steps of one job, on one worker; returns the phase in which all had finished. */
    private long play(TeamJob job, Worker self, long phase) {
        for (int step = 0; ; step++) {
            try {
                job.step(step, self);
            } catch (Throwable t) {
                fail(step, self, t);
            }
            phase++;
            if (barrier.arriveLast()) {
                finish(job, self, step, phase);
                barrier.release(phase);
            } else {
                barrier.await(self, phase);
            }
            if (endPhase == phase) return phase;
        }
    }

    private void fail(int step, Worker self, Throwable t) {
        if (!failed.compareAndSet(0, 0, 1)) return;
        failure = t;
        failedStep = step;
        failedWorker = self.index();
    }

    /** Between two steps, with all workers held: the only place where a job's end is decided, so that all agree. */
    private void finish(TeamJob job, Worker self, int step, long phase) {
        done = step + 1;
        boolean ends = done == steps || failure != null || cancel.requested();
        if (!ends) {
            try {
                shares.deal(job.parts(done));
            } catch (Throwable t) {
                fail(done, self, t);
                ends = true;
            }
        }
        if (ends) endPhase = phase;
    }

    private void refuseFromInside(String call) {
        boolean inside = turn.isHeldByCurrentThread() || (Thread.currentThread() instanceof Crew c && c.team == this);
        if (inside) throw new IllegalStateException(call + " called from inside a job of the same worker team (" + workers.length
                + " workers), which does one job at a time; make the work a step of that job, or use another team");
    }

    /**
     * Waits for its turn, then ends the worker threads. Further closing does nothing.
     *
     * @throws IllegalStateException for the shared team, or from inside a job
     */
    @Override public void close() {
        if (permanent) throw new IllegalStateException("the shared worker team serves the whole process and is never closed");
        refuseFromInside("close");
        turn.lock();
        try {
            if (closed) return;
            closed = true;
            barrier.release(barrier.phase() + 1);
        } finally {
            turn.unlock();
        }
    }
}
