package intarsia.tuning.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Point;
import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private static final int SEEDS = 20;
    /** 5 % of the points of the synthetic space. */
    private static final int FEW = (int) (Synthetic.SPACE.count() / 20);

    @TempDir private Path folder;
    private int stores;

    private TuningStore store() {
        return TuningStore.open(folder.resolve(stores++ + "/tuning.db"));
    }

    private static Search search(Synthetic s, TuningStore store, long seed) {
        return new Search(s, Synthetic.HERE, store, s, SearchOptions.DEFAULT.withSeed(seed), SearchListener.UNSEEN);
    }

    private static Found found(Synthetic s, TuningStore store, long seed, int points) throws IOException, InterruptedException {
        Search search = search(s, store, seed);
        while (search.measured() < points && search.step()) {
            assertTrue(search.measured() <= points);
        }
        return search.found();
    }

    /** Regrets after {@link #FEW} measurements, the mean of all seeds: of the search, of as many points by chance. */
    private double[] regrets(LongFunction<ToDoubleFunction<Point>> times) throws IOException, InterruptedException {
        double[] sum = new double[2];
        for (int seed = 0; seed < SEEDS; seed++) {
            Synthetic s = new Synthetic(times.apply(seed));
            try (TuningStore store = store()) {
                sum[0] += found(s, store, seed, FEW).nanos().orElseThrow() / s.least() - 1;
            }
            Random random = new Random(seed);
            sum[1] += random.longs(FEW).mapToDouble(x -> s.nanos(Synthetic.SPACE.random(x))).min().orElseThrow() / s.least() - 1;
        }
        return new double[] {sum[0] / SEEDS, sum[1] / SEEDS};
    }

    @Test
    void separableSpacesAreSolvedByFewMeasurements() throws IOException, InterruptedException {
        double[] r = regrets(Synthetic::separable);
        assertTrue(r[0] < 0.2 && r[0] < r[1] / 4, () -> r[0] + " by search, " + r[1] + " by chance, " + FEW + " points");
    }

    @Test
    void ruggedSpacesAreSearchedBetterThanByChance() throws IOException, InterruptedException {
        double[] r = regrets(Synthetic::rugged);
        assertTrue(r[0] < 0.7 * r[1], () -> r[0] + " by search, " + r[1] + " by chance, " + FEW + " points");
    }

    @Test
    void aGoodModelIsBelievedFromTheFirst() throws IOException, InterruptedException {
        Synthetic s = new Synthetic(Synthetic.separable(5));
        s.expected = p -> Math.log(s.nanos(p));
        try (TuningStore store = store()) {
            found(s, store, 1, 4);
            assertEquals(Synthetic.SPACE.initial(), s.asked.getFirst());
            assertTrue(s.nanos(s.asked.get(1)) < s.nanos(Synthetic.SPACE.initial()));
            assertTrue(s.nanos(s.asked.get(1)) <= s.nanos(s.asked.get(2)) && s.nanos(s.asked.get(2)) <= s.nanos(s.asked.get(3)));
        }
    }

    @Test
    void whereAllPointsAreASampleTheMostPromisingOfAllIsMeasuredFirst() throws IOException, InterruptedException {
        Synthetic s = new Synthetic(Synthetic.separable(5));
        s.expected = p -> Math.log(s.nanos(p));
        try (TuningStore store = store()) {
            Search search = new Search(s, Synthetic.HERE, store, s, SearchOptions.DEFAULT.withSample((int) Synthetic.SPACE.count()), SearchListener.UNSEEN);
            while (search.measured() < 2 && search.step()) assertTrue(search.measured() <= 2);
            assertEquals(s.least(), s.nanos(s.asked.get(1)));
        }
    }

    @Test
    void aPointThatIsMeasuredAgainHasItsLastTime() throws IOException, InterruptedException {
        double[] factor = {1};
        Synthetic s = new Synthetic(p -> 1000 * factor[0]);
        Point p = Synthetic.SPACE.random(3);
        try (TuningStore store = store()) {
            Search search = search(s, store, 1);
            assertTrue(search.measure(p));
            assertFalse(search.measure(p));
            factor[0] = 0.5;
            search.again(p);
            assertEquals(500, search.found().nanos().orElseThrow());
        }
    }

    @Test
    void theSameSeedAndTimesAreTheSameSearch() throws IOException, InterruptedException {
        List<List<Point>> asked = new ArrayList<>();
        for (long seed : new long[] {3, 3, 4}) {
            Synthetic s = new Synthetic(Synthetic.rugged(8));
            try (TuningStore store = store()) {
                found(s, store, seed, 30);
            }
            asked.add(s.asked);
        }
        assertEquals(asked.get(0), asked.get(1));
        assertFalse(asked.get(0).equals(asked.get(2)));
    }

    @Test
    void aSpaceIsMeasuredToItsEndAndNoPointTwice() throws IOException, InterruptedException {
        Synthetic s = new Synthetic(Synthetic.rugged(1));
        s.refused = p -> p.value("a") == 8;
        try (TuningStore store = store()) {
            Found f = found(s, store, 1, Integer.MAX_VALUE);
            assertEquals(s.least(), f.nanos().orElseThrow());
            assertEquals(Synthetic.SPACE.points().filter(p -> p.value("a") != 8).toList().size(), s.asked.size());
            assertEquals(s.asked.size(), new HashSet<>(s.asked).size());
        }
    }

    @Test
    void whatTheStoreKnowsIsNotMeasuredAgainButWhatIsOfElsewhereIs() throws IOException, InterruptedException {
        Synthetic first = new Synthetic(Synthetic.rugged(2)), second = new Synthetic(Synthetic.rugged(2));
        try (TuningStore store = store()) {
            Environment other = new Environment("other", "JVM", "compiler");
            store.record(Measurement.now(first.problem(), other, Synthetic.SPACE.initial().toString(), new Outcome.Timed(1, 0, 1, 0, 0)));
            store.record(Measurement.now(first.problem(), Synthetic.HERE, "gone=7", new Outcome.Timed(1, 0, 1, 0, 0)));
            store.record(Measurement.now(first.problem(), Synthetic.HERE, "no point at all", new Outcome.Timed(1, 0, 1, 0, 0)));
            found(first, store, 1, 20);
            Found f = found(second, store, 2, 15);
            assertEquals(20, first.asked.size());
            assertEquals(15, second.asked.size());
            second.asked.forEach(p -> assertFalse(first.asked.contains(p), p::toString));
            assertEquals(35, f.known());
        }
    }

    @Test
    void failuresAreKeptWithTheirReasonAndAvoided() throws IOException, InterruptedException {
        Synthetic s = new Synthetic(Synthetic.separable(3));
        s.fails = p -> p.value("d") == 1;
        try (TuningStore store = store()) {
            Found f = found(s, store, 1, 40);
            assertTrue(f.failed() > 0 && f.failed() < 15, () -> f.failed() + " failures");
            assertEquals(0, f.best().value("d"));
            List<String> reasons = store.measurements(s.problem().key()).stream().filter(m -> m.outcome() instanceof Outcome.Failed).map(m -> ((Outcome.Failed) m.outcome()).reason()).toList();
            assertEquals(f.failed(), reasons.size());
            assertEquals("it failed", reasons.getFirst());
        }
    }

    @Test
    void whereTheInitialPointFailsNothingElseIsMeasured() throws IOException, InterruptedException {
        Synthetic s = new Synthetic(Synthetic.separable(3));
        s.fails = _ -> true;
        try (TuningStore store = store()) {
            Found f = found(s, store, 1, 40);
            assertEquals(List.of(Synthetic.SPACE.initial()), s.asked);
            assertEquals(Synthetic.SPACE.initial(), f.best());
            assertEquals(1, f.gain());
        }
    }

    @Test
    void slowPointsAreGivenUpAndTheBestTimedOnceMore() throws IOException, InterruptedException {
        Synthetic s = new Synthetic(Synthetic.separable(4));
        try (TuningStore store = store()) {
            Search search = search(s, store, 1);
            for (int i = 0; i < 20; i++) {
                search.step();
            }
            int before = s.asked.size();
            search.confirm();
            assertEquals(2 * SearchOptions.DEFAULT.rounds(), s.trials.getLast().rounds());
            assertTrue(s.asked.size() > before && s.asked.size() <= before + 3);
            assertTrue(store.measurements(s.problem().key()).stream().anyMatch(m -> m.outcome() instanceof Outcome.Timed t && t.rounds() == Trial.FEW_ROUNDS));
        }
    }

    @Test
    void budgetsOfTimeAndPointsEndASearchAndSoDoesCancellation() throws IOException {
        for (Budget b : List.of(new Budget(Duration.ofSeconds(7), 1000), Budget.ofPoints(7), Budget.ofPoints(0), Budget.of(Duration.ZERO))) {
            Synthetic s = new Synthetic(Synthetic.separable(4));
            AtomicLong clock = new AtomicLong();
            try (TuningStore store = store()) {
                Tuner t = new Tuner(Synthetic.HERE, store, s, SearchOptions.DEFAULT, (_, _, _) -> clock.addAndGet(1_000_000_000), clock::get);
                int measured = t.tune(List.of(new Tuner.Hot(s, 1)), b).getFirst().measured();
                assertTrue(b.points() == 0 || b.time().isZero() ? measured == 0 : measured >= 7 && measured <= 10, b + ": " + measured);
            }
        }
    }

    @Test
    void cancellationKeepsWhatIsMeasured() throws IOException {
        Synthetic s = new Synthetic(Synthetic.separable(4));
        List<Tuner> tuners = new ArrayList<>();
        try (TuningStore store = store()) {
            tuners.add(new Tuner(Synthetic.HERE, store, s, SearchOptions.DEFAULT, (search, _, _) -> {
                if (search.measured() == 5) {
                    tuners.getFirst().cancel();
                }
            }));
            assertEquals(5, tuners.getFirst().tune(List.of(new Tuner.Hot(s, 1)), Budget.ofPoints(1000)).getFirst().measured());
            assertEquals(5, store.measurements(s.problem().key()).size());
        }
    }
}
