package intarsia.cli;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.device.Target;
import intarsia.passes.Planner;
import intarsia.passes.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code inspect --stage problem} prints: of each kernel of a graph's plan what it computes, what is open of it, and what the rules choose. */
final class OpenKernels {
    private OpenKernels() { }

    /** @param name of the kernels that are wanted; all where there is none */
    static String of(List<Kernel> graphs, Target target, Optional<String> name) {
        List<Problem> all = graphs.stream().filter(k -> k.level() == Level.TENSOR).flatMap(k -> Planner.scheduled(k, target, Problem::initial).steps().stream())
            .map(Planner.Choice::problem).filter(p -> name.isEmpty() || p.graph().name().equals(name.get())).distinct().toList();
        if (all.isEmpty()) throw UserError.input("no kernel" + name.map(n -> " '" + n + "'").orElse("") + " of a plan; --stage problem wanted a tensor graph or a model");
        return all.stream().map(OpenKernels::text).collect(Collectors.joining("\n"));
    }

    private static String text(Problem p) {
        return p.text() + p.space() + "default " + p.initial() + "\n" + p.legal().count() + " legal points of " + p.space().product() + ", key " + intarsia.tuning.Problem.of(p.text()).key() + "\n";
    }
}
