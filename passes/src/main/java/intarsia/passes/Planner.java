package intarsia.passes;

import intarsia.ir.BufferType.Range;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Level;
import intarsia.ir.Ops;
import intarsia.ir.Param;
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

/**
 * Makes a tensor graph into a plan: groups of ops become tile kernels, tensors between them become scratch memory that
 * is shared by those that do not live at the same time, constants are folded.
 */
public final class Planner {
    private static final Target AS_THEY_ARE = new Target("reference", "ir", 16, 1, 32, Set.of());

    private final Graph graph;
    private final Target target;
    private final Schedule schedule;
    /** Whether sums keep one order: those of the whole graph, where one contraction asks for it. */
    private final boolean fixed;
    /** Statements of lane code, a lookup as many as its tables, by tile kernel: layers repeat kernels. */
    private final Map<Kernel, Integer> lengths = new HashMap<>();
    private final Map<Value, Integer> index = new LinkedHashMap<>();
    private final List<PlanBuffer> buffers = new ArrayList<>();
    /** The plan's buffer of each tensor with memory that a kernel reads or writes. */
    private final Map<Value, Integer> places = new HashMap<>();

    /** A plan, and how it came about: its steps are the groups in order. */
    record Planned(Graph graph, Grouping grouping, Map<Value, Integer> places, Plan plan) {
    }

    private Planner(Kernel tensor, Target target) {
        this.graph = new Graph(CopyResults.run(CopyMerged.run(ActivationForms.run(RotateOperands.run(tensor), target))));
        this.target = target;
        this.fixed = fixed(graph.kernel());
        this.schedule = fixed ? Schedule.of(target).fixed() : Schedule.of(target);
    }

    /**
     * The plan of a graph. Symbols that are bound before ({@link Bind}) are numbers in it; results go to the buffers of
     * the graph's OUT parameters, states to those of its INOUT parameters.
     */
    public static Plan plan(Kernel tensor, Target target) {
        return planned(tensor, target).plan();
    }

    static Planned planned(Kernel tensor, Target target) {
        if (tensor.level() != Level.TENSOR) {
            throw new IllegalArgumentException("kernel " + tensor.name() + " is at the " + tensor.level().text() + " level; wanted tensor");
        }
        return new Planner(tensor, target).planned();
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

    private Planned planned() {
        Map<Value, Param> results = results();
        Grouping grouping = Grouping.of(graph);
        checkStates();
        graph.kernel().params().forEach(this::bound);
        List<Step> steps = new ArrayList<>();
        for (Grouping.Group g : grouping.groups()) {
            GroupKernel.Built built = fitting(g);
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

    /** The group with the largest tiles whose code is not too long for the target. */
    private GroupKernel.Built fitting(Grouping.Group g) {
        Schedule s = schedule;
        while (true) {
            GroupKernel.Built built = built(s, g);
            int statements = s.registers() == 1 ? 0 : statements(built.kernel());
            if (statements <= Schedule.MOST_STATEMENTS) {
                return built;
            }
            s = s.smaller(statements);
        }
    }

    private GroupKernel.Built built(Schedule s, Grouping.Group g) {
        GroupKernel.Built built = GroupKernel.build(graph, s, g);
        return fixed ? new GroupKernel.Built(new FixSums().run(built.kernel()), built.roots()) : built;
    }

    private int statements(Kernel tile) {
        return lengths.computeIfAbsent(tile, k -> {
            Kernel lane = Compiler.toLane(k, target, Compiler.Options.DEFAULT);
            Lowered.keep(k, target, lane);
            int[] n = {0};
            Ops.walk(lane.body(), r -> { }, x -> n[0] += x.op() instanceof LaneOp.Table t ? t.tables().size() : 1);
            return n[0];
        });
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
