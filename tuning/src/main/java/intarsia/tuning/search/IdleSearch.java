package intarsia.tuning.search;

import intarsia.ir.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Searches that go on from one idle time to the next, some measurements at a time, until nothing promising is left. For one thread. */
final class IdleSearch {
    /** The fastest of a search that are timed once more before anybody is told of them. */
    private static final int CONFIRMED = 2;

    private final List<Search> searches;
    private final Shares shares;
    private final IdleOptions options;
    /** What others were last told to be the fastest of each. */
    private final List<Point> told;
    private final Set<Integer> faster = new HashSet<>();

    IdleSearch(List<Tuner.Hot> spaces, List<Search> searches, IdleOptions options) {
        this.searches = searches;
        this.shares = new Shares(spaces, searches);
        this.options = options;
        this.told = new ArrayList<>(searches.stream().map(s -> s.found().best()).toList());
    }

    /** Some more measurements; whether there may be more after them. */
    boolean round() throws IOException, InterruptedException {
        for (int i = 0; i < options.round(); i++) {
            if (!step()) {
                return false;
            }
        }
        return true;
    }

    private boolean step() throws IOException, InterruptedException {
        for (OptionalInt next = shares.next(); next.isPresent(); next = shares.next()) {
            Search s = searches.get(next.getAsInt());
            if (s.fruitless() < options.patience() && s.step()) {
                return true;
            }
            shares.done(next.getAsInt());
        }
        return false;
    }

    /** Whether a kernel has become faster since others were told; what seems so is timed once more before. */
    boolean harvest() throws IOException, InterruptedException {
        List<Integer> better = new ArrayList<>();
        for (int i = 0; i < searches.size(); i++) {
            if (isBetter(i)) {
                searches.get(i).confirm(CONFIRMED);
                if (isBetter(i)) {
                    better.add(i);
                }
            }
        }
        better.forEach(i -> told.set(i, searches.get(i).found().best()));
        faster.addAll(better);
        return !better.isEmpty();
    }

    private boolean isBetter(int i) {
        Found f = searches.get(i).found();
        OptionalDouble before = searches.get(i).nanos(told.get(i));
        return before.isPresent() && f.nanos().isPresent() && before.getAsDouble() >= options.gain() * f.nanos().getAsDouble();
    }

    /** Searches of which others were told that they have become faster. */
    int faster() {
        return faster.size();
    }
}
