package intarsia.runtime.team;

import java.util.concurrent.locks.LockSupport;

/**
 * A sense-reversing barrier whose sense is a 64-bit phase number, so that a late waiter cannot mistake a phase for an
 * earlier one. A worker waits for a phase to be <em>reached</em>: by the time it looks, the next may be too.
 *
 * <p>A waiter spins for a short time and then parks. Spinning longer is ruinous as soon as another thread wants the
 * core: a pure spin barrier on two cores with a third busy thread takes a scheduler slice, 8 to 12 ms, a crossing.
 *
 * <p>No wake-up is lost: the waiter writes "parked", then reads the phase; the releaser writes the phase, then reads
 * "parked"; all four are sequentially consistent, so at least one of them sees the other's write.
 */
final class PhaseBarrier {
    /** About one wake-up through the kernel; well above the uneven ends of one step, far below a scheduler slice. */
    private static final long SPIN_NANOS = 30_000;
    private static final int SPINS_PER_CLOCK_READ = 64;

    private static final int PHASE = 0;
    private static final int ARRIVED = 1;
    private static final int PARKED = 2;

    private final Worker[] workers;
    private final PaddedLongs lines;
    private final boolean spins;

    PhaseBarrier(Worker[] workers) {
        this.workers = workers.clone();
        lines = new PaddedLongs(PARKED + workers.length);
        // With more workers than cores, a spinning waiter holds the core that the awaited worker needs.
        spins = workers.length <= Runtime.getRuntime().availableProcessors();
    }

    /** The phase reached last. */
    long phase() {
        return lines.getAcquire(PHASE);
    }

    /**
     * Reports one worker's arrival. The last one gets true: it alone then runs, sees what the others did before they
     * arrived, and must call {@link #release}; the others must call {@link #await}.
     */
    boolean arriveLast() {
        if (lines.getAndAdd(ARRIVED, 1) != workers.length - 1) return false;
        lines.setPlain(ARRIVED, 0);
        return true;
    }

    /** Opens a phase to all who wait for it; publishes everything the releaser wrote or saw before. */
    void release(long phase) {
        lines.set(PHASE, phase);
        for (int w = 0; w < workers.length; w++) if (lines.get(PARKED + w) != 0) LockSupport.unpark(workers[w].thread);
    }

    /** Returns once the phase is reached. An interrupt neither ends the wait nor gets lost: the worker notes it. */
    void await(Worker self, long phase) {
        if (spins ? spin(phase) : reached(phase)) return;
        int parked = PARKED + self.index();
        lines.set(parked, 1);
        while (lines.get(PHASE) < phase) {
            LockSupport.park(this);
            self.noteInterrupt(); // else park would return at once from now on, and this loop would spin
        }
        lines.set(parked, 0);
    }

    private boolean reached(long phase) {
        return lines.getAcquire(PHASE) >= phase;
    }

    private boolean spin(long phase) {
        long start = System.nanoTime();
        do {
            for (int i = 0; i < SPINS_PER_CLOCK_READ; i++) {
                if (reached(phase)) return true;
                Thread.onSpinWait();
            }
        } while (System.nanoTime() - start < SPIN_NANOS);
        return false;
    }
}
