package intarsia.runtime;

import intarsia.ir.Kernel;
import intarsia.ir.plan.Plan;
import intarsia.passes.Compiler;
import intarsia.runtime.cpu.CpuDevice;
import intarsia.runtime.cpu.Warming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where it starts: plans and kernels become programs. */
public final class Intarsia {
    private Intarsia() {
    }

    /** A plan compiled for an engine; kernels that it compiled before come from memory, and {@code options.trace()} sees none of those. */
    public static Program compile(Plan plan, Engine engine, Compiler.Options options) {
        return new Program(plan, engine, plan.steps().stream().map(s -> engine.load(s.kernel(), options)).toList(), options);
    }

    public static Program compile(Plan plan, Engine engine) {
        return compile(plan, engine, Compiler.Options.DEFAULT);
    }

    /**
     * A program that {@link Program#save} wrote.
     *
     * @throws IllegalArgumentException where the file is damaged, no such file, or of another version, target or machine; says which
     */
    public static Program load(Path file, Engine engine) throws IOException {
        try {
            return ProgramFile.parse(Files.readAllBytes(file)).load(engine);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** One tile kernel, as a plan of one step whose buffers are its parameters. */
    public static Program compile(Kernel tile, Engine engine, Compiler.Options options) {
        return compile(Plan.of(tile), engine, options);
    }

    public static Program compile(Kernel tile, Engine engine) {
        return compile(tile, engine, Compiler.Options.DEFAULT);
    }

    /**
     * Brings the kernels of a program that has not run yet to full speed, in the background, while other code of theirs, slow
     * but fast from the first call, runs in their place: for an application that wants its first results soon. Results are the
     * same bits all the time. Kernels already in use stay as they are, and so do those of engines that do not warm up.
     *
     * @return what tells how far it is, and stops it
     */
    public static Optional<Warming> warm(Program program) {
        return warm(program, Duration.ZERO);
    }

    /**
     * The same after a while: the other code runs on all threads until then, but on one while the JIT is at work. For short
     * work that is done before full speed would pay.
     */
    public static Optional<Warming> warm(Program program, Duration delay) {
        return program.engine().device() instanceof CpuDevice cpu ? Optional.of(cpu.warm(program.plan(), program.kernels(), delay)) : Optional.empty();
    }
}
