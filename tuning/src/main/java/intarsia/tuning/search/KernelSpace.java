package intarsia.tuning.search;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.ir.text.Parser;
import intarsia.ir.tune.TuningSpace;
import intarsia.ir.verify.Verifier;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.passes.cost.CostModel;
import intarsia.passes.cost.Features;
import intarsia.passes.cost.Prediction;
import intarsia.passes.cost.Setting;
import intarsia.tuning.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The points of a kernel of a plan, or of a text that declares tunables; a cost model says what to expect of them. */
public final class KernelSpace implements SearchSpace {
    /** In an order by scores the logarithm of time counts so much, see {@link Prediction#score}. */
    private static final double TIME_IN_SCORE = 4;
    private static final String PROBLEM = "problem for ";

    private final Problem problem;
    private final Kernel kernel;
    private final TuningSpace space;
    private final Target target;
    private final boolean fixed, inOrder;
    private final CostModel model;
    private final Function<Point, Plan> plans;
    private final Function<Point, Optional<String>> refusals;
    /** Features of the steps at the initial point, once they were asked for. */
    private volatile List<Features> initial = List.of();

    private KernelSpace(String text, Kernel kernel, TuningSpace space, Target target, boolean fixed, boolean inOrder, CostModel model, Function<Point, Plan> plans, Function<Point, Optional<String>> refusals) {
        this.problem = Problem.of(text);
        this.kernel = kernel;
        this.space = space;
        this.target = target;
        this.fixed = fixed;
        this.inOrder = inOrder;
        this.model = model;
        this.plans = plans;
        this.refusals = refusals;
    }

    /** The space of a kernel of a plan. */
    public static KernelSpace of(intarsia.passes.Problem p, CostModel model) {
        return new KernelSpace(p.text(), p.graph(), p.space(), p.target(), p.fixed(), p.inOrder(), model, p::plan, p::refusal);
    }

    /**
     * The space of what {@link Problem#text} holds: a problem, or a text with one kernel that may declare tunables.
     *
     * @throws IllegalArgumentException where it is neither, or for another target
     */
    public static KernelSpace parse(String text, Target target, CostModel model) {
        if (text.startsWith(PROBLEM)) {
            return of(intarsia.passes.Problem.parse(text, target), model);
        }
        TuningSpace space = Parser.space(text, "problem");
        Function<Point, Plan> plans = p -> ofText(text, p, target);
        return new KernelSpace(text, kernel(text, space.expect(space.initial())), space, target, false, true, model, plans, p -> refused(plans, p, space, target));
    }

    private static Plan ofText(String text, Point p, Target target) {
        Kernel k = kernel(text, p);
        return k.level() == Level.TENSOR ? Planner.plan(k, target) : Plan.of(k);
    }

    private static Kernel kernel(String text, Point p) {
        List<Kernel> kernels = Parser.parseAll(text, "problem", p);
        if (kernels.size() != 1) {
            throw new IllegalArgumentException("a text of " + kernels.size() + " kernels; wanted one, which is tuned");
        }
        return Verifier.expect(kernels.getFirst(), "reading a problem");
    }

    private static Optional<String> refused(Function<Point, Plan> plans, Point p, TuningSpace space, Target target) {
        if (p.equals(space.initial())) {
            return Optional.empty();
        }
        try {
            lower(plans.apply(p), target);
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<Kernel> lower(Plan plan, Target target) {
        return plan.steps().stream().map(Step::kernel).map(k -> Compiler.toLane(k, target, Compiler.Options.DEFAULT)).toList();
    }

    /** What is computed, at any point: a tensor graph, or the tile kernel at the initial point. */
    public Kernel kernel() {
        return kernel;
    }

    /** The plan that computes it at a point; its buffers are named as the kernel's parameters. */
    public Plan plan(Point p) {
        return plans.apply(space.expect(p));
    }

    /** The lane code of each step at a point. */
    public List<Kernel> lanes(Point p) {
        return lower(plan(p), target);
    }

    public Target target() {
        return target;
    }

    /** Whether results are the same bits at every point. */
    public boolean fixed() {
        return fixed;
    }

    /** Whether memory of parameters lies as {@link #kernel} says, so that it can be evaluated on it. */
    public boolean inOrder() {
        return inOrder;
    }

    /** What the model says of each step at a point, on one thread. */
    public List<Prediction> predict(Point p) {
        return features(p).stream().map(model::predict).toList();
    }

    /** What the model sees of each step at a point: its code, beside that at the initial point where that has as many steps. */
    public List<Features> features(Point p) {
        List<Features> own = counted(p), first = initial();
        return own.size() != first.size() ? own : IntStream.range(0, own.size()).mapToObj(i -> own.get(i).than(first.get(i))).toList();
    }

    private List<Features> counted(Point p) {
        return lanes(p).stream().map(k -> Features.of(k, target, Setting.ALONE)).toList();
    }

    private List<Features> initial() {
        if (initial.isEmpty()) initial = counted(space.initial());
        return initial;
    }

    /** Nanoseconds that the model expects of a run. */
    public double nanos(Point p) {
        return predict(p).stream().mapToDouble(Prediction::nanos).sum();
    }

    @Override
    public Problem problem() {
        return problem;
    }

    @Override
    public TuningSpace space() {
        return space;
    }

    @Override
    public Optional<String> refusal(Point p) {
        return refusals.apply(p);
    }

    /** One step is ordered by its score, which is for that; several by the sum of their times. */
    @Override
    public double expected(Point p) {
        List<Prediction> said = predict(p);
        return said.size() == 1 ? -said.getFirst().score() / TIME_IN_SCORE : Math.log(said.stream().mapToDouble(Prediction::nanos).sum());
    }
}
