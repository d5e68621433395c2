package intarsia.tuning.search;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Shares measurements out among searches by the time that the launches of their kernels take: measurements are seats, and time is votes (d'Hondt). One of which no time is known goes
 * first, in the order given.
 */
final class Shares {
    private final List<Tuner.Hot> spaces;
    private final List<Search> searches;
    private final Set<Integer> done = new HashSet<>();

    /** @param searches of the spaces, in their order */
    Shares(List<Tuner.Hot> spaces, List<Search> searches) {
        this.spaces = spaces;
        this.searches = searches;
    }

    /** Which search is to measure next; none where all are done. */
    OptionalInt next() {
        return IntStream.range(0, searches.size()).filter(i -> !done.contains(i)).boxed().max(Comparator.comparingDouble(this::claim)).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /** A search measures no more. */
    void done(int search) {
        done.add(search);
    }

    private double claim(int i) {
        Found f = searches.get(i).found();
        return f.initial().isEmpty() ? Double.POSITIVE_INFINITY : spaces.get(i).launches() * f.nanos().orElse(0) / (searches.get(i).measured() + 1);
    }
}
