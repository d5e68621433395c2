package intarsia.cli;

import intarsia.cli.tune.Experiment;
import intarsia.runtime.Engine;
import intarsia.tuning.search.Measurer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code intarsia tune experiment}: how good choices are. */
@Command(name = "experiment", mixinStandardHelpOptions = true, description = {"Measures whole tables of problems that fit in a second-level cache, on one thread, and says how far first choices and short searches are from the best,",
    "by models that were not taught the kind of the problem. What is in the folder is not measured again, so it can be stopped and gone on with."})
final class TuneExperiment extends TuneCommand.WithStore {
    @Option(names = "--problems", paramLabel = "N", defaultValue = "30", description = "How many problems. Default: ${DEFAULT-VALUE}.")
    private int problems;
    @Option(names = "--points", paramLabel = "N", defaultValue = "300", description = "Points of a problem at most; of more, so many by chance. Default: ${DEFAULT-VALUE}.")
    private int points;
    @Option(names = "--forms", paramLabel = "N", defaultValue = "3", description = {"How many compiled forms of each point of a problem that is judged: the JIT does not compile a kernel alike", "each time. 1: each point is measured once. What is true is always of three. Default: ${DEFAULT-VALUE}."})
    private int forms;
    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where what is measured is kept.")
    private Path folder = Path.of("");
    @Option(names = "--budget", paramLabel = "TIME", converter = Span.class, defaultValue = "24h", description = "When to stop measuring; tables that are whole are reported. Default: ${DEFAULT-VALUE}.")
    private Duration budget = Duration.ZERO;

    @Override public Integer call() throws IOException {
        if (problems < 1 || points < 2 || forms < 1) throw UserError.usage("--problems " + problems + " --points " + points + " --forms " + forms + "; wanted at least 1, 2 and 1");
        AtomicBoolean stopped = new AtomicBoolean();
        try (Measurer m = measurer(1); Progress progress = Progress.start("experiment")) {
            run(m, progress, stopped);
        } catch (InterruptedException e) {
            if (!stopped.get()) Thread.currentThread().interrupt();
        }
        out().flush();
        return Exit.OK;
    }

    private void run(Measurer m, Progress progress, AtomicBoolean stopped) throws IOException, InterruptedException {
        Engine engine = Engine.jvm(1);
        long end = System.nanoTime() + budget.toNanos();
        try (var _ = Interrupt.calling(() -> {
            stopped.set(true);
            m.close();
        })) {
            new Experiment(folder, problems, points, forms, TuneSubject.here(engine), m, progress::at, out()::println)
                .run(engine.target().orElseThrow(), () -> stopped.get() || System.nanoTime() >= end);
        }
    }
}
