package intarsia.decoder;

import intarsia.passes.ScheduleChoice;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Programs by another choice of schedules, which are made in the background and wait until somebody takes them. The newest choice counts. */
final class Succession implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("intarsia.decoder");

    private final Supplier<Programs> now;
    private final BooleanSupplier atWork;
    private final AtomicReference<@Nullable Programs> ready = new AtomicReference<>();
    private final AtomicInteger newest = new AtomicInteger();

    /**
     * @param now    the programs in use
     * @param atWork whether they run
     */
    Succession(Supplier<Programs> now, BooleanSupplier atWork) {
        this.now = now;
        this.atWork = atWork;
    }

    /** Begins to make them, in place of those before; tells when they are ready, or that there is nothing to take. */
    CompletableFuture<Boolean> begin(ScheduleChoice choice) {
        int mine = newest.incrementAndGet();
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("intarsia-reschedule").start(() -> done.complete(make(choice, () -> newest.get() != mine)));
        return done;
    }

    private synchronized boolean make(ScheduleChoice choice, BooleanSupplier givenUp) {
        if (givenUp.getAsBoolean()) return false;
        try {
            Optional<Programs> next = now.get().rescheduled(choice, givenUp, atWork);
            put(next.orElse(null));
            return next.isPresent();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "kernels stay as they are, others cannot be made: {0}", String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " "));
            return false;
        }
    }

    private void put(@Nullable Programs next) {
        Programs before = ready.getAndSet(next);
        if (before != null) before.close();
    }

    /** What is ready; its taker closes it. */
    Optional<Programs> take() {
        return ready.get() == null ? Optional.empty() : Optional.ofNullable(ready.getAndSet(null));
    }

    /** Gives up what is being made, and waits for that. */
    @Override public void close() {
        newest.incrementAndGet();
        synchronized (this) {
            put(null);
        }
    }
}
