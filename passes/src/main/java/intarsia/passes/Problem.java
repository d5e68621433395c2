package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Point;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.ir.tune.CodeTunables;
import intarsia.ir.tune.TuningSpace;
import intarsia.ir.verify.Verifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One kernel of a plan before its schedule is chosen: the graph that it computes, what is known of the memory of its parameters and of the target, and the tunables that its
 * template leaves open. A point of these makes it a kernel. Problems of equal text are the same: measurements of one hold for the other.
 */
public final class Problem {
    private static final Pattern HEAD = Pattern.compile("problem for (\\S{1,200}) sums (any|fixed)");
    private static final Pattern WALK = Pattern.compile("walk ([A-Za-z_][A-Za-z0-9_.]*) along ([A-Za-z_][A-Za-z0-9_.]*)");
    private static final int MOST_CHARACTERS = 1 << 22;

    private final Kernel graph;
    private final Map<String, String> walks;
    private final boolean fixed;
    private final Target target;
    private final Fitting fitting;
    private final Grouping.Group group;
    private final Fitting.Fitted usual;
    private final TuningSpace space;
    /** What is wrong with kernels, by the part of a point that the number of their statements follows from. */
    private final Map<Point, Optional<String>> refusals = new HashMap<>();

    private Problem(Kernel graph, Map<String, String> walks, boolean fixed, Target target) {
        this.graph = graph;
        this.walks = new TreeMap<>(walks);
        this.fixed = fixed;
        this.target = target;
        Graph g = new Graph(graph);
        List<Grouping.Group> groups = grouped(g, walks).groups();
        if (groups.size() != 1) {
            throw new IllegalArgumentException("graph " + graph.name() + " becomes " + groups.size() + " kernels; wanted a problem, which is one");
        }
        this.fitting = new Fitting(g, target, fixed);
        this.group = groups.getFirst();
        this.usual = fitting.usual(group);
        this.space = usual.schedule().space();
    }

    /** The groups of a graph, in which states lie in memory as they are walked along elsewhere. */
    private static Grouping grouped(Graph g, Map<String, String> walks) {
        Grouping grouping = Grouping.of(g);
        walks.forEach((name, dim) -> {
            Value state = g.kernel().param(name).value();
            g.walk(state, dim);
        });
        return grouping;
    }

    static Problem of(GroupGraph.Cut cut, boolean fixed, Target target) {
        return new Problem(cut.graph(), cut.walks(), fixed, target);
    }

    /**
     * Reads what {@link #text} gives: another process makes the same problem of it.
     *
     * @param target the one that the text names
     * @throws IllegalArgumentException where the text is something else, or for another target
     */
    public static Problem parse(String text, Target target) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("a problem of " + text.length() + " characters; wanted at most " + MOST_CHARACTERS);
        }
        String[] parts = text.split("\n", 2);
        Matcher head = HEAD.matcher(parts[0]);
        if (!head.matches() || parts.length < 2) {
            throw new IllegalArgumentException("'" + parts[0].substring(0, Math.min(200, parts[0].length())) + "'; wanted 'problem for TARGET sums any' or fixed, then its graph");
        }
        if (!head.group(1).equals(target.id())) {
            throw new IllegalArgumentException("a problem for target " + head.group(1) + "; wanted one for " + target.id());
        }
        Map<String, String> walks = new TreeMap<>();
        String rest = parts[1];
        for (Matcher w = WALK.matcher(first(rest)); w.matches(); w = WALK.matcher(first(rest))) {
            walks.put(w.group(1), w.group(2));
            rest = rest.substring(w.end() + 1);
        }
        Kernel graph = Verifier.expect(Parser.parse(rest, "problem"), "reading a problem");
        if (graph.level() != Level.TENSOR) {
            throw new IllegalArgumentException("kernel " + graph.name() + " is at the " + graph.level().text() + " level; wanted tensor");
        }
        return new Problem(graph, walks, head.group(2).equals("fixed"), target);
    }

    private static String first(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(0, end);
    }

    /** What the kernel computes, at the tensor level: its parameters are those of the plan's step, named anew, {@code y} the result. */
    public Kernel graph() {
        return graph;
    }

    public Target target() {
        return target;
    }

    /** Whether sums keep one order, whatever the point. */
    public boolean fixed() {
        return fixed;
    }

    /** Whether the memory of each parameter lies as {@link #graph} says: states that are walked along lie in the order of the walk. */
    public boolean inOrder() {
        return walks.isEmpty();
    }

    /** What is open: a point of it makes a kernel. */
    public TuningSpace space() {
        return space;
    }

    /** The point that the rules of the templates choose. */
    public Point initial() {
        return space.initial();
    }

    /** The graph, the order of sums, and the target's name, from which {@link #parse} makes the problem again; measurements are kept under it. */
    public String text() {
        return "problem for " + target.id() + " sums " + (fixed ? "fixed" : "any") + "\n"
                + walks.entrySet().stream().map(e -> "walk " + e.getKey() + " along " + e.getValue() + "\n").collect(Collectors.joining()) + Printer.print(graph);
    }

    /**
     * The tile kernel at a point, for {@link Compiler#toLane} and the engines: its text is all that its code follows from besides the target and the compiler. At the
     * {@link #initial} point it is the kernel that {@link Planner#plan} makes.
     *
     * @throws IllegalArgumentException where the point is none of the space
     */
    public Kernel bind(Point point) {
        return fitting.at(group, space.expect(point)).kernel();
    }

    /** A plan of one step that computes {@link #graph} at a point; its buffers are named as the graph's parameters. */
    public Plan plan(Point point) {
        space.expect(point);
        return Planner.ofProblem(graph, g -> grouped(g, walks), target, fixed, point);
    }

    /**
     * Why the kernel at a point of the space should not be built: the verifier refuses it, passes have no code for it, or its code is too long for the target's compiler. Kernels are
     * lowered, once for all points that differ in {@link CodeTunables} alone; the initial point is never refused.
     */
    public Optional<String> refusal(Point point) {
        Point tiles = space.expect(point).without(CodeTunables.NAMES);
        synchronized (refusals) {
            return refusals.computeIfAbsent(tiles, p -> p.equals(initial().without(CodeTunables.NAMES)) ? Optional.empty() : refused(p));
        }
    }

    private Optional<String> refused(Point tiles) {
        try {
            Kernel tile = fitting.at(group, tiles).kernel();
            int statements = Fitting.statementsOf(Compiler.toLane(tile, target, Compiler.Options.DEFAULT));
            int most = Math.max(Schedule.MOST_STATEMENTS, fitting.statements(usual.built().kernel()));
            return statements <= most ? Optional.empty() : Optional.of(statements + " statements of lane code; wanted at most " + most);
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The points of the space that are not refused, in its order; made as they are asked for. */
    public Stream<Point> legal() {
        return space.points().filter(p -> refusal(p).isEmpty());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Problem p && target.equals(p.target) && text().equals(p.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
