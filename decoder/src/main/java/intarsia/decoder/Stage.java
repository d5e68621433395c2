package intarsia.decoder;

/** Told what a session does while it makes programs, often and from the thread that needs them: that which opens it, then that which gives it a prompt. */
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
