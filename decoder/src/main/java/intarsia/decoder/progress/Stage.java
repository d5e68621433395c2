package intarsia.decoder.progress;

/**
 * Told how far long work is, often: what a session does while it makes programs, from the thread that needs them, and what a quantizer does, from any.
 */
@FunctionalInterface
public interface Stage {
    /** For those who do not ask. */
    Stage UNSEEN = (what, done, total) -> { };

    /**
     * Work that begins or goes on.
     *
     * @param what  in a few words
     * @param done  steps done
     * @param total all steps, at least 1
     */
    void at(String what, int done, int total);
}
