package intarsia.ir.tune;

import intarsia.ir.Point;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tunables of passes and code generators: what a kernel at the tile or lane level may say in its line {@code tuned}. None of them changes a result. Where a kernel says
 * nothing, a compiler's options and rules decide, and those are the defaults here.
 */
public final class CodeTunables {
    /** Bytes that loops which stream through memory touch before they read them; 0 leaves it to the options of a compilation. */
    public static final Tunable AHEAD = Tunable.of("ahead", List.of(0, 512, 1024, 2048, 4096, 8192, 16384), "bytes that loops touch before they read them");
    /** Vector ops between two fences that hold loads near the order in which they stand; 0 for no fence. */
    public static final Tunable FENCE = new Tunable("fence", List.of(0, 10, 20, 40, 80, 160), 10, "vector ops between two fences of loads");
    /** Whether loads stand where their first result is used. */
    public static final Tunable SINK = new Tunable("sink", List.of(0, 1), 1, "whether loads stand where they are used");

    /** All of them. */
    public static final List<Tunable> ALL = List.of(AHEAD, FENCE, SINK);

    /** Their names. */
    public static final Set<String> NAMES = ALL.stream().map(Tunable::name).collect(Collectors.toUnmodifiableSet());

    private CodeTunables() {
    }

    /** What is wrong with what a kernel says, one sentence each. */
    public static Stream<String> problems(Point tuned) {
        return tuned.values().entrySet().stream().filter(e -> ALL.stream().noneMatch(t -> t.name().equals(e.getKey()) && t.values().contains(e.getValue())))
                .map(e -> "tuned " + e.getKey() + " = " + e.getValue() + "; wanted of " + ALL);
    }

    /** The value of one in what a kernel says, or its default. */
    public static int value(Tunable t, Point tuned) {
        return tuned.get(t.name()).orElse(t.initial());
    }

    /** What a kernel has to say for these values: those that are no defaults. */
    public static Point said(Point p) {
        Point own = p.only(NAMES);
        return own.without(ALL.stream().filter(t -> value(t, own) == t.initial()).map(Tunable::name).toList());
    }
}
