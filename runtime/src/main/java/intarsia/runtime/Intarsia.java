package intarsia.runtime;

import intarsia.ir.Kernel;
import intarsia.ir.plan.Plan;
import intarsia.passes.Compiler;

/** Where it starts: plans and kernels become programs. */
public final class Intarsia {
    private Intarsia() {
    }

    /** A plan compiled for an engine; kernels that it compiled before come from memory, and {@code options.trace()} sees none of those. */
    public static Program compile(Plan plan, Engine engine, Compiler.Options options) {
        return new Program(plan, engine, plan.steps().stream().map(s -> engine.load(s.kernel(), options)).toList());
    }

    public static Program compile(Plan plan, Engine engine) {
        return compile(plan, engine, Compiler.Options.DEFAULT);
    }

    /** One tile kernel, as a plan of one step whose buffers are its parameters. */
    public static Program compile(Kernel tile, Engine engine, Compiler.Options options) {
        return compile(Plan.of(tile), engine, options);
    }

    public static Program compile(Kernel tile, Engine engine) {
        return compile(tile, engine, Compiler.Options.DEFAULT);
    }
}
