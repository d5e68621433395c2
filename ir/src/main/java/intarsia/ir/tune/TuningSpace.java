package intarsia.ir.tune;

import intarsia.ir.Point;
import static java.util.Objects.requireNonNull;

import intarsia.ir.Symbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tunables and what their values must satisfy together. Its points are those that give every tunable one of its values and satisfy every constraint; their order is that of
 * the tunables, the last fastest, each through its values.
 */
public record TuningSpace(List<Tunable> tunables, List<Constraint> constraints) {
    /** Of no tunables: its one point is empty. */
    public static final TuningSpace EMPTY = new TuningSpace(List.of(), List.of());

    /** Draws before a random point is taken from all of them. */
    private static final int DRAWS = 1000;

    public TuningSpace {
        tunables = List.copyOf(tunables);
        constraints = List.copyOf(constraints);
        Set<String> names = new HashSet<>();
        for (Tunable t : tunables) {
            if (!names.add(t.name())) {
                throw new IllegalArgumentException("tunable " + t.name() + " is declared twice");
            }
        }
        for (Constraint c : constraints) {
            if (!names.containsAll(c.names())) {
                throw new IllegalArgumentException("'" + c + "' names what is no tunable; known: " + tunables.stream().map(Tunable::name).toList());
            }
        }
    }

    /** The point that gives every tunable its default; constraints are not asked. */
    public Point initial() {
        return new Point(tunables.stream().collect(Collectors.toMap(Tunable::name, Tunable::initial)));
    }

    /** Whether a point gives these tunables and no others one of their values each, and satisfies the constraints. */
    public boolean contains(Point p) {
        boolean values = p.values().size() == tunables.size()
                && tunables.stream().allMatch(t -> p.get(t.name()).isPresent() && t.values().contains(p.value(t.name())));
        Symbols s = p::value;
        return values && constraints.stream().allMatch(c -> c.holds(s));
    }

    /**
     * The point itself, where it is one of these.
     *
     * @throws IllegalArgumentException where it is not, which says what is wrong with it
     */
    public Point expect(Point p) {
        if (contains(p)) {
            return p;
        }
        for (Tunable t : tunables) {
            if (p.get(t.name()).isEmpty() || !t.values().contains(p.value(t.name()))) {
                throw new IllegalArgumentException("point '" + p + "' has no value that it may have of '" + t + "'");
            }
        }
        Symbols s = p::value;
        throw new IllegalArgumentException(constraints.stream().filter(c -> !c.holds(s)).findFirst().map(c -> "point '" + p + "' breaks '" + c + "'")
                .orElse("point '" + p + "' has other tunables than " + tunables.stream().map(Tunable::name).toList()));
    }

    /** How many points there would be without constraints. */
    public long product() {
        return tunables.stream().mapToLong(t -> t.values().size()).reduce(1, Math::multiplyExact);
    }

    /** How many points there are: each is made, but for those that a constraint rules out by a part of their values. */
    public long count() {
        return points().count();
    }

    /** All points, in order; made as they are asked for. */
    public Stream<Point> points() {
        return from(0, new LinkedHashMap<>(), byLast());
    }

    /** The constraints by the last of their tunables: there they are first known to hold or not; those without any by the first. */
    private Map<Integer, List<Constraint>> byLast() {
        Map<Integer, List<Constraint>> by = new HashMap<>();
        List<String> names = tunables.stream().map(Tunable::name).toList();
        constraints.forEach(c -> by.computeIfAbsent(c.names().stream().mapToInt(names::indexOf).max().orElse(-1), _ -> new ArrayList<>()).add(c));
        return by;
    }

    private Stream<Point> from(int next, Map<String, Integer> chosen, Map<Integer, List<Constraint>> by) {
        Symbols s = name -> requireNonNull(chosen.get(name));
        if (!by.getOrDefault(next - 1, List.of()).stream().allMatch(c -> c.holds(s))) {
            return Stream.empty();
        }
        if (next == tunables.size()) {
            return Stream.of(new Point(chosen));
        }
        Tunable t = tunables.get(next);
        return t.values().stream().flatMap(v -> {
            Map<String, Integer> more = new LinkedHashMap<>(chosen);
            more.put(t.name(), v);
            return from(next + 1, more, by);
        });
    }

    /**
     * A point by chance, each as likely as any other; the same for the same seed.
     *
     * @throws IllegalStateException where there are none
     */
    public Point random(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DRAWS; i++) {
            Map<String, Integer> values = new TreeMap<>();
            tunables.forEach(t -> values.put(t.name(), t.values().get(random.nextInt(t.values().size()))));
            Point p = new Point(values);
            if (contains(p)) {
                return p;
            }
        }
        List<Point> all = points().toList();
        if (all.isEmpty()) {
            throw new IllegalStateException("no point satisfies the constraints of\n" + this);
        }
        return all.get(random.nextInt(all.size()));
    }

    /** The points that differ from one in a single tunable: first those whose value is the next or the one before, then those further off. */
    public List<Point> neighbours(Point p) {
        expect(p);
        record Near(int distance, Point point) {
        }
        List<Near> near = new ArrayList<>();
        for (Tunable t : tunables) {
            int at = t.values().indexOf(p.value(t.name()));
            for (int i = 0; i < t.values().size(); i++) {
                near.add(new Near(Math.abs(i - at), p.with(t.name(), t.values().get(i))));
            }
        }
        return near.stream().filter(n -> n.distance > 0 && contains(n.point)).sorted(Comparator.comparingInt(Near::distance)).map(Near::point).toList();
    }

    /** The tunables of that names left out, and the constraints on any of them. */
    public TuningSpace without(Set<String> names) {
        return new TuningSpace(tunables.stream().filter(t -> !names.contains(t.name())).toList(),
                constraints.stream().filter(c -> c.names().stream().noneMatch(names::contains)).toList());
    }

    /** A line a tunable, then one a constraint; {@link intarsia.ir.text.SpaceParser} reads it. */
    @Override
    public String toString() {
        return Stream.concat(tunables.stream(), constraints.stream()).map(x -> x + "\n").collect(Collectors.joining());
    }
}
