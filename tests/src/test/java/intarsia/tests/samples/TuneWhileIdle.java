package intarsia.tests.samples;

import intarsia.decoder.Session;
import intarsia.tuning.Environment;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.IdleOptions;
import intarsia.tuning.search.IdleTuner;
import intarsia.tuning.search.TunedChoice;
import intarsia.tuning.search.Tuner;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A session that becomes faster while it waits. */
final class TuneWhileIdle {
    private TuneWhileIdle() {
    }

    // sample
    static IdleTuner whileIdle(Session session, Environment here, TuningStore store, Choices choices, List<Tuner.Hot> kernels, IdleTuner.Measurers measurers) {
        return new IdleTuner(here, store, choices, () -> kernels, measurers, () -> session.reschedule(TunedChoice.of(choices, here)), IdleOptions.DEFAULT);
    }

    static MemorySegment answer(IdleTuner tuner, Session session, int[] prompt) {
        tuner.busy(); // ends what is being measured
        session.forget(0);
        MemorySegment logits = session.prefill(prompt, 0, 0); // with the kernels that were found meanwhile
        tuner.idle();
        return logits;
    }
    // end
}
