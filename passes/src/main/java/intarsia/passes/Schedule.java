package intarsia.passes;

import intarsia.ir.Expr;
import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.ir.tune.CodeTunables;
import intarsia.ir.tune.Constraint;
import intarsia.ir.tune.Tunable;
import intarsia.ir.tune.TuningSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What templates ask for the numbers that a kernel leaves open: how many elements tiles have, how many terms registers hold. Each has a rule by the target's lanes and registers,
 * which decides where a point does not. What a template asked for is the space of its kernel; it asks for the same tunables with the same values whatever the point.
 */
final class Schedule {
    /**
     * Statements of lane code that a kernel should not exceed. The JIT of the JVM leaves methods above 8,000 bytes to the
     * interpreter; a statement of lane code is 12 to 16 bytes.
     */
    static final int MOST_STATEMENTS = 520;

    private final Target target;
    private final int lanes;
    private final int registers;
    private final boolean fixed;
    private final Point point;
    private final Map<String, Tunable> asked = new LinkedHashMap<>();
    private final List<Constraint> constraints = new ArrayList<>();
    private boolean streams;

    private Schedule(Target target, int registers, boolean fixed, Point point) {
        this.target = target;
        this.lanes = target.lanes();
        this.registers = registers;
        this.fixed = fixed;
        this.point = point;
    }

    /**
     * The rules of a target.
     *
     * @param fixed whether results have the same bits however far tiles shrink: what changes the order of sums is then a number of the target alone
     */
    static Schedule of(Target t, boolean fixed) {
        return new Schedule(t, t.registers(), fixed, Point.NONE);
    }

    /** The same rules, asked anew, where the point does not decide. */
    Schedule at(Point decided) {
        return new Schedule(target, registers, fixed, decided);
    }

    /** The next smaller tiles that code of so many statements may fit with, which shrinks as they do at most; down to one register. */
    Schedule smaller(int statements) {
        int less = registers / 2;
        while (less > 1 && (long) statements * less > (long) MOST_STATEMENTS * registers) {
            less /= 2;
        }
        return new Schedule(target, Math.max(1, less), fixed, point);
    }

    int lanes() {
        return lanes;
    }

    /** Registers that the tiles may fill. */
    int registers() {
        return registers;
    }

    // ---- tunables ----

    /** A number that changes no bit of a result. */
    int tunable(String name, Stream<Integer> values, int rule, String meaning) {
        SortedSet<Integer> sorted = new TreeSet<>(values.toList());
        sorted.add(rule);
        if (sorted.size() > 1) {
            asked.put(name, new Tunable(name, List.copyOf(sorted), rule, meaning));
        }
        return point.get(name).orElse(rule);
    }

    /** A number on which the order of sums depends: the rule's, where that order is fixed. */
    int ordering(String name, Stream<Integer> values, int rule, String meaning) {
        return fixed ? rule : tunable(name, values, rule, meaning);
    }

    /** Says that the kernel has loops that stream through memory. */
    void streams() {
        streams = true;
    }

    /** What must hold of tunables that were asked for; nothing where one of them is not open. */
    void where(Constraint c) {
        if (asked.keySet().containsAll(c.names())) {
            constraints.add(c);
        }
    }

    /** What was asked for, with the rules' numbers as defaults. */
    TuningSpace space() {
        List<Tunable> all = new ArrayList<>(asked.values());
        CodeTunables.ALL.stream().filter(this::open).forEach(all::add);
        return new TuningSpace(all, constraints);
    }

    private boolean open(Tunable t) {
        return t.equals(CodeTunables.SINK) || t.equals(CodeTunables.AHEAD) && streams || t.equals(CodeTunables.FENCE) && target.has(Target.Feature.ORDERED_LOADS);
    }

    /** 1, 2, 4 up to a number. */
    static Stream<Integer> powers(long most) {
        return Stream.iterate(1, n -> n <= most && n > 0, n -> 2 * n);
    }

    // ---- rules ----

    /** Elements of an elementwise tile: a few words in flight. */
    int elements() {
        return tunable("elements", powers(32).map(n -> n * lanes), 4 * lanes, "elements of a tile");
    }

    /** Elements of a tile along a dimension that is cut: as few as hide latency, or what the whole needs. */
    int chunk(Expr extent, int elements) {
        if (!extent.isConst()) {
            return elements;
        }
        long n = extent.constant();
        int chunk = Math.min(lanes, elements);
        while (chunk < elements && chunk < n) {
            chunk *= 2;
        }
        return chunk;
    }

    /** Positions that a step of a cascade takes: the elements of their keys fill the registers. */
    int positions(int depth) {
        int step = lanes;
        while (step > 1 && step * depth > (fixed ? target.registers() / 2 : registers) * lanes) {
            step /= 2;
        }
        return ordering("positions", powers(2L * lanes), step, "positions that a step of a cascade takes");
    }

    /** Results of a block along m: one for a decode step, several where rows share the weights and registers hold as many. */
    int rows(Optional<Expr> m) {
        if (m.isEmpty() || m.get().isConst() && m.get().constant() == 1) {
            return 1;
        }
        long most = m.get().isConst() ? Long.highestOneBit(2 * m.get().constant() - 1) : MOST_ROWS;
        return tunable("rows", powers(Math.min(MOST_ROWS, most)), Math.min(4, registers), "results of a block along m");
    }

    /**
     * Results of a block along n: accumulators fill half of the registers, and lanes end as columns. Fewer where that
     * leaves no edge, since an edge is a second copy of the code.
     */
    int columns(Expr n, int rows) {
        int most = Math.max(1, Math.min(lanes, registers / 2 / rows));
        if (!n.isConst()) {
            return most;
        }
        int dividing = Math.max(1, Math.min(most, (int) Long.lowestOneBit(n.constant())));
        return dividing >= Math.min(most, FEWEST_COLUMNS) ? dividing : Math.max(1, Math.min(most, Integer.highestOneBit((int) Math.min(n.constant(), most))));
    }

    private static final int MOST_ROWS = 8;
    /** With fewer columns than this an edge costs less than the activations that are read again. */
    private static final int FEWEST_COLUMNS = 4;
}
