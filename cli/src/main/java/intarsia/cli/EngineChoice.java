package intarsia.cli;

import intarsia.runtime.Engine;
import intarsia.runtime.EngineMissingException;
import intarsia.runtime.cpu.CpuDevice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options {@code --engine} and {@code --threads}. */
final class EngineChoice {
    @Option(names = "--engine", paramLabel = "NAME", defaultValue = "jvm",
        description = "What runs the kernels: jvm, reference, ptx or cuda. Default: ${DEFAULT-VALUE}.")
    private String engine = "jvm";

    @Option(names = "--threads", paramLabel = "N", description = "Threads of engine jvm. Default: one a core.")
    private @Nullable Integer threads;

    /** Whether that name was given. */
    boolean is(String name) {
        return engine.equals(name);
    }

    /** The engine; where it cannot be used here, exit {@value Exit#MACHINE}. */
    Engine find() {
        try {
            if (threads == null) return Engine.of(engine);
            if (!engine.equals("jvm")) throw UserError.usage("--threads is for --engine jvm; found --engine " + engine);
            return Engine.jvm(threads);
        } catch (EngineMissingException e) {
            throw UserError.machine(e.getMessage() + "; ./intarsia doctor shows which can");
        } catch (IllegalArgumentException e) {
            throw UserError.usage(String.valueOf(e.getMessage()));
        }
    }

    /** The threads that an engine's kernels run on. */
    static int threads(Engine engine) {
        return engine.device() instanceof CpuDevice cpu ? cpu.threads() : 1;
    }

    /** The threads for what the CPU does for an engine: as many as its kernels run on, and where these run elsewhere one a core. */
    static int helpers(Engine engine) {
        return engine.device() instanceof CpuDevice ? threads(engine) : Runtime.getRuntime().availableProcessors();
    }
}
