package intarsia.cli;

import intarsia.cli.meter.BandwidthStore;
import intarsia.cli.meter.Machine;
import intarsia.cli.meter.Speed;
import intarsia.decoder.End;
import intarsia.decoder.Generated;
import intarsia.decoder.Generator;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.ModelReport;
import intarsia.decoder.model.Options;
import intarsia.decoder.sampling.Sampling;
import intarsia.decoder.tokenizer.Utf8Stream;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia run}: text out of a model. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Continues a text with a model.")
final class RunModel extends Subcommand {
    /** The prompt goes through the model in runs of at most so many tokens. */
    private static final int CHUNK = 64;
    /** Room for positions is this times a power of two, so that most prompts share compiled code. */
    private static final int LEAST_ROOM = 256;

    @Mixin private ModelFile model = new ModelFile();
    @Mixin private EngineChoice engine = new EngineChoice();
    @Mixin private ActivationChoice activations = new ActivationChoice();
    @Mixin private RepackChoice repack = new RepackChoice();
    @Mixin private Determinism determinism = new Determinism();
    @Mixin private TuningChoice tuning = new TuningChoice();

    @Option(names = "--prompt", paramLabel = "TEXT", defaultValue = "", description = "The text to continue.")
    private String prompt = "";
    @Option(names = "--tokens", paramLabel = "N", defaultValue = "400", description = "New tokens at most. Default: ${DEFAULT-VALUE}.")
    private int tokens;
    @Option(names = "--temp", paramLabel = "X", defaultValue = "0.8",
        description = "Temperature; 0 takes the most probable token. Default: ${DEFAULT-VALUE}.")
    private double temperature;
    @Option(names = "--top-k", paramLabel = "N", defaultValue = "40", description = "Draws among the N most probable; 0: all. Default: ${DEFAULT-VALUE}.")
    private int topK;
    @Option(names = "--top-p", paramLabel = "X", defaultValue = "0.95",
        description = "Draws among the most probable that hold this much of the probability. Default: ${DEFAULT-VALUE}.")
    private double topP;
    @Option(names = "--seed", paramLabel = "N", description = "Equal seeds draw equal texts. Default: another at each start.")
    private @Nullable Long seed;
    @Option(names = "--context", paramLabel = "N", description = "Positions to keep room for. Default: as many as prompt and new tokens need.")
    private @Nullable Integer context;
    @Option(names = "--list-bundled", description = "Says which models come with Intarsia, and ends.")
    private boolean listBundled;
    @Option(names = {"-q", "--quiet"}, description = "Nothing but the text.")
    private boolean quiet;

    @Override public Integer call() {
        if (listBundled) return list();
        Sampling sampling = sampling();
        Engine on = engine.find();
        Activations activations = this.activations.find();
        repack.check();
        tuning.check();
        try (Model file = model.open(); Model m = repack.of(file, on, err(), quiet)) {
            int[] ids = OpenSession.tokens(m, prompt);
            int room = room(m, ids.length);
            OpenSession.checkLength(m, ids.length, room);
            try (Session s = OpenSession.of(m, on, determinism.of(new Options(CHUNK, room, 1, DType.F32, activations)), tuning.of(on), ids.length, quiet)) {
                Generated done = write(s, ids, sampling);
                if (!quiet) report(s, on, done);
            }
        }
        return Exit.OK;
    }

    private int list() {
        for (BundledModel b : BundledModel.ALL) {
            try (Gguf file = b.read()) {
                out().println(b.name());
                ModelReport.of(file).lines().forEach(line -> out().println("  " + line));
            }
        }
        out().flush();
        return Exit.OK;
    }

    private Sampling sampling() {
        if (tokens < 0) throw UserError.usage("--tokens " + tokens + "; wanted 0 or more");
        try {
            return new Sampling(temperature, topK, topP, seed == null ? System.nanoTime() : seed);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--" + e.getMessage());
        }
    }

    private int room(Model m, int prompted) {
        int most = m.config().context();
        if (context != null) {
            if (context < 1 || context > most) throw UserError.usage("--context " + context + "; wanted 1 to " + most + ", what the model was trained for");
            return context;
        }
        long room = LEAST_ROOM;
        while (room < (long) prompted + tokens) room *= 2;
        return (int) Math.min(room, most);
    }

    private Generated write(Session s, int[] ids, Sampling sampling) {
        var out = out();
        out.print(prompt);
        out.flush();
        var text = Utf8Stream.ofContinuation(s.model().tokenizer());
        try (var _ = Interrupt.calling(s::cancel)) {
            Generated done = new Generator(s, 0, sampling).generate(ids, tokens, id -> {
                out.print(text.push(id));
                out.flush();
            });
            out.print(text.finish());
            out.print('\n');
            out.flush();
            return done;
        }
    }

    private void report(Session s, Engine on, Generated done) {
        Machine machine = Machine.here();
        var err = err();
        if (done.end() == End.CONTEXT) err.println("the context of " + s.options().context() + " positions is full");
        err.println(s.options().activations().of(s.model().config()));
        if (done.steps() > 0) {
            int middle = done.prompt() + done.steps() / 2;
            err.println(new Speed(done.steps(), done.stepNanos(), s.bytesPerToken(middle), EngineChoice.threads(on),
                on.sharesMemory() ? BandwidthStore.ofUser().load(machine) : Optional.empty(), machine.lastLevelCache()));
        }
        err.flush();
    }
}
