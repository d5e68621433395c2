package intarsia.tuning.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Point;
import intarsia.tuning.Outcome;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdleTunerTest {
    private static final IdleOptions AT_ONCE = new IdleOptions(Duration.ZERO, 8, 32, 1.02);
    private static final long LONG = 120;

    @TempDir
    private Path folder = Path.of("");
    private final AtomicInteger told = new AtomicInteger(), opened = new AtomicInteger();

    private Choices choices() {
        return new Choices(folder);
    }

    private TuningStore store() {
        return TuningStore.open(folder.resolve("tuning.db"));
    }

    /** Measures as another does, and waits before the measurement of some number, until it is closed. */
    private static final class Stopping implements Measurer {
        private final Synthetic times;
        private final int at;
        private final CountDownLatch reached, closed = new CountDownLatch(1);

        Stopping(Synthetic times, int at, CountDownLatch reached) {
            this.times = times;
            this.at = at;
            this.reached = reached;
        }

        @Override
        public Outcome measure(SearchSpace space, Point p, Trial t) throws InterruptedException {
            if (times.asked.size() == at) {
                times.asked.add(p);
                reached.countDown();
                closed.await();
                throw new InterruptedException("closed");
            }
            return times.measure(space, p, t);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private IdleTuner tuner(Synthetic s, TuningStore store, int stopsAt, CountDownLatch reached) {
        return new IdleTuner(Synthetic.HERE, store, choices(), () -> List.of(new Tuner.Hot(s, 1)), () -> {
            opened.incrementAndGet();
            return new Stopping(s, stopsAt, reached);
        }, () -> {
            told.incrementAndGet();
            return CompletableFuture.completedFuture(true);
        }, AT_ONCE);
    }

    private IdleTuner tuner(Synthetic s, TuningStore store) {
        return tuner(s, store, -1, new CountDownLatch(1));
    }

    private static void toTheEnd(IdleTuner t) throws InterruptedException {
        t.idle();
        assertTrue(t.awaitEnd(LONG, TimeUnit.SECONDS));
    }

    @Test
    void whatIsUsedAfterAnIdleTimeIsTheBestOfTheStoreAndSoItIsInTheNextProcess() throws InterruptedException {
        Synthetic s = new Synthetic(Synthetic.separable(5));
        try (TuningStore store = store(); IdleTuner t = tuner(s, store)) {
            toTheEnd(t);
            Point best = store.best(s.problem().key(), Synthetic.HERE).flatMap(m -> m.values()).orElseThrow();
            assertEquals(Map.of(s.problem().key(), best), choices().fastest(Synthetic.HERE));
            assertTrue(s.nanos(best) <= 1.05 * s.least(), () -> s.nanos(best) / s.least() + " x the least");
            assertTrue(told.get() > 0);
            assertEquals(1, t.faster());
        }
        int measured = s.asked.size();
        assertTrue(measured < Synthetic.SPACE.count(), "it ends where nothing promising is left");
        try (TuningStore store = store(); IdleTuner t = tuner(s, store)) {
            toTheEnd(t);
            assertEquals(0, t.faster());
        }
        assertEquals(measured, s.asked.size(), "the next process has nothing left to measure");
    }

    @Test
    void beforeItIsIdleNothingIsMeasured() {
        Synthetic s = new Synthetic(Synthetic.separable(5));
        try (TuningStore store = store(); IdleTuner t = tuner(s, store)) {
            t.busy();
            assertEquals(0, t.faster());
        }
        assertEquals(0, s.asked.size() + opened.get());
    }

    @Test
    void whoWaitsEndsTheMeasurementUnderWayAndTheNextIdleTimeGoesOn() throws InterruptedException {
        Synthetic s = new Synthetic(Synthetic.rugged(5));
        CountDownLatch reached = new CountDownLatch(1);
        try (TuningStore store = store(); IdleTuner t = tuner(s, store, 5, reached)) {
            t.idle();
            reached.await();
            assertEquals(5, store.measurements(s.problem().key()).size());
            t.busy();
            assertFalse(t.awaitEnd(1, TimeUnit.MILLISECONDS));
            assertEquals(6, s.asked.size());
            toTheEnd(t);
            assertEquals(2, opened.get());
            long once = s.trials.stream().filter(x -> x.rounds() == SearchOptions.DEFAULT.rounds()).count();
            assertEquals(once, new HashSet<>(s.asked).size() - (s.asked.indexOf(s.asked.get(5)) == s.asked.lastIndexOf(s.asked.get(5)) ? 1 : 0), "no point is measured twice but to confirm it");
        }
    }

    @Test
    void whoWaitedForAMomentEndsNoMoreThanTheMeasurementUnderWay() throws InterruptedException {
        Synthetic s = new Synthetic(Synthetic.rugged(5));
        CountDownLatch reached = new CountDownLatch(1);
        try (TuningStore store = store(); IdleTuner t = tuner(s, store, 5, reached)) {
            t.idle();
            reached.await();
            t.busy();
            t.idle();
            assertTrue(t.awaitEnd(LONG, TimeUnit.SECONDS));
            assertEquals(2, opened.get());
            assertTrue(s.asked.size() > AT_ONCE.patience(), "it went on");
        }
    }

    @Test
    void closingEndsAMeasurementUnderWay() throws InterruptedException {
        Synthetic s = new Synthetic(Synthetic.rugged(5));
        CountDownLatch reached = new CountDownLatch(1);
        try (TuningStore store = store()) {
            try (IdleTuner t = tuner(s, store, 5, reached)) {
                t.idle();
                reached.await();
            }
            assertEquals(5, store.measurements(s.problem().key()).size());
            assertEquals(choices().fastest(Synthetic.HERE).get(s.problem().key()), store.best(s.problem().key(), Synthetic.HERE).flatMap(m -> m.values()).orElseThrow());
        }
    }

    @Test
    void pinnedKernelsAreLeftAlone() throws IOException, InterruptedException {
        Synthetic s = new Synthetic(Synthetic.separable(5));
        choices().pin(s.problem(), Synthetic.SPACE.random(1));
        try (TuningStore store = store(); IdleTuner t = tuner(s, store)) {
            toTheEnd(t);
        }
        assertEquals(List.of(), s.asked);
    }

    @Test
    void whatAnotherProcessFoundIsTakenBeforeAnythingIsMeasured() throws IOException, InterruptedException {
        Synthetic s = new Synthetic(Synthetic.separable(5));
        try (TuningStore store = store()) {
            new Tuner(Synthetic.HERE, store, s, SearchOptions.DEFAULT, SearchListener.UNSEEN).tune(List.of(new Tuner.Hot(s, 1)), Budget.ofPoints(10));
            CountDownLatch reached = new CountDownLatch(1);
            try (IdleTuner t = tuner(s, store, s.asked.size(), reached)) {
                t.idle();
                reached.await();
                assertEquals(1, told.get());
                assertEquals(store.best(s.problem().key(), Synthetic.HERE).flatMap(m -> m.values()).orElseThrow(), choices().fastest(Synthetic.HERE).get(s.problem().key()));
            }
        }
    }

    @Test
    void whereNothingCanBeMeasuredItEnds() throws InterruptedException {
        Synthetic s = new Synthetic(Synthetic.separable(5));
        try (TuningStore store = store(); IdleTuner t = new IdleTuner(Synthetic.HERE, store, choices(), () -> List.of(new Tuner.Hot(s, 1)), () -> {
            throw new IOException("no such program");
        }, () -> CompletableFuture.completedFuture(true), AT_ONCE)) {
            toTheEnd(t);
            assertEquals(0, t.faster());
        }
    }
}
