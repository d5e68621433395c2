package intarsia.runtime.team;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do jobs of several steps together. The caller is worker 0 and leads: it opens a step to the others and closes it when no part of it is left, and does
 * steps with fewer than two parts by itself. The others are daemon threads that wait for a step to be opened, within a job for a moment without sleeping. Nobody waits for
 * one of them that is late: its parts are taken by the others.
 *
 * <p><b>One at a time.</b> A team does one job at a time, whatever its size; callers queue in the order they came.
 * A step that calls {@link #run} on its own team gets an {@link IllegalStateException}: doing that job inline would
 * quietly make it sequential, and waiting would never end. (Two teams whose steps run jobs on each other can deadlock.)
 *
 * <p><b>Visibility.</b> What happened before {@code run} on the caller is visible in step 0 to all workers; what any
 * worker did in a step is visible to all in the next; what was done in the last step is visible when {@code run}
 * returns or throws. This holds for plain writes and native memory alike: see {@link Gate}.
 *
 * <p><b>Cost.</b> A run allocates nothing unless it fails or queues behind another. An interrupt does not end a run; the caller's interrupt status is kept.
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
    private final Gate gate;
    private final boolean permanent;
    private boolean closed;
    private volatile boolean over;

    // The present step. Written by the caller while the gate is closed, read by who is inside.
    private @Nullable TeamJob job;
    private int step;

    // The first failure of a job. Written by the one worker that wins `failed`, before it leaves.
    private @Nullable Throwable failure;
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
        gate = new Gate(this.workers);
        this.permanent = permanent;
        try {
            for (int w = 1; w < workers; w++) start(this.workers[w]);
        } catch (Throwable t) {
            end(); // no more threads to be had: those that started leave
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
            lead(job, count, cancel);
        } finally {
            turn.unlock();
        }
    }

    private void lead(TeamJob job, int count, Cancellation cancel) {
        Worker self = workers[0];
        self.thread = Thread.currentThread();
        failed.setPlain(0, 0);
        try {
            for (int s = 0; s < count; s++) {
                if (cancel.requested()) throw new CancellationException("cancelled after " + s + " of " + count + " steps");
                step(job, s, self);
                if (failure != null) throw new StepFailedException(s, count, failedWorker, workers.length, failure);
            }
        } finally {
            // The idle team must keep neither the job nor the caller from the garbage collector.
            this.job = null;
            failure = null;
            self.thread = null;
            self.giveBackInterrupt();
        }
    }

    private void step(TeamJob job, int step, Worker self) {
        try {
            long parts = job.parts(step);
            shares.deal(parts);
            if (workers.length == 1 || parts < 2) job.step(step, self);
            else share(job, step, self);
        } catch (Throwable t) {
            fail(self, t);
        }
    }

    private void share(TeamJob job, int step, Worker self) throws Throwable {
        this.job = job;
        this.step = step;
        gate.open();
        try {
            job.step(step, self);
        } finally {
            gate.close(self);
        }
    }

    /** The life of a worker thread: wait for a step, do what is left of it, until the end. */
    private void serve(Worker self) {
        for (long phase = gate.await(self, 0); !over; phase = gate.await(self, phase)) {
            if (gate.enter(phase)) {
                help(self);
                gate.leave();
            }
        }
    }

    private void help(Worker self) {
        try {
            if (job != null) job.step(step, self);
        } catch (Throwable t) {
            fail(self, t);
        }
    }

    private void fail(Worker self, Throwable t) {
        if (!failed.compareAndSet(0, 0, 1)) return;
        failure = t;
        failedWorker = self.index();
    }

    private void end() {
        over = true;
        gate.pass();
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
            end();
        } finally {
            turn.unlock();
        }
    }
}
