package intarsia.cli.bench;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.DType;
import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import intarsia.runtime.ProgramCache;
import java.lang.foreign.Arena;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tokens of a model one after another, by turns with reads of memory; a token counts as the bytes of weights that it reads.
 *
 * @param recipe what the model's matrices are in
 */
public record Decode(Model model, String recipe, Activations activations) {
    private static final int TOKENS = 4;
    private static final int CONTEXT = 512;
    private static final int BEGIN = 1;
    private static final long PATIENCE_SECONDS = 120;

    /** Times it on an engine. */
    public Measured measure(Engine engine, int threads, ScheduleChoice choice, Consumer<String> progress) throws InterruptedException {
        progress.accept("compiling");
        try (Session s = Session.open(model, engine, new Options(1, CONTEXT, 1, DType.F32, activations), choice, Stage.UNSEEN, ProgramCache.ofUser())) {
            s.prefill(new int[] {BEGIN}, 0, 0);
            progress.accept("waiting for the JIT");
            s.awaitWarm(PATIENCE_SECONDS, TimeUnit.SECONDS);
            progress.accept("until times are steady");
            long bytes = Limits.beyondCaches();
            try (Arena arena = Arena.ofShared(); Reader reader = new Reader(engine, arena.allocate(bytes, 64).fill((byte) 1), 1)) {
                return measured(Pairs.of(() -> nanos(s), reader::nanos), (double) bytes, threads);
            }
        }
    }

    private Measured measured(Pairs pairs, double read, int threads) {
        double token = model.bytesPerToken();
        double scale = TOKENS * token / read, least = read / Measured.HIGHEST_LIMIT;
        String shape = String.format(Locale.ROOT, "%.2fGB", token / 1e9);
        return new Measured("decode", recipe, activations.text(), shape, 1, threads, TOKENS * token / pairs.first(), read / pairs.second(), scale * pairs.ratio(0.5, least),
            pairs.first() / TOKENS / 1000, scale * pairs.spread(least));
    }

    /** Tokens from the beginning of the context on, so that keys and values stay few. */
    private static long nanos(Session s) {
        s.prefill(new int[] {BEGIN}, 0, 0);
        long begin = System.nanoTime();
        for (int i = 0; i < TOKENS; i++) s.step(BEGIN, 0);
        return Math.max(1, System.nanoTime() - begin);
    }
}
