package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.ir.tune.TuningSpace;
import intarsia.tuning.Environment;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures while nobody waits for anything else: its owner says when it is {@link #idle} and when it is {@link #busy}. What it measures is in the store at once; when a kernel has
 * become faster, {@link Choices} are written and the owner is told, so that it can take it. It goes on where it was when it is idle again, and ends by itself when nothing promising is
 * left. A thread of its own does all of it; nothing that happens there is an error to the owner.
 */
public final class IdleTuner implements AutoCloseable {
    private static final long SLICE_MILLIS = 50;

    /** Opens what measures: anew for each idle time, for it is closed when that ends. */
    @FunctionalInterface
    public interface Measurers {
        /** One that times kernels as they are used. */
        Measurer open() throws IOException;
    }

    /** Has the owner take what choices now say is fastest. */
    @FunctionalInterface
    public interface Takeover {
        /** Begins to; nothing is measured until it is done, or until the owner is busy. */
        Future<?> begin();
    }

    private final Environment here;
    private final TuningStore store;
    private final Choices choices;
    private final Supplier<List<Tuner.Hot>> spaces;
    private final Measurers measurers;
    private final Takeover takeover;
    private final IdleOptions options;
    private final Thread thread = Thread.ofPlatform().daemon().name("intarsia-idle-tuner").unstarted(this::work);
    private boolean idle, closed, ended; // these and the four below guarded by this
    private long since;
    /** How often somebody has waited, and how often had when measuring began. */
    private long interruptions, atBegin;
    private @Nullable Measurer measurer;
    private volatile int faster;

    /**
     * Begins as busy.
     *
     * @param spaces what is to become faster, the hottest first; asked when it is first idle, by its thread
     */
    public IdleTuner(Environment here, TuningStore store, Choices choices, Supplier<List<Tuner.Hot>> spaces, Measurers measurers, Takeover takeover, IdleOptions options) {
        this.here = here;
        this.store = store;
        this.choices = choices;
        this.spaces = spaces;
        this.measurers = measurers;
        this.takeover = takeover;
        this.options = options;
        thread.start();
    }

    /** Nobody waits for anything from now on. */
    public synchronized void idle() {
        idle = true;
        since = System.nanoTime();
        notifyAll();
    }

    /** Somebody waits: what is being measured is given up at once. */
    public synchronized void busy() {
        idle = false;
        interruptions++;
        shut();
        notifyAll();
    }

    private synchronized void shut() {
        Measurer m = measurer;
        measurer = null;
        if (m != null) {
            m.close();
        }
    }

    /** Whether nobody has waited since measuring began; who waited may have gone since. */
    private synchronized boolean undisturbed() {
        return interruptions == atBegin && !closed;
    }

    /** Kernels that have become faster, of which the owner was told. */
    public int faster() {
        return faster;
    }

    /** Waits until nothing promising is left, or it is closed; whether that was in time. */
    public synchronized boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(time);
        for (long left = end - System.nanoTime(); !ended && left > 0; left = end - System.nanoTime()) {
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        return ended;
    }

    private void work() {
        try {
            Optional<IdleSearch> search = Optional.empty();
            boolean more = true;
            while (more && awaitQuiet()) {
                IdleSearch s = search.isPresent() ? search.get() : begun();
                search = Optional.of(s);
                more = measured(s);
            }
            if (search.isPresent()) {
                choices.refresh(store, here);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            System.getLogger("intarsia.tuning").log(System.Logger.Level.WARNING, "no more tuning while idle: {0}", String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " "));
        } finally {
            end();
        }
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Until it has been idle for long enough; not where it is closed. */
    private synchronized boolean awaitQuiet() throws InterruptedException {
        while (!closed) {
            long left = idle ? since + options.quiet().toNanos() - System.nanoTime() : Long.MAX_VALUE;
            if (left <= 0) {
                atBegin = interruptions;
                return true;
            }
            if (idle) {
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            } else {
                wait();
            }
        }
        return false;
    }

    /** What the store knows already, another process may have found: the owner is told. Pinned kernels stay as they are. */
    private IdleSearch begun() throws IOException, InterruptedException {
        Map<String, Point> pins = choices.pins(), before = choices.fastest(here);
        List<Tuner.Hot> open = spaces.get().stream().filter(h -> !pins.containsKey(h.space().problem().key())).toList();
        Measurer current = new Current();
        List<Search> searches = open.stream().map(h -> new Search(new Halting(h.space()), here, store, current, SearchOptions.DEFAULT, SearchListener.UNSEEN)).toList();
        choices.refresh(store, here);
        if (!choices.fastest(here).equals(before)) {
            handOver();
        }
        return new IdleSearch(open, searches, options);
    }

    /** Measures until somebody waits; whether anything may be left. */
    private boolean measured(IdleSearch s) throws IOException, InterruptedException {
        try {
            boolean more = true;
            while (more) {
                more = s.round();
                if (s.harvest()) {
                    faster = s.faster();
                    choices.refresh(store, here);
                    handOver();
                }
            }
            return false;
        } catch (CancellationException | InterruptedException e) {
            if (undisturbed()) {
                throw e;
            }
            return true;
        } finally {
            shut();
        }
    }

    private void handOver() throws InterruptedException {
        Future<?> done = takeover.begin();
        boolean ended = false;
        while (!ended && undisturbed()) {
            ended = ended(done);
        }
    }

    /** Whether it has ended soon: it takes seconds. */
    private static boolean ended(Future<?> done) throws InterruptedException {
        try {
            done.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What measures now, opened when it is first asked. */
    private final class Current implements Measurer {
        @Override
        public Outcome measure(SearchSpace space, Point point, Trial trial) throws IOException, InterruptedException {
            return opened().measure(space, point, trial);
        }

        private Measurer opened() throws IOException, InterruptedException {
            synchronized (IdleTuner.this) {
                if (!undisturbed()) {
                    throw new InterruptedException("somebody waits");
                }
                Measurer m = measurer == null ? measurers.open() : measurer;
                measurer = m;
                return m;
            }
        }

        @Override
        public void close() {
            shut();
        }
    }

    /** A space that is looked at only while nobody waits: each look takes some milliseconds, and a search begins with dozens. */
    private final class Halting implements SearchSpace {
        private final SearchSpace space;

        Halting(SearchSpace space) {
            this.space = space;
        }

        private SearchSpace whileIdle() {
            if (!undisturbed()) {
                throw new CancellationException("somebody waits");
            }
            return space;
        }

        @Override
        public Problem problem() {
            return space.problem();
        }

        @Override
        public TuningSpace space() {
            return space.space();
        }

        @Override
        public Optional<String> refusal(Point p) {
            return whileIdle().refusal(p);
        }

        @Override
        public double expected(Point p) {
            return whileIdle().expected(p);
        }
    }

    /** Ends it, and waits for its thread; what was found is written down for the next process. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            busy();
        }
        join();
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
