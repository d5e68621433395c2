package intarsia.passes.cost;

import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Region;
import intarsia.ir.device.Target;
import intarsia.ir.device.Target.Feature;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a cost model sees of lane code, its target and its launch: a fixed number of named numbers. They are counted, not measured, in some milliseconds for a kernel of
 * two thousand statements. Where it says <em>a block</em>, what runs in one block of the grid is counted.
 *
 * <p>The kinds follow T. Chen and others, "Learning to optimize tensor programs", NeurIPS 2018, and L. Zheng and others, "Ansor", OSDI 2020: what loops touch, reuse and
 * compute; lane code adds what only it shows: widths of words, registers, straight pieces, strides.
 *
 * @param values in the order of {@link #names}
 */
public record Features(float[] values) {
    private static final List<String> COUNTED = vector(new Kernel("none", Level.LANE, List.of(), List.of(), List.of(Expr.of(1)), 1, 1, Region.of(List.of())),
        new Target("none", "none", 1, 1, 1, Set.of()), Setting.ALONE).names();
    /** Begins the names of features that compare. */
    private static final String THAN = "than.";
    private static final List<String> SAME_OF_ALL = List.of("target.", Grams.PREFIX, "tuned.", "launch.idle", "launch.warps");
    /** Places of those that are compared. */
    private static final int[] COMPARED = IntStream.range(0, COUNTED.size()).filter(i -> SAME_OF_ALL.stream().noneMatch(COUNTED.get(i)::startsWith)).toArray();
    private static final List<String> NAMES = Stream.concat(COUNTED.stream(), IntStream.of(COMPARED).mapToObj(i -> THAN + COUNTED.get(i))).toList();

    /** What each number is called. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Of lane code for one worker and sizes of which nothing is known.
     *
     * @throws IllegalArgumentException where it is no lane code
     */
    public static Features of(Kernel lane, Target target) {
        return of(lane, target, Setting.ALONE);
    }

    /** Of lane code that is launched so. */
    public static Features of(Kernel lane, Target target, Setting setting) {
        return new Features(Arrays.copyOf(vector(lane, target, setting).values(), NAMES.size()));
    }

    /**
     * The same beside those of another point of the problem, its default: what differs, as logarithms of ratios, so that a model may learn of one problem what holds in others. Where
     * nothing is compared these are 0, as if nothing differed.
     */
    public Features than(Features other) {
        float[] both = values.clone();
        for (int i = 0; i < COMPARED.length; i++) both[COUNTED.size() + i] = difference(values[COMPARED[i]], other.values[COMPARED[i]]);
        return new Features(both);
    }

    private static float difference(float a, float b) {
        return a > 0 && b > 0 ? (float) Math.log(a / b) : a - b;
    }

    /** The same with zeros in place of what compares and of what is hashed. */
    float[] counted() {
        float[] own = values.clone();
        for (int i = 0; i < own.length; i++) if (NAMES.get(i).startsWith(THAN) || NAMES.get(i).startsWith(Grams.PREFIX)) own[i] = 0;
        return own;
    }

    /** One of them. */
    public double of(String name) {
        int at = NAMES.indexOf(name);
        if (at < 0) throw new IllegalArgumentException("no feature '" + name + "'; known: " + NAMES);
        return values[at];
    }

    /** Nanoseconds of the launch as a table of costs puts them, at one op a cycle and a cycle a third of a nanosecond: the base from which a model learns the rest. */
    public double estimate() {
        return Math.max(1, of("launch.cycles") * NANOS_A_CYCLE);
    }

    private static final double NANOS_A_CYCLE = 1 / 3.0;
    /** Cycles of a load whose line has left the first-level cache, of those that other work does not hide. */
    private static final double REFETCH = 4;

    private static Vector vector(Kernel lane, Target target, Setting setting) {
        Course course = new Course(lane, setting);
        Work work = new Work(course, target);
        Traffic traffic = new Traffic(course, target);
        Control control = new Control(course);
        Fences fences = new Fences(course, target);
        Pressure pressure = new Pressure(course, target, fences);
        Vector out = new Vector();
        put(target, out);
        work.put(out);
        traffic.put(out);
        control.put(out);
        pressure.put(out, control.hottest());
        fences.put(out, work.onLanes(), control.hottest());
        Sets sets = new Sets(course, control.hottest());
        sets.put(out);
        Chains chains = new Chains(course, control.hottest());
        chains.put(out, control.hottestLength());
        out.share("intensity", work.arithmetic(), traffic.loaded() + traffic.stored());
        out.share("cycles.byte", work.cycles(), traffic.loaded() + traffic.stored());
        putLaunch(course, work, pressure.moving() + REFETCH * sets.homeless() * traffic.loads(), traffic, setting, out);
        putBounds(course, work, traffic, chains, setting, out);
        new Grams(course).put(out);
        return out;
    }

    private static void put(Target t, Vector out) {
        out.put("target.lanes", t.lanes());
        out.put("target.warps", t.warps());
        out.put("target.registers", t.registers());
        for (Feature f : Feature.values()) out.yes("target." + f.text(), t.has(f));
    }

    private static void putLaunch(Course course, Work work, double stalls, Traffic traffic, Setting setting, Vector out) {
        double turns = Math.ceil(course.blocks / setting.workers());
        out.put("launch.blocks", course.blocks);
        out.put("launch.turns", turns);
        out.put("launch.idle", turns * setting.workers() / course.blocks - 1);
        out.put("launch.warps", course.kernel.warps());
        out.put("launch.ops", turns * work.ops());
        out.put("launch.vector", turns * work.onLanes());
        out.put("launch.cycles", turns * (work.cycles() + stalls));
        out.put("launch.loaded", course.blocks * traffic.loaded());
        out.put("launch.stored", course.blocks * traffic.stored());
    }

    /** What the launch takes at least, in cycles of a machine that does two vector ops and two loads in each: by ops, by loads, by waiting. */
    private static void putBounds(Course course, Work work, Traffic traffic, Chains chains, Setting setting, Vector out) {
        double turns = Math.ceil(course.blocks / setting.workers()), ops = turns * work.onLanes() / 2, loads = turns * traffic.loads() / 2, waits = turns * chains.waits();
        out.put("bound.loads", loads);
        out.put("bound.waits", waits);
        out.put("bound", Math.max(Math.max(ops, loads), waits));
        out.put("bound.sum", ops + loads + waits);
        out.share("bound.waits.ops", waits, ops);
        out.share("bound.loads.ops", loads, ops);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Features f && Arrays.equals(values, f.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < values.length; i++) out.append(NAMES.get(i)).append(' ').append(values[i]).append('\n');
        return out.toString();
    }
}
