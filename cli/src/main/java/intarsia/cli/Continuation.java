package intarsia.cli;

import intarsia.cli.meter.BandwidthStore;
import intarsia.cli.meter.Machine;
import intarsia.cli.meter.Speed;
import intarsia.decoder.End;
import intarsia.decoder.Generated;
import intarsia.decoder.Generator;
import intarsia.decoder.Session;
import intarsia.decoder.sampling.Sampling;
import intarsia.decoder.tokenizer.Utf8Stream;
import intarsia.runtime.Engine;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * Texts that a session continues, written as they come.
 *
 * @param tokens new ones of a text at most
 */
record Continuation(Session session, Engine engine, int tokens, PrintWriter out, PrintWriter err) {
    /** A text in an empty sequence: the prompt, what comes after it, and the end of a line. */
    Generated write(String prompt, int[] ids, Sampling sampling) {
        out.print(prompt);
        out.flush();
        var text = Utf8Stream.ofContinuation(session.model().tokenizer());
        Generated done = new Generator(session, 0, sampling).generate(ids, tokens, id -> {
            out.print(text.push(id));
            out.flush();
        });
        out.print(text.finish());
        out.print('\n');
        out.flush();
        return done;
    }

    /** Says what matrices were multiplied with. */
    void reportActivations() {
        err.println(session.options().activations().of(session.model().config()));
    }

    /** Says where a text ended too soon. */
    void reportEnd(Generated done) {
        if (done.end() == End.CONTEXT) err.println("the context of " + session.options().context() + " positions is full");
    }

    /** Says how fast a text was. */
    void reportSpeed(Generated done) {
        Machine machine = Machine.here();
        if (done.steps() > 0) {
            int middle = done.prompt() + done.steps() / 2;
            err.println(new Speed(done.steps(), done.stepNanos(), session.bytesPerToken(middle), EngineChoice.threads(engine),
                engine.sharesMemory() ? BandwidthStore.ofUser().load(machine) : Optional.empty(), machine.lastLevelCache()));
        }
        err.flush();
    }
}
