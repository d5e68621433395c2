package intarsia.cli;

import intarsia.cli.tune.ChildMeasurer;
import intarsia.decoder.Session;
import intarsia.ir.device.Target;
import intarsia.runtime.Engine;
import intarsia.tuning.Environment;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.IdleOptions;
import intarsia.tuning.search.IdleTuner;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.Tuner.Hot;
import intarsia.tuning.search.UserModel;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tunes the kernels of a session's plan for a token between two requests, in a JVM of its own, and has the session take what is faster. */
final class IdleTuning implements Pauses {
    private final TuningStore store;
    private final IdleTuner tuner;

    private IdleTuning(TuningStore store, IdleTuner tuner) {
        this.store = store;
        this.tuner = tuner;
    }

    /** Of a session; nothing where it is not wanted, where nothing is kept, or where the engine's kernels cannot be timed. */
    static Optional<IdleTuning> of(Session session, Engine engine, TuningChoice tuning) {
        Optional<Choices> choices = Choices.ofUser();
        if (!tuning.measures() || choices.isEmpty() || !engine.name().equals("jvm")) return Optional.empty();
        Environment here = TuneSubject.here(engine);
        TuningStore store = TuningStore.ofUser();
        IdleTuner tuner = new IdleTuner(here, store, choices.get(), () -> hot(session, engine.target().orElseThrow()),
            () -> ChildMeasurer.ofJvm(EngineChoice.threads(engine)), () -> session.reschedule(tuning.of(engine, session.model().bytesPerToken())), IdleOptions.DEFAULT);
        return Optional.of(new IdleTuning(store, tuner));
    }

    /** The kernels that are open, those first of which a model says that their launches take the most time. */
    static List<Hot> hot(Session s, Target target) {
        return TuneSubject.ofGraphs(List.of(TuneSubject.token(s.model(), s.options())), target, UserModel.orShipped(), _ -> true).stream()
            .filter(h -> !h.space().space().tunables().isEmpty()).sorted(Comparator.comparingDouble(h -> -time(h))).toList();
    }

    private static double time(Hot h) {
        KernelSpace k = (KernelSpace) h.space();
        return h.launches() * k.nanos(k.space().initial());
    }

    /** What has come of it, in words; nothing where no kernel became faster. */
    Optional<String> news() {
        int n = tuner.faster();
        return n == 0 ? Optional.empty() : Optional.of(n + (n == 1 ? " kernel became" : " kernels became") + " faster while idle");
    }

    /** Waits until nothing promising is left; whether that was in time. */
    boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        return tuner.awaitEnd(time, unit);
    }

    @Override public void idle() {
        tuner.idle();
    }

    @Override public void busy() {
        tuner.busy();
    }

    @Override public void close() {
        tuner.close();
        store.close();
    }
}
