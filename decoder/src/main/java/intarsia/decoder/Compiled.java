package intarsia.decoder;

import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.passes.Bind;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A model's graph compiled twice: for one token, where sizes are constants, and for any number of them.
 *
 * @param token  for one token and one row of logits
 * @param prompt for T tokens and R rows
 */
record Compiled(Program token, Program prompt) {
    /** What graphs are planned for where the engine runs kernels as they are. */
    private static final Target NO_TARGET = new Target("reference", "ir", 16, 1, 32, Set.of());

    static Compiled of(Model model, Engine engine, Options options, Stage stage) {
        stage.at("planning", 0, 1);
        Kernel graph = ModelGraph.build(model.config(), model.formats(), options);
        Target target = engine.target().orElse(NO_TARGET);
        Plan one = Planner.plan(new Bind(Map.of(ModelGraph.TOKENS, 1L, ModelGraph.ROWS, 1L)).run(graph), target);
        Plan many = Planner.plan(graph, target);
        var kernels = new HashSet<Kernel>();
        for (Plan p : new Plan[] {one, many}) for (Step s : p.steps()) kernels.add(s.kernel());
        int[] begun = {0};
        var options1 = Compiler.Options.DEFAULT.tracing((pass, k) -> {
            if (pass.equals("input")) stage.at("compiling", begun[0]++, kernels.size());
        });
        return new Compiled(Intarsia.compile(one, engine, options1), Intarsia.compile(many, engine, options1));
    }
}
