package intarsia.cli;

import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import intarsia.tuning.Environment;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.FirstLook;
import intarsia.tuning.search.ModelChoice;
import intarsia.tuning.search.TunedChoice;
import intarsia.tuning.search.UserModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --tuning}. */
final class TuningChoice {
    private static final String DEFAULT = "measured";
    private static final List<String> WORDS = List.of("on", "measured", "off");
    /** What of the time of a text choosing by a model may take: tokens of the text, bytes a second that they go through at best, and the part. */
    private static final double TOKENS = 100, BYTES_A_SECOND = 20e9, PART = 0.03;
    /** Less suffices for no look. */
    private static final Duration LEAST = Duration.ofMillis(30);

    @Option(names = "--tuning", paramLabel = "on|measured|off",
        description = {"What schedules kernels. measured: the points that were found fastest here, or that are pinned, else the templates' rules; on: for kernels of which nothing was measured",
            "a cost model, where it expects clearly more than of the rules; off: the rules, and nothing is measured. Default: " + DEFAULT + "; off where INTARSIA_CACHE is off."})
    private @Nullable String asked;

    /** Refuses a word that means nothing. */
    void check() {
        if (asked != null && !WORDS.contains(asked)) throw UserError.usage("--tuning " + asked + "; known: " + String.join(", ", WORDS));
    }

    /** The word, for a process of its own. */
    String word() {
        check();
        return asked == null ? DEFAULT : asked;
    }

    /** Whether kernels are measured while nobody waits. */
    boolean measures() {
        return !word().equals("off");
    }

    /**
     * What schedules kernels of an engine for a model.
     *
     * @param bytesPerToken that a token of the model goes through: what the model may cost at a start follows from that
     */
    ScheduleChoice of(Engine engine, long bytesPerToken) {
        Optional<Choices> kept = Choices.ofUser();
        if (word().equals("off") || engine.target().isEmpty() || kept.isEmpty()) return ScheduleChoice.RULES;
        Environment[] here = {TuneSubject.here(Engine.jvm(1)), TuneSubject.here(engine)};
        Duration time = Duration.ofNanos((long) (TOKENS * bytesPerToken / BYTES_A_SECOND * PART * 1e9));
        return word().equals("on") && time.compareTo(LEAST) >= 0 ? ModelChoice.of(kept.get(), FirstLook.within(time), UserModel.digestOrShipped(), UserModel::orShipped, here)
            : TunedChoice.of(kept.get(), here);
    }
}
