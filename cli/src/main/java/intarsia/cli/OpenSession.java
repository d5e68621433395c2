package intarsia.cli;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.runtime.Engine;

/** Opens sessions, showing how far it is. */
final class OpenSession {
    private OpenSession() { }

    static Session of(Model model, Engine engine, Options options, boolean quiet) {
        try (var progress = quiet ? Progress.silent() : Progress.start("preparing " + model.file().path().getFileName())) {
            return Session.open(model, engine, options, (what, done, total) -> progress.at(what + (total > 1 ? " kernel " + (done + 1) + " of " + total : "")));
        } catch (IllegalArgumentException e) {
            throw UserError.input(String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            throw UserError.machine(e.getMessage() + " (--context and the length of the prompt decide them)");
        }
    }

    /** The tokens of a prompt; an empty one begins with what the model begins texts with. */
    static int[] tokens(Model model, String prompt) {
        try {
            int[] ids = model.tokenizer().encode(prompt);
            if (ids.length > 0) return ids;
        } catch (IllegalArgumentException e) {
            throw UserError.input("--prompt: " + e.getMessage());
        }
        throw UserError.usage("--prompt is empty, and this model has no token that begins a text: give at least a word");
    }

    /** Says in one sentence that a prompt is too long for a model. */
    static void checkLength(Model model, int tokens, int context) {
        if (tokens <= context) return;
        throw UserError.input("the prompt has " + tokens + " tokens, and the context room for " + context + (context < model.config().context()
            ? ": raise --context, up to " + model.config().context() : ", all that " + model.file().path().getFileName() + " was trained for"));
    }
}
