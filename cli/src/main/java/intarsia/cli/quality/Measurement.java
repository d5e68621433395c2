package intarsia.cli.quality;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.ProgramCache;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs models over a text, and compares what they say of its next tokens with what the first of them says. One model is kept in sessions: its programs
 * are compiled, and brought to full speed, once.
 */
@SuppressWarnings("exports") // public for the command alone, as the package is
public final class Measurement implements AutoCloseable {
    /** Tokens of a run. */
    private static final int ROWS = 16;

    private final Model kept;
    private final Engine engine;
    private final int[] ids;
    private final boolean deterministic;
    private final int words;
    private final float[] reference;
    private final Map<Activations, Session> sessions = new EnumMap<>(Activations.class);
    private volatile @Nullable Session now;
    private volatile boolean cancelled;

    /**
     * Runs the reference, with f32 activations.
     *
     * @param kept          the reference, whose weights may be others later
     * @param deterministic whether logits have the same bits on any number of threads
     */
    public Measurement(Model kept, Engine engine, int[] ids, boolean deterministic) {
        this.kept = kept;
        this.engine = engine;
        this.ids = ids.clone();
        this.deterministic = deterministic;
        words = kept.config().words();
        reference = new float[Math.multiplyExact(ids.length, words)];
        score(kept, Activations.F32, (first, count, rows) -> Comparison.copy(rows, reference, first * words, count * words));
    }

    /** The model that is kept in sessions. */
    public Model kept() {
        return kept;
    }

    /** Tokens of the text. */
    public int tokens() {
        return ids.length;
    }

    /**
     * How far a model of the same vocabulary is from the reference.
     *
     * @throws CancellationException after {@link #cancel}
     */
    public Comparison compare(Model m, Activations a) {
        Comparison c = new Comparison(reference, words);
        score(m, a, (first, count, rows) -> {
            for (int i = 0; i < count; i++) c.add(rows, DType.F32.bytes(words) * i, next(first + i));
        });
        return c;
    }

    /** The reference beside itself. */
    public Comparison self() {
        Comparison c = new Comparison(reference, words);
        for (int i = 0; i < ids.length; i++) c.add(reference, i * words, next(i));
        return c;
    }

    private int next(int i) {
        return i + 1 < ids.length ? ids[i + 1] : -1;
    }

    private void score(Model m, Activations a, Session.Rows each) {
        if (m == kept && engine.sharesMemory()) {
            score(sessions.computeIfAbsent(a, _ -> open(m, a)), each);
            return;
        }
        try (Session s = open(m, a)) {
            score(s, each);
        }
    }

    private Session open(Model m, Activations a) {
        return Session.open(m, engine, new Options(ROWS, ids.length, 1, DType.F32, a, !deterministic, deterministic), Stage.UNSEEN, ProgramCache.NONE);
    }

    private void score(Session s, Session.Rows each) {
        now = s;
        try {
            if (cancelled) throw new CancellationException("cancelled before a run");
            s.score(ids, 0, 0, each);
        } finally {
            now = null;
        }
    }

    /** Ends the run in progress, and all that are to come; from any thread. */
    public void cancel() {
        cancelled = true;
        Session s = now;
        if (s != null) s.cancel();
    }

    @Override public void close() {
        sessions.values().forEach(Session::close);
    }
}
