package intarsia.runtime.team;

import java.util.concurrent.locks.LockSupport;

/**
 * The way into steps. The caller of a team opens it for a step, which is a new phase, and closes it when it has found nothing left to do; workers enter while it is open and
 * leave. Who comes late finds it closed and waits for the next phase, so that a worker whose core another process has holds nobody up unless it is inside.
 *
 * <p>Who waits spins for a short time and then parks. Spinning longer is ruinous as soon as another thread wants the core: a scheduler slice, 8 to 12 ms, each time. And a
 * barrier at which all workers must arrive takes as long on a busy machine, however it waits: 20 ms for a plan of 0.03 ms, on two cores with several other busy processes.
 *
 * <p>No wake-up is lost: a waiter writes "parked", then reads the gate; who changes the gate does so, then reads "parked"; all four are sequentially consistent, so at least
 * one of them sees the other's write.
 */
final class Gate {
    /** About one wake-up through the kernel; well above the uneven ends of one step, far below a scheduler slice. */
    private static final long SPIN_NANOS = 30_000;
    private static final int SPINS_PER_CLOCK_READ = 64;

    /** The gate is one long: the phase, whether it is closed, and how many are inside, without the caller. */
    private static final int SHIFT = 16;
    private static final long CLOSED = 1L << (SHIFT - 1);
    private static final long INSIDE = CLOSED - 1;

    private static final int GATE = 0;
    private static final int PARKED = 1;

    private final Worker[] workers;
    private final PaddedLongs lines;
    private final boolean spins;

    Gate(Worker[] workers) {
        this.workers = workers.clone();
        lines = new PaddedLongs(PARKED + workers.length);
        lines.set(GATE, CLOSED);
        // With more workers than cores, a spinning waiter holds the core that the awaited worker needs.
        spins = workers.length <= Runtime.getRuntime().availableProcessors();
    }

    /** Begins a phase and wakes who waits for one; publishes everything that the caller wrote or saw before. The gate was closed. */
    void open() {
        next(0);
    }

    /** Begins a phase that nobody enters. */
    void pass() {
        next(CLOSED);
    }

    private void next(long closed) {
        lines.set(GATE, (((lines.get(GATE) >>> SHIFT) + 1) << SHIFT) | closed);
        for (int w = 1; w < workers.length; w++) if (lines.get(PARKED + w) != 0) LockSupport.unpark(workers[w].thread);
    }

    /** Whether the phase is still open; then {@link #leave} must follow. Sees what was written before {@link #open}. */
    boolean enter(long phase) {
        while (true) {
            long now = lines.get(GATE);
            if ((now >>> SHIFT) != phase || (now & CLOSED) != 0) return false;
            if (lines.compareAndSet(GATE, now, now + 1)) return true;
        }
    }

    /** Publishes everything that this worker wrote, to the caller. */
    void leave() {
        long now = lines.getAndAdd(GATE, -1) - 1;
        if ((now & (CLOSED | INSIDE)) == CLOSED && lines.get(PARKED) != 0) LockSupport.unpark(workers[0].thread);
    }

    /** Lets nobody in any more, and returns once all have left. */
    void close(Worker caller) {
        if ((lines.getAndAdd(GATE, CLOSED) & INSIDE) != 0) waitUntil(caller, 0, true);
    }

    /** Returns once there is a phase after {@code seen}: that one, or one that has come since. */
    long await(Worker self, long seen) {
        waitUntil(self, seen, false);
        return lines.getAcquire(GATE) >>> SHIFT;
    }

    /** An interrupt neither ends the wait nor gets lost: the worker notes it. */
    private void waitUntil(Worker self, long seen, boolean empty) {
        if (spins ? spin(seen, empty) : reached(lines.getAcquire(GATE), seen, empty)) return;
        int parked = PARKED + self.index();
        lines.set(parked, 1);
        while (!reached(lines.get(GATE), seen, empty)) {
            LockSupport.park(this);
            self.noteInterrupt(); // else park would return at once from now on, and this loop would spin
        }
        lines.set(parked, 0);
    }

    private static boolean reached(long gate, long seen, boolean empty) {
        return empty ? (gate & INSIDE) == 0 : (gate >>> SHIFT) > seen;
    }

    private boolean spin(long seen, boolean empty) {
        long start = System.nanoTime();
        do {
            for (int i = 0; i < SPINS_PER_CLOCK_READ; i++) {
                if (reached(lines.getAcquire(GATE), seen, empty)) return true;
                Thread.onSpinWait();
            }
        } while (System.nanoTime() - start < SPIN_NANOS);
        return false;
    }
}
