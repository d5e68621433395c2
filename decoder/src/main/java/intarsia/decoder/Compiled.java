package intarsia.decoder;

import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.ir.Kernel;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.passes.Bind;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import intarsia.runtime.Program;
import intarsia.runtime.ProgramCache;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Supplier;

/** A model's graph as programs: for one token, where sizes are constants, and for any number of them. Each is found or made when it is asked for. */
record Compiled(Model model, Engine engine, Options options, ScheduleChoice choice, Stage stage, ProgramCache cache) {
    private static final Map<String, Long> ONE = Map.of(ModelGraph.TOKENS, 1L, ModelGraph.ROWS, 1L);

    /** The same by another choice, made where nobody looks on. */
    Compiled by(ScheduleChoice other) {
        return new Compiled(model, engine, options, other, Stage.UNSEEN, cache);
    }

    /** For one token and one row of logits. */
    Program token() {
        return token(this::tokenPlan);
    }

    /** @param plan gives {@link #tokenPlan}, where it is needed */
    Program token(Supplier<Plan> plan) {
        return program("token", plan);
    }

    /** For T tokens and R rows. */
    Program prompt() {
        return prompt(this::promptPlan);
    }

    /** @param plan gives {@link #promptPlan}, where it is needed */
    Program prompt(Supplier<Plan> plan) {
        return program("prompt", plan);
    }

    Plan tokenPlan() {
        return plan(ONE);
    }

    Plan promptPlan() {
        return plan(Map.of());
    }

    private Program program(String what, Supplier<Plan> planned) {
        int[] kernels = {1, 0};
        var tracing = Compiler.Options.DEFAULT.tracing((pass, k) -> {
            if (pass.equals("input")) stage.at("compiling", kernels[1]++, kernels[0]);
        });
        ProgramCache from = choice.key().isPresent() ? cache : ProgramCache.NONE;
        return from.get(ProgramKey.of(what, model.config(), model.formats(), options, choice.key().orElse("")), engine, tracing, () -> {
            stage.at("planning", 0, 1);
            Plan plan = planned.get();
            kernels[0] = distinct(plan);
            return plan;
        });
    }

    private Plan plan(Map<String, Long> sizes) {
        Kernel graph = ModelGraph.build(model.config(), model.formats(), options);
        Kernel bound = new Bind(sizes).run(graph);
        return engine.target().map(t -> Planner.plan(bound, t, choice)).orElseGet(() -> Planner.plan(bound, engine.target()));
    }

    private static int distinct(Plan plan) {
        var kernels = new HashSet<Kernel>();
        for (Step s : plan.steps()) kernels.add(s.kernel());
        return kernels.size();
    }
}
