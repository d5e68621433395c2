package intarsia.cli;

import intarsia.cli.prompt.Lines;
import intarsia.decoder.Generated;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.ModelReport;
import intarsia.decoder.model.Options;
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
    @Mixin private SamplingChoice sampling = new SamplingChoice();

    @Option(names = "--prompt", paramLabel = "TEXT", defaultValue = "", description = "The text to continue.")
    private String prompt = "";
    @Option(names = {"-i", "--interactive"}, description = "Reads prompts from standard input, a line each, until it ends: each begins a new text. Ctrl-C ends a text, twice the whole.")
    private boolean interactive;
    @Option(names = "--tokens", paramLabel = "N", defaultValue = "400", description = "New tokens at most. Default: ${DEFAULT-VALUE}.")
    private int tokens;
    @Option(names = "--context", paramLabel = "N", description = "Positions to keep room for. Default: as many as prompt and new tokens need; with --interactive, where prompts are not known, as many as new tokens and a short prompt.")
    private @Nullable Integer context;
    @Option(names = "--list-bundled", description = "Says which models come with Intarsia, and ends.")
    private boolean listBundled;
    @Option(names = {"-q", "--quiet"}, description = "Nothing but the text.")
    private boolean quiet;

    @Override public Integer call() throws InterruptedException {
        if (listBundled) return list();
        if (tokens < 0) throw UserError.usage("--tokens " + tokens + "; wanted 0 or more");
        if (interactive && !prompt.isEmpty()) throw UserError.usage("--prompt with --interactive, which reads prompts from standard input; wanted one of them");
        sampling.ofText();
        Engine on = engine.find();
        Activations activations = this.activations.find();
        repack.check();
        tuning.check();
        try (Model file = model.open(); Model m = repack.of(file, on, err(), quiet)) {
            if (interactive) converse(m, on, activations);
            else once(m, on, activations);
        }
        return Exit.OK;
    }

    private void once(Model m, Engine on, Activations activations) {
        int[] ids = OpenSession.tokens(m, prompt, "--prompt");
        int room = room(m, ids.length);
        OpenSession.checkLength(m, ids.length, room);
        try (Session s = open(m, on, activations, room, ids.length)) {
            Continuation text = new Continuation(s, on, tokens, out(), err());
            Generated done;
            try (var _ = Interrupt.calling(s::cancel)) {
                done = text.write(prompt, ids, sampling.ofText());
            }
            if (quiet) return;
            text.reportEnd(done);
            text.reportActivations();
            text.reportSpeed(done);
        }
    }

    private void converse(Model m, Engine on, Activations activations) throws InterruptedException {
        try (Session s = open(m, on, activations, room(m, 1), CHUNK)) {
            Optional<IdleTuning> idle = IdleTuning.of(s, on, tuning);
            try (Pauses pauses = idle.<Pauses>map(i -> i).orElse(Pauses.UNUSED)) {
                new Interactive(new Continuation(s, on, tokens, out(), err()), sampling, Lines.of(System.in), pauses, quiet).run();
            }
            if (!quiet) idle.flatMap(IdleTuning::news).ifPresent(err()::println);
        }
    }

    private Session open(Model m, Engine on, Activations activations, int room, int prompted) {
        return OpenSession.of(m, on, determinism.of(new Options(CHUNK, room, 1, DType.F32, activations)), tuning.of(on, m.bytesPerToken()), prompted, quiet);
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
}
