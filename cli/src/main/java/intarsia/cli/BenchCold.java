package intarsia.cli;

import intarsia.cli.bench.Cold;
import intarsia.cli.bench.Footprint;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.sampling.Sampler;
import intarsia.decoder.sampling.Sampling;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.ProgramCache;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia bench cold}: what {@code bench decode} starts as a process of its own. */
@Command(name = "cold", hidden = true, mixinStandardHelpOptions = true, description = "Makes tokens and says so; with --all, more, and then what that took.")
final class BenchCold extends Subcommand {
    private static final int CHUNK = 64;
    private static final int ROOM = 256;
    private static final int PATIENCE_SECONDS = 120;

    @Mixin private ModelFile model = new ModelFile();
    @Mixin private EngineChoice engine = new EngineChoice();
    @Mixin private ActivationChoice activations = new ActivationChoice();
    @Mixin private RepackChoice repack = new RepackChoice();
    @Mixin private TuningChoice tuning = new TuningChoice();

    @Option(names = "--prompt", paramLabel = "N", defaultValue = "32", description = "Tokens of the prompt.")
    private int prompt;
    @Option(names = "--tokens", paramLabel = "N", defaultValue = "1", description = "Tokens before it says so.")
    private int tokens;
    @Option(names = "--choice", description = "Says by what key kernels would be scheduled, and ends.")
    private boolean choice;
    @Option(names = "--all", description = "Memory and heap too.")
    private boolean all;

    @Override public Integer call() throws InterruptedException {
        Engine on = engine.find();
        if (choice) return choice(on);
        try (Model inFile = model.open(); Model m = repack.of(inFile, on, err(), true);
             Session s = Session.open(m, on, new Options(CHUNK, Math.min(m.config().context(), Math.max(ROOM, 2 * (prompt + tokens))), 1, DType.F32, activations.find()),
                 tuning.of(on, m.bytesPerToken()), Stage.UNSEEN, ProgramCache.ofUser())) {
            int words = m.config().words();
            int[] ids = IntStream.range(0, prompt).map(i -> (1 + i) % words).toArray();
            int token = new Sampler(Sampling.GREEDY, words).pick(s.prefill(ids, 0, 0), 0);
            for (int i = 1; i < tokens; i++) s.step(token, 0);
            say(Cold.FIRST);
            if (all) {
                s.awaitWarm(PATIENCE_SECONDS, TimeUnit.SECONDS);
                long heap = Footprint.heapPerToken(s, token);
                Footprint.peakResident().ifPresent(bytes -> say(Cold.PEAK + bytes));
                say(Cold.HEAP + heap);
            }
        }
        return Exit.OK;
    }

    private int choice(Engine on) {
        try (Model inFile = model.open(); Model m = repack.of(inFile, on, err(), true)) {
            say(tuning.of(on, m.bytesPerToken()).key().orElse(""));
        }
        return Exit.OK;
    }

    private void say(String line) {
        out().println(line);
        out().flush();
    }
}
