package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.tuning.Environment;
import intarsia.tuning.Outcome;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A search of one space, a measurement at a time: the initial point, the most promising of a sample, then descendants of the fastest, the most promising first. What the store
 * knows in this environment is not measured again; what is measured is in the store when {@link #step} returns. Not for several threads.
 */
public final class Search {
    /** The fastest that are timed once more when a search ends: the least of many times is one of luck. */
    private static final int CONFIRMED = 3;
    /** What is nearly as fast: noise alone finds points that much faster. */
    private static final double NEAR = 1.01;

    private final SearchSpace space;
    private final Known known;
    private final Measurer measurer;
    private final SearchOptions options;
    private final SearchListener listener;
    private final Candidates candidates;
    private Optional<Deque<Point>> first = Optional.empty();
    private int measured;

    public Search(SearchSpace space, Environment here, TuningStore store, Measurer measurer, SearchOptions options, SearchListener listener) {
        this.space = space;
        this.known = new Known(store, here, space);
        this.measurer = measurer;
        this.options = options;
        this.listener = listener;
        this.candidates = new Candidates(space, options.seed() ^ space.problem().key().hashCode());
    }

    public SearchSpace space() {
        return space;
    }

    /** Points that this search has measured. */
    public int measured() {
        return measured;
    }

    /**
     * Measures another point.
     *
     * @return whether there was one: not where all are known, nor where the initial point failed, for then nothing tells what is right
     * @throws IOException          where the measurer cannot measure
     * @throws InterruptedException where it was interrupted; nothing of that point is kept
     */
    public boolean step() throws IOException, InterruptedException {
        Point initial = space.space().initial();
        if (known.nanos(initial).isEmpty() && measured == 0) { // a failure of another day may have been that day's
            measure(initial);
            return true;
        }
        Optional<Point> next = known.nanos(initial).isPresent() ? next() : Optional.empty();
        if (next.isPresent()) {
            measure(next.get(), trial(options.rounds()));
        }
        return next.isPresent();
    }

    /**
     * Measures a point of the space, and before it the initial one.
     *
     * @return false where its outcome is known, or the initial point failed
     */
    public boolean measure(Point p) throws IOException, InterruptedException {
        Point initial = space.space().initial();
        if (known.nanos(initial).isEmpty() && measured == 0) {
            measure(initial, new Trial(Optional.empty(), options.rounds()));
        }
        if (known.has(p) || known.nanos(initial).isEmpty()) {
            return false;
        }
        measure(p, trial(options.rounds()));
        return true;
    }

    /** Measures a point whatever is known of it; the initial one must be known. What it takes now is what counts. */
    public void again(Point p) throws IOException, InterruptedException {
        measure(p, trial(options.rounds()));
    }

    private Optional<Point> next() {
        if (first.isEmpty()) {
            first = Optional.of(new ArrayDeque<>(candidates.first(options, known)));
        }
        return Optional.ofNullable(first.get().poll()).or(() -> candidates.next(known));
    }

    private Trial trial(int rounds) {
        Point initial = space.space().initial();
        double nanos = known.nanos(initial).orElseThrow(), best = known.nanos(known.fastest().getFirst()).orElseThrow();
        return new Trial(Optional.of(new Trial.Reference(initial, nanos, options.giveUp() * best)), rounds);
    }

    private void measure(Point p, Trial t) throws IOException, InterruptedException {
        Outcome o = measurer.measure(space, p, t);
        known.record(p, o);
        measured++;
        listener.measured(this, p, o);
    }

    /** Times the fastest once more and for longer, where anything was measured since: what they take then is what counts. */
    public void confirm() throws IOException, InterruptedException {
        confirm(CONFIRMED);
    }

    /** The same of so many. */
    void confirm(int most) throws IOException, InterruptedException {
        Point initial = space.space().initial();
        List<Point> fastest = known.fastest().stream().limit(most).filter(p -> !p.equals(initial)).toList();
        if (measured > 0 && known.nanos(initial).isPresent()) {
            for (Point p : fastest) {
                measure(p, trial(2 * options.rounds()));
            }
        }
    }

    /** Points that were first measured after the first that is nearly as fast as the best: so long nothing was found. All sessions count. */
    int fruitless() {
        double near = known.fastest().stream().findFirst().map(p -> NEAR * known.nanos(p).orElseThrow()).orElse(0.0);
        List<Point> all = List.copyOf(known.outcomes().keySet());
        for (int i = 0; i < all.size(); i++) {
            if (known.nanos(all.get(i)).orElse(Double.MAX_VALUE) <= near) {
                return all.size() - i - 1;
            }
        }
        return 0;
    }

    /** The time of a point, where it is known. */
    OptionalDouble nanos(Point p) {
        return known.nanos(p);
    }

    /** What is known now. */
    public Found found() {
        Point initial = space.space().initial();
        Point best = known.fastest().stream().findFirst().orElse(initial);
        int failed = (int) known.outcomes().values().stream().filter(o -> o instanceof Outcome.Failed).count();
        return new Found(space, best, known.nanos(best), known.nanos(initial), measured, known.outcomes().size(), failed);
    }
}
