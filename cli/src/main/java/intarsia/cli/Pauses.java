package intarsia.cli;

/** What is done between two requests. */
interface Pauses extends AutoCloseable {
    /** Nothing. */
    Pauses UNUSED = new Pauses() {
        @Override public void idle() { }

        @Override public void busy() { }

        @Override public void close() { }
    };

    /** Nobody waits for anything. */
    void idle();

    /** Somebody waits: ends what is under way, at once. */
    void busy();

    /** Ends it for good. */
    @Override void close();
}
