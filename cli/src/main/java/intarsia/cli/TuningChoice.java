package intarsia.cli;

import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.TunedChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --tuning}. */
final class TuningChoice {
    @Option(names = "--tuning", paramLabel = "on|off",
        description = "Whether kernels take the points that tune found fastest here, or that are pinned; off takes what the templates' rules say. Default: on; off where INTARSIA_CACHE is off.")
    private @Nullable String asked;

    /** Refuses a word that means nothing. */
    void check() {
        if (asked != null && !List.of("on", "off").contains(asked)) throw UserError.usage("--tuning " + asked + "; known: on, off");
    }

    /** The word, for a process of its own. */
    String word() {
        check();
        return asked == null ? "on" : asked;
    }

    /** Whether kernels are measured while nobody waits. */
    boolean measures() {
        return !word().equals("off");
    }

    /** What schedules kernels of an engine. */
    ScheduleChoice of(Engine engine) {
        if (word().equals("off") || engine.target().isEmpty()) return ScheduleChoice.RULES;
        return Choices.ofUser().<ScheduleChoice>map(c -> TunedChoice.of(c, TuneSubject.here(Engine.jvm(1)), TuneSubject.here(engine))).orElse(ScheduleChoice.RULES);
    }
}
