package intarsia.cli;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import intarsia.runtime.ProgramCache;

/** Opens sessions, showing how far it is. */
final class OpenSession {
    private OpenSession() { }

    /** @param prompt tokens of the prompt that is to come */
    static Session of(Model model, Engine engine, Options options, ScheduleChoice choice, int prompt, boolean quiet) {
        try (var progress = quiet ? Progress.silent() : Progress.start("preparing " + model.file().path().getFileName())) {
            Session s = Session.open(model, engine, options, choice, (what, done, total) -> progress.at(what + (total > 1 ? " kernel " + (done + 1) + " of " + total : "")), ProgramCache.ofUser());
            return prepared(s, prompt);
        } catch (IllegalArgumentException e) {
            throw UserError.input(String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            throw UserError.machine(e.getMessage() + " (--context and the length of the prompt decide them)");
        }
    }

    private static Session prepared(Session s, int prompt) {
        try {
            s.prepare(prompt);
            return s;
        } catch (RuntimeException | Error e) {
            s.close();
            throw e;
        }
    }

    /**
     * The tokens of a prompt; an empty one begins with what the model begins texts with.
     *
     * @param where it was given, for messages
     */
    static int[] tokens(Model model, String prompt, String where) {
        try {
            int[] ids = model.tokenizer().encode(prompt);
            if (ids.length > 0) return ids;
        } catch (IllegalArgumentException e) {
            throw UserError.input(where + ": " + e.getMessage());
        }
        throw UserError.usage(where + " is empty, and this model has no token that begins a text: give at least a word");
    }

    /** Says in one sentence that a prompt is too long for a model. */
    static void checkLength(Model model, int tokens, int context) {
        if (tokens <= context) return;
        throw UserError.input("the prompt has " + tokens + " tokens, and the context room for " + context + (context < model.config().context()
            ? ": raise --context, up to " + model.config().context() : ", all that " + model.file().path().getFileName() + " was trained for"));
    }
}
