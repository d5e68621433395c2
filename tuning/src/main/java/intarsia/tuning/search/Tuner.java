package intarsia.tuning.search;

import intarsia.tuning.Environment;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/** Searches several spaces within one budget: the first measurement of each says how much of the time it takes, and the others are shared out by that. */
public final class Tuner {
    private final Environment here;
    private final TuningStore store;
    private final Measurer measurer;
    private final SearchOptions options;
    private final SearchListener listener;
    private final LongSupplier clock;
    private volatile boolean cancelled;

    public Tuner(Environment here, TuningStore store, Measurer measurer, SearchOptions options, SearchListener listener) {
        this(here, store, measurer, options, listener, System::nanoTime);
    }

    /** @param clock in nanoseconds */
    Tuner(Environment here, TuningStore store, Measurer measurer, SearchOptions options, SearchListener listener, LongSupplier clock) {
        this.here = here;
        this.store = store;
        this.measurer = measurer;
        this.options = options;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * A space, and how often its kernel is launched.
     *
     * @param launches a run of whatever is to be faster
     */
    public record Hot(SearchSpace space, double launches) {
        public Hot {
            if (!(launches > 0)) {
                throw new IllegalArgumentException(launches + " launches; wanted more than 0");
            }
        }
    }

    /**
     * Measures until the budget ends, nothing is left, or {@link #cancel} is called. The fastest are timed once more when the budget has ended, so it takes a little longer.
     *
     * @return what is known of each space, in their order
     * @throws IOException where the measurer cannot measure; what it has measured is kept
     */
    public List<Found> tune(List<Hot> spaces, Budget budget) throws IOException {
        List<Search> searches = spaces.stream().map(h -> new Search(h.space, here, store, measurer, options, listener)).toList();
        try {
            search(spaces, searches, budget, clock.getAsLong() + budget.time().toNanos());
            for (Search s : searches) {
                if (!cancelled) {
                    s.confirm();
                }
            }
        } catch (InterruptedException e) {
            if (!cancelled) {
                Thread.currentThread().interrupt();
            }
        }
        return searches.stream().map(Search::found).toList();
    }

    private void search(List<Hot> spaces, List<Search> searches, Budget budget, long end) throws IOException, InterruptedException {
        Shares shares = new Shares(spaces, searches);
        for (int points = 0; points < budget.points() && clock.getAsLong() < end && !cancelled; points++) {
            OptionalInt next = shares.next();
            if (next.isEmpty()) {
                return;
            }
            if (!searches.get(next.getAsInt()).step()) {
                shares.done(next.getAsInt());
                points--;
            }
        }
    }

    /** Ends the search soon, from any thread; a measurement under way is given up, and the measurer with it. */
    public void cancel() {
        cancelled = true;
        measurer.close();
    }
}
