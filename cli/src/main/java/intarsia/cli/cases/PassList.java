package intarsia.cli.cases;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.ir.text.Printer;
import intarsia.ir.verify.Verifier;
import intarsia.passes.Compiler;
import intarsia.passes.Pass;
import intarsia.passes.Planner;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Passes by name, run one by one with the verifier after each. */
public final class PassList {
    /** From a tensor graph to a plan; what follows it works on the plan's kernels. */
    public static final String PLAN = "plan";

    private final Target target;
    private final Map<String, Pass> passes;
    private final StringBuilder head = new StringBuilder();
    private List<Kernel> kernels;

    public PassList(List<Kernel> kernels, Target target, Compiler.Options options) {
        this.kernels = List.copyOf(kernels);
        this.target = target;
        passes = Compiler.passes(target, options).stream().collect(Collectors.toMap(Pass::name, Function.identity()));
        this.kernels.forEach(k -> Verifier.expect(k, "input"));
    }

    /** The names of all passes, in the order in which the compiler runs them. */
    public static List<String> names(Target target) {
        var names = new ArrayList<>(List.of(PLAN));
        Compiler.passes(target, Compiler.Options.DEFAULT).forEach(p -> names.add(p.name()));
        return names;
    }

    /** Runs a pass on every kernel. */
    public void run(String name) {
        if (name.equals(PLAN)) {
            kernels = kernels.stream().flatMap(k -> plan(k).stream()).toList();
        } else {
            Pass pass = passes.get(name);
            if (pass == null) throw new IllegalArgumentException("no pass '" + name + "'; known: " + names(target));
            run(pass);
        }
        kernels.forEach(k -> Verifier.expect(k, name));
    }

    /** Runs a pass that is not in the list on every kernel. */
    public void run(Pass pass) {
        kernels = kernels.stream().map(k -> wanted(k, pass).run(k)).toList();
    }

    private static Pass wanted(Kernel k, Pass pass) {
        if (k.level() == Level.TENSOR && !pass.name().equals("bind")) {
            throw new IllegalArgumentException("pass " + pass.name() + " of kernel " + k.name() + " at the tensor level; wanted '" + PLAN + "' before it");
        }
        return pass;
    }

    private List<Kernel> plan(Kernel k) {
        if (k.level() != Level.TENSOR) return List.of(k);
        Plan plan = Planner.plan(k, target);
        head.append(plan);
        return List.copyOf(plan.steps().stream().map(Step::kernel).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** The kernels as they are now. */
    public List<Kernel> kernels() {
        return kernels;
    }

    /** Plans that were made, then the kernels as they are now. */
    public String text() {
        var text = new StringBuilder(head);
        kernels.forEach(k -> text.append(Printer.print(k)));
        return text.toString();
    }
}
