package intarsia.cli;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Options;
import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.decoder.npy.NpyType;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia logits}: what a model answers to a prompt, as numbers. */
@Command(name = "logits", mixinStandardHelpOptions = true,
    description = "Writes the logits after a prompt as f32 [words], or after every token of it as f32 [tokens, words].")
final class Logits extends Subcommand {
    private static final int CHUNK = 64;

    @Mixin private ModelFile model = new ModelFile();
    @Mixin private EngineChoice engine = new EngineChoice();
    @Mixin private ActivationChoice activations = new ActivationChoice();
    @Mixin private RepackChoice repack = new RepackChoice();
    @Mixin private Determinism determinism = new Determinism();
    @Mixin private TuningChoice tuning = new TuningChoice();

    @Option(names = "--prompt", paramLabel = "TEXT", required = true, description = "The text.")
    private String prompt = "";
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The .npy file to write.")
    private Path file = Path.of("");
    @Option(names = "--all", description = "Of every token, not of the last alone.")
    private boolean all;

    @Override public Integer call() {
        Engine on = engine.find();
        Activations activations = this.activations.find();
        repack.check();
        tuning.check();
        try (Model inFile = model.open(); Model m = repack.of(inFile, on, err(), false)) {
            int[] ids = OpenSession.tokens(m, prompt, "--prompt");
            OpenSession.checkLength(m, ids.length, m.config().context());
            try (Session s = OpenSession.of(m, on, determinism.of(new Options(CHUNK, ids.length, 1, DType.F32, activations)), tuning.of(on, m.bytesPerToken()), ids.length, false);
                 var _ = Interrupt.calling(s::cancel)) {
                if (all) writeAll(s, ids);
                else Npy.write(file, new NpyArray(NpyType.F4, new long[] {m.config().words()}, s.prefill(ids, 0, 0)));
            }
        }
        return Exit.OK;
    }

    private void writeAll(Session s, int[] ids) {
        int words = s.model().config().words();
        try (Arena arena = Arena.ofConfined()) {
            long row = DType.F32.bytes(words);
            MemorySegment rows = arena.allocate(Math.multiplyExact(row, ids.length), 64);
            s.score(ids, 0, 0, (first, count, logits) -> rows.asSlice(row * first, row * count).copyFrom(logits));
            Npy.write(file, new NpyArray(NpyType.F4, new long[] {ids.length, words}, rows));
        }
    }
}
