package intarsia.cli.asm;

import intarsia.cli.child.Child;
import intarsia.cli.child.JavaCommand;
import intarsia.ir.plan.Plan;
import intarsia.passes.Compiler;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A JVM like this one that calls a kernel until C2 has compiled it, and prints what C2 made ({@link CallKernel}). */
public final class CompilingJvm implements AutoCloseable {
    /** Until the kernel is given up as one that C2 does not compile. */
    private static final Duration WARM = Duration.ofSeconds(60);
    private static final Duration ALL = WARM.plusSeconds(60);
    private static final int MOST_OUTPUT = 64 << 20;
    /** In the first line of a listing. */
    private static final String INTERPRETED = "the JIT leaves it to the interpreter";
    private static final int FIRST_LINES = 5;

    private final String kernel;
    private final Path program;
    private final Child child;

    private CompilingJvm(String kernel, Path program, Child child) {
        this.kernel = kernel;
        this.program = program;
        this.child = child;
    }

    /**
     * Starts it on a plan of one step ({@link OneStep}).
     *
     * @throws NoCodeException where the JIT never compiles so long a method
     */
    public static CompilingJvm start(Plan one, Compiler.Options options) throws IOException, NoCodeException {
        Program compiled = Intarsia.compile(one, Engine.jvm(), options);
        String size = compiled.artefacts().getFirst().listing().lines().findFirst().orElse("");
        if (size.contains(INTERPRETED)) throw new NoCodeException(size.replaceFirst("^// ", ""));
        Path program = Files.createTempFile("intarsia", ".program");
        program.toFile().deleteOnExit(); // where this process is told to end before it is closed
        try {
            compiled.save(program);
            return new CompilingJvm(one.name(), program, Child.start(command(program), MOST_OUTPUT));
        } catch (IOException | RuntimeException e) {
            Files.delete(program);
            throw e;
        }
    }

    private static List<String> command(Path program) throws IOException {
        List<String> flags = new ArrayList<>(JavaCommand.flagsOfLauncher());
        flags.addAll(JavaCommand.flagsOfThis(f -> !f.startsWith("-javaagent") && !f.startsWith("-agent")));
        CompiledKernel.METHODS.forEach(m -> flags.add("-XX:CompileCommand=print,intarsia.codegen.jvm.Kernel*::" + m));
        return JavaCommand.of(flags, CallKernel.class.getName(), List.of(program.toString(), Long.toString(WARM.toSeconds())));
    }

    /**
     * Waits for what it prints.
     *
     * @throws NoCodeException where it printed no code of C2, or was stopped before
     */
    public CompiledKernel await() throws NoCodeException, InterruptedException {
        Child.Said said = child.await(ALL);
        String place = "kernel " + kernel + ": the JVM that compiles it ";
        switch (said.end()) {
            case TOO_LATE -> throw new NoCodeException(place + "was stopped after " + ALL.toSeconds() + " s");
            case TOO_MUCH -> throw new NoCodeException(place + "was stopped when it had printed " + MOST_OUTPUT + " bytes");
            case STOPPED -> throw new NoCodeException(place + "was stopped");
            case EXITED -> { }
        }
        Launches launches = Launches.in(said.err())
            .orElseThrow(() -> new NoCodeException(place + "ended with exit code " + said.exit() + ": " + first(said.err())));
        return CompiledKernel.last(PrintedMethod.in(said.out())).map(m -> new CompiledKernel(m, launches))
            .orElseThrow(() -> new NoCodeException(place + (launches.warm() ? "prints no machine code" : "called it often, and C2 did not compile it")
                + "; wanted a JVM with C2 that obeys -XX:CompileCommand=print and has no hsdis; this is " + System.getProperty("java.vm.name")
                + " " + System.getProperty("java.vm.version")));
    }

    private static String first(String text) {
        return String.join("\n", text.lines().filter(l -> !l.isBlank() && !l.startsWith("WARNING")).limit(FIRST_LINES).toList());
    }

    /** Ends it at once, from any thread. */
    public void stop() {
        child.stop();
    }

    @Override public void close() throws IOException {
        child.stop();
        Files.delete(program);
    }
}
