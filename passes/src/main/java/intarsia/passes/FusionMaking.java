package intarsia.passes;

import intarsia.ir.Symbols;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.PlanBuffer.Role;
import intarsia.passes.FusionReport.Access;
import intarsia.passes.FusionReport.Refusal;
import intarsia.passes.FusionReport.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A fusion report in the making: the groups of a plan, one after another. */
final class FusionMaking {
    private final Planner.Planned planned;
    private final Symbols sizes;
    private final List<Step> steps = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    /** The last step that wrote each tensor. */
    private final Map<Value, Integer> writers = new HashMap<>();
    private final Map<Value, Set<Value>> views = new LinkedHashMap<>();

    FusionMaking(Planner.Planned planned, Symbols sizes) {
        this.planned = planned;
        this.sizes = sizes;
    }

    FusionReport report(Target target, Map<String, Long> values) {
        planned.grouping().groups().forEach(this::step);
        return new FusionReport(planned.plan().name(), target.id(), values, steps, refusals, least());
    }

    private void step(Grouping.Group g) {
        var reads = new GroupReads(planned.graph(), g, sizes);
        List<Access> accesses = new ArrayList<>();
        for (GroupReads.Read r : reads.reads()) {
            accesses.add(new Access(buffer(r.root()), r.bytes(), r.passes(), r.staged()));
            views.computeIfAbsent(r.root(), x -> new LinkedHashSet<>()).addAll(r.views());
            refused(r.root());
        }
        Value written = planned.graph().root(g.append().map(a -> a.state()).orElse(g.result()));
        writers.put(written, steps.size());
        steps.add(new Step(planned.plan().steps().get(steps.size()).kernel().name(), anchor(g), reads.ops(), accesses,
                new Access(buffer(written), reads.written(), 1, 1)));
    }

    private void refused(Value read) {
        Integer writer = writers.get(read);
        if (writer != null) {
            Reason why = planned.grouping().reason(read)
                    .orElseThrow(() -> new IllegalStateException(read + " has memory, and its grouping does not say why"));
            refusals.add(new Refusal(writer, steps.size(), buffer(read).name(), why));
        }
    }

    private static String anchor(Grouping.Group g) {
        return switch (g.anchor()) {
            case Grouping.Anchor.Contraction _ -> "contraction";
            case Grouping.Anchor.Cascade _ -> "online cascade";
            case Grouping.Anchor.Elementwise _ -> g.append().isPresent() ? "append" : "none";
        };
    }

    private PlanBuffer buffer(Value root) {
        Integer place = planned.places().get(root);
        if (place == null) {
            throw new IllegalStateException("tensor " + root + " has no buffer in plan " + planned.plan().name());
        }
        return planned.plan().buffers().get(place);
    }

    private long least() {
        long read = views.entrySet().stream().filter(e -> given(buffer(e.getKey()).role()))
                .mapToLong(e -> GroupReads.touched(planned.graph(), e.getKey(), e.getValue(), sizes)).sum();
        return read + steps.stream().map(Step::write).filter(w -> w.buffer().role() != Role.TEMP).mapToLong(Access::bytes).sum();
    }

    private static boolean given(Role role) {
        return role == Role.INPUT || role == Role.STATE || role == Role.CONSTANT;
    }
}
