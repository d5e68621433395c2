package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.ir.tune.TuningSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Points that might be measured next: a sample of the space, then descendants of the fastest. What is refused is never among them. */
final class Candidates {
    /** Parents, and descendants that are looked at before each measurement. */
    private static final int ELITE = 6, CHILDREN = 8;
    private static final int TRIES = 12;
    /** In percent, how often a descendant is one of a single parent, else of two; and how often anything, for a look elsewhere. */
    private static final int MUTANTS = 55, STRANGERS = 10;
    /** In percent, how often the next is any candidate and not the most promising. */
    private static final int ADVENTURES = 10;
    private static final int PERCENT = 100;

    private final SearchSpace space;
    private final TuningSpace points;
    private final Random random;
    private final Map<Point, Double> expected = new HashMap<>();
    private final Set<Point> pool = new LinkedHashSet<>();
    private final Set<Point> refused = new LinkedHashSet<>();

    Candidates(SearchSpace space, long seed) {
        this.space = space;
        this.points = space.space();
        this.random = new Random(seed);
    }

    double expected(Point p) {
        return expected.computeIfAbsent(p, space::expected);
    }

    /** The most promising of all points where they are no more than a sample, else of one that has the initial point's neighbours and others by chance; what is known is not among them. */
    List<Point> first(SearchOptions o, Known known) {
        if (points.points().limit(o.sample() + 1L).count() <= o.sample()) {
            points.points().forEach(p -> offer(p, known));
        } else {
            draw(o, known);
        }
        return pool.stream().sorted(Comparator.comparingDouble(this::expected)).limit(o.first()).toList();
    }

    private void draw(SearchOptions o, Known known) {
        List<Point> near = points.neighbours(points.initial());
        for (int i = 0; i < near.size() && pool.size() < o.sample() / 2; i++) {
            offer(near.get(i), known);
        }
        for (int tries = 0; tries < 2 * o.sample() && pool.size() < o.sample(); tries++) {
            offer(points.random(random.nextLong()), known);
        }
    }

    private boolean offer(Point p, Known known) {
        return isNew(p, known) && pool.add(p);
    }

    /** Whether it may be measured, and is no candidate yet. */
    private boolean isNew(Point p, Known known) {
        if (known.has(p) || pool.contains(p) || refused.contains(p)) {
            return false;
        }
        if (space.refusal(p).isPresent()) {
            refused.add(p);
            return false;
        }
        return true;
    }

    /** What to measure next; empty where nothing new is found any more. */
    Optional<Point> next(Known known) {
        pool.removeIf(known::has);
        breed(known);
        if (pool.isEmpty()) {
            points.points().filter(p -> isNew(p, known)).findFirst().ifPresent(pool::add);
        }
        List<Point> all = new ArrayList<>(pool);
        if (all.isEmpty() || random.nextInt(PERCENT) < ADVENTURES) {
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
        }
        Surrogate s = new Surrogate(known, this::expected);
        return all.stream().min(Comparator.comparingDouble(p -> s.log(p, expected(p))));
    }

    private void breed(Known known) {
        List<Point> parents = known.fastest().stream().limit(ELITE).toList();
        int born = 0;
        for (int i = 0; i < CHILDREN * TRIES && born < CHILDREN && !parents.isEmpty(); i++) {
            born += child(parents).filter(p -> offer(p, known)).isPresent() ? 1 : 0;
        }
    }

    private Optional<Point> child(List<Point> parents) {
        int draw = random.nextInt(PERCENT);
        Point parent = better(parents);
        if (draw < STRANGERS) {
            return Optional.of(points.random(random.nextLong()));
        }
        return draw < STRANGERS + MUTANTS ? mutant(parent) : Optional.of(cross(parent, better(parents))).filter(points::contains);
    }

    /** The first of two by chance: the fast have more children. */
    private Point better(List<Point> parents) {
        return parents.get(Math.min(random.nextInt(parents.size()), random.nextInt(parents.size())));
    }

    private Optional<Point> mutant(Point parent) {
        List<Point> near = points.neighbours(parent);
        return near.isEmpty() ? Optional.empty() : Optional.of(near.get(Math.min(random.nextInt(near.size()), random.nextInt(near.size()))));
    }

    private Point cross(Point a, Point b) {
        Map<String, Integer> values = new HashMap<>(a.values());
        b.values().forEach((name, v) -> {
            if (random.nextBoolean()) {
                values.put(name, v);
            }
        });
        return new Point(values);
    }
}
