package intarsia.cli;

import intarsia.cli.prompt.InterruptKey;
import intarsia.cli.prompt.Line;
import intarsia.cli.prompt.Lines;
import intarsia.decoder.Generated;
import java.io.PrintWriter;
import java.util.Optional;

/** Prompts one after the other, a line each, and the text that each begins; what is wrong with one is said, and the next is read. */
final class Interactive {
    private static final String MARK = "> ";

    private final Continuation texts;
    private final SamplingChoice sampling;
    private final Lines prompts;
    private final Pauses pauses;
    private final boolean quiet;
    private final PrintWriter err;
    /** How often Ctrl-C was pressed since the last prompt, and whether a text is being written; both guarded by this. */
    private int pressed;
    private boolean writing;

    Interactive(Continuation texts, SamplingChoice sampling, Lines prompts, Pauses pauses, boolean quiet) {
        this.texts = texts;
        this.sampling = sampling;
        this.prompts = prompts;
        this.pauses = pauses;
        this.quiet = quiet;
        this.err = texts.err();
    }

    /** Until the prompts end, or Ctrl-C is pressed twice: once ends a text. */
    void run() throws InterruptedException {
        if (!quiet) texts.reportActivations();
        try (var _ = InterruptKey.calling(this::interrupted); var _ = Interrupt.calling(this::end)) {
            for (Optional<Line> l = next(); l.isPresent(); l = next()) answer(l.get());
        }
    }

    private Optional<Line> next() throws InterruptedException {
        err.flush();
        if (Streams.errorIsTerminal()) {
            err.print(MARK);
            err.flush();
        }
        pauses.idle();
        try {
            return prompts.next();
        } finally {
            pauses.busy();
        }
    }

    private void answer(Line line) {
        try {
            switch (line) {
                case Line.Text t -> write(t.text());
                case Line.Wrong w -> throw UserError.input(w.why());
            }
        } catch (UserError e) {
            err.println("intarsia: " + e.getMessage());
        }
    }

    private void write(String prompt) {
        int[] ids = OpenSession.tokens(texts.session().model(), prompt, "the prompt");
        OpenSession.checkLength(texts.session().model(), ids.length, texts.session().options().context());
        texts.session().forget(0);
        begins(true);
        try {
            Generated done = texts.write(prompt, ids, sampling.ofText());
            if (!quiet) {
                texts.reportEnd(done);
                texts.reportSpeed(done);
            }
        } finally {
            begins(false);
        }
    }

    private synchronized void begins(boolean now) {
        if (now) pressed = 0;
        writing = now;
    }

    private synchronized void interrupted() {
        pauses.busy(); // the terminal tells the process that measures, too
        if (++pressed > 1) end();
        else if (writing) texts.session().cancel();
        else {
            err.println("Ctrl-C again ends");
            err.flush();
        }
    }

    private synchronized void end() {
        prompts.end();
        pauses.busy();
        if (writing) texts.session().cancel();
    }
}
