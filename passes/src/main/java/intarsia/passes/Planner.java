package intarsia.passes;

import static java.util.Objects.requireNonNull;

import intarsia.ir.BufferType.Range;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Point;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.PlanBuffer.Role;
import intarsia.ir.plan.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes a tensor graph into a plan: groups of ops become tile kernels, tensors between them become scratch memory that
 * is shared by those that do not live at the same time, constants are folded.
 */
public final class Planner {
    private static final Target AS_THEY_ARE = new Target("reference", "ir", 16, 1, 32, Set.of());

    private final Graph graph;
    private final Target target;
    /** Whether sums keep one order: those of the whole graph, where one contraction asks for it. */
    private final boolean fixed;
    private final Fitting fitting;
    private final Map<Grouping.Group, GroupGraph.Cut> cuts = new HashMap<>();
    private final Map<GroupGraph.Cut, Problem> problems = new LinkedHashMap<>();
    private final Map<GroupGraph.Cut, Choice> choices = new HashMap<>();
    private final List<Choice> chosen = new ArrayList<>();
    private final Map<Value, Integer> index = new LinkedHashMap<>();
    private final List<PlanBuffer> buffers = new ArrayList<>();
    /** The plan's buffer of each tensor with memory that a kernel reads or writes. */
    private final Map<Value, Integer> places = new HashMap<>();

    /** A plan, and how it came about: its steps are the groups in order. */
    record Planned(Graph graph, Grouping grouping, Map<Value, Integer> places, Plan plan) {
    }

    private Planner(Graph graph, Target target, boolean fixed) {
        this.graph = graph;
        this.target = target;
        this.fixed = fixed;
        this.fitting = new Fitting(graph, target, fixed);
    }

    private static Planner of(Kernel tensor, Target target) {
        if (tensor.level() != Level.TENSOR) {
            throw new IllegalArgumentException("kernel " + tensor.name() + " is at the " + tensor.level().text() + " level; wanted tensor");
        }
        Graph graph = new Graph(CopyResults.run(CopyMerged.run(ActivationForms.run(RotateOperands.run(tensor), target))));
        return new Planner(graph, target, fixed(graph.kernel()));
    }

    /**
     * The plan of a graph. Symbols that are bound before ({@link Bind}) are numbers in it; results go to the buffers of
     * the graph's OUT parameters, states to those of its INOUT parameters.
     */
    public static Plan plan(Kernel tensor, Target target) {
        return planned(tensor, target).plan();
    }

    /** The plan of a graph whose kernels are scheduled as a choice says, which is asked once for every problem. */
    public static Plan plan(Kernel tensor, Target target, ScheduleChoice choice) {
        return choice == ScheduleChoice.RULES ? plan(tensor, target) : scheduled(tensor, target, choice).plan();
    }

    /** The same with the problem and the point of each step. */
    public static Scheduled scheduled(Kernel tensor, Target target, ScheduleChoice choice) {
        Planner p = of(tensor, target);
        Grouping grouping = Grouping.of(p.graph);
        p.announce(grouping, choice);
        Plan plan = p.planned(grouping, g -> p.chosen(g, choice)).plan();
        return new Scheduled(plan, p.chosen);
    }

    /**
     * A plan, and how its kernels are scheduled.
     *
     * @param steps of each step in order
     */
    public record Scheduled(Plan plan, List<Choice> steps) {
        public Scheduled {
            steps = List.copyOf(steps);
        }
    }

    /** What a kernel is, and which of all that it could be. */
    public record Choice(Problem problem, Point point) {
    }

    static Planned planned(Kernel tensor, Target target) {
        Planner p = of(tensor, target);
        return p.planned(Grouping.of(p.graph), g -> p.fitting.usual(g).built());
    }

    /** The plan of a problem, whose graph is prepared already. */
    static Plan ofProblem(Kernel prepared, Function<Graph, Grouping> grouping, Target target, boolean fixed, Point point) {
        Planner p = new Planner(new Graph(prepared), target, fixed);
        return p.planned(grouping.apply(p.graph), g -> p.fitting.at(g, point)).plan();
    }

    private static boolean fixed(Kernel tensor) {
        int chunk = tensor.body().body().stream().mapToInt(s -> s.op() instanceof TensorOp.Contract c ? c.order().chunk() : 0).max().orElse(0);
        if (chunk > 1) {
            throw new IllegalArgumentException("order fixed" + chunk + " in " + tensor.name() + ": templates take as many elements at a time as fill vectors and blocks; wanted fixed1");
        }
        return chunk > 0;
    }

    /** The plan for a target, or where kernels run as they are for none. */
    public static Plan plan(Kernel tensor, Optional<Target> target) {
        return plan(tensor, target.orElse(AS_THEY_ARE));
    }

    /** @param made the kernel of a group */
    private Planned planned(Grouping grouping, Function<Grouping.Group, GroupKernel.Built> made) {
        Map<Value, Param> results = results();
        checkStates();
        graph.kernel().params().forEach(this::bound);
        List<Step> steps = new ArrayList<>();
        for (Grouping.Group g : grouping.groups()) {
            GroupKernel.Built built = made.apply(g);
            List<Integer> args = built.roots().stream().map(v -> buffer(v, results)).toList();
            for (int i = 0; i < args.size(); i++) {
                places.put(built.roots().get(i), args.get(i));
            }
            steps.add(new Step(built.kernel(), args, false));
        }
        List<Integer> own = new ArrayList<>();
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).role() == Role.TEMP) {
                own.add(i);
            }
        }
        Plan loose = new Plan(graph.kernel().name(), graph.kernel().symbols(), buffers, steps);
        return new Planned(graph, grouping, places, Scratch.place(loose, own));
    }

    private void announce(Grouping grouping, ScheduleChoice choice) {
        Map<GroupGraph.Cut, Integer> launches = new HashMap<>();
        for (Grouping.Group g : grouping.groups()) {
            GroupGraph.Cut cut = GroupGraph.of(graph, g, GroupKernel.name(g));
            cuts.put(g, cut);
            launches.merge(cut, 1, Integer::sum);
            problems.computeIfAbsent(cut, x -> Problem.of(x, fixed, target));
        }
        Map<Problem, Integer> all = new LinkedHashMap<>();
        problems.forEach((cut, p) -> all.merge(p, launches.getOrDefault(cut, 0), Integer::sum));
        choice.announce(all);
    }

    /** The group as a choice says; what it said of an equal problem holds for this one. */
    private GroupKernel.Built chosen(Grouping.Group g, ScheduleChoice choice) {
        Choice c = choices.computeIfAbsent(requireNonNull(cuts.get(g)), cut -> {
            Problem p = requireNonNull(problems.get(cut));
            return new Choice(p, p.space().expect(choice.choose(p)));
        });
        chosen.add(c);
        return fitting.at(g, c.point());
    }

    /** Which yield is which parameter: results in order of the OUT parameters, then states in order of the INOUT ones. */
    private Map<Value, Param> results() {
        List<Param> wanted = new ArrayList<>(graph.kernel().params().stream().filter(p -> p.access() == Param.Access.OUT).toList());
        wanted.addAll(graph.kernel().params().stream().filter(p -> p.access() == Param.Access.INOUT).toList());
        List<Value> yields = graph.kernel().body().yields();
        if (yields.size() != wanted.size()) {
            throw new IllegalArgumentException("graph " + graph.kernel().name() + " yields " + yields.size() + " tensors; wanted " + wanted.size()
                    + ": its results, then its states");
        }
        Map<Value, Param> map = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).access() == Param.Access.OUT) {
                map.put(yields.get(i), wanted.get(i));
            } else if (!graph.root(yields.get(i)).equals(wanted.get(i).value())) {
                throw new IllegalArgumentException("state " + wanted.get(i).name() + " ends as another tensor; wanted a version of itself, by append");
            }
        }
        return map;
    }

    /** No op reads a version of a state after a newer one was written over it. */
    private void checkStates() {
        Map<Value, Value> newest = new HashMap<>();
        for (Stmt s : graph.kernel().body().body()) {
            for (Value v : Ops.operands(s.op())) {
                Value now = newest.getOrDefault(graph.root(v), v);
                boolean version = graph.definition(v).orElse(null) instanceof TensorOp.Append || graph.param(v).isPresent();
                if (version && !now.equals(v)) {
                    throw new IllegalArgumentException(s.source() + ": an old version of state " + graph.root(v)
                            + " is read after an append wrote over its memory; read the new one");
                }
            }
            if (s.op() instanceof TensorOp.Append a) {
                newest.put(graph.root(a.state()), s.result());
            }
        }
    }

    private void bound(Param p) {
        TensorType t = (TensorType) p.type();
        Role role = switch (p.access()) {
            case IN -> Role.INPUT;
            case OUT -> Role.OUTPUT;
            case INOUT -> Role.STATE;
        };
        index.put(p.value(), buffers.size());
        buffers.add(new PlanBuffer(p.name(), role, t.format(), t.shape(), t.range(), 0, Optional.empty()));
    }

    private int buffer(Value v, Map<Value, Param> results) {
        Param out = results.get(v);
        Value root = out == null ? graph.root(v) : out.value();
        Integer known = index.get(root);
        if (known != null) {
            return known;
        }
        TensorType t = (TensorType) root.type();
        Optional<MemorySegment> data = graph.definition(root).orElse(null) instanceof TensorOp.Rope r
                ? Optional.of(RopeTables.fold(r, Arena.ofAuto())) : Optional.empty();
        index.put(root, buffers.size());
        buffers.add(new PlanBuffer("t" + root.id(), data.isPresent() ? Role.CONSTANT : Role.TEMP, t.format(), t.shape(), Optional.<Range>empty(), 0, data));
        return buffers.size() - 1;
    }
}
