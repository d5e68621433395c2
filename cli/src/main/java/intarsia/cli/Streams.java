package intarsia.cli;

/** What the launchers know of the caller's streams. */
final class Streams {
    private Streams() {}

    /** True if the launcher found a terminal at standard error; Java itself can ask this of standard output only. */
    static boolean errorIsTerminal() {
        return Boolean.getBoolean("intarsia.stderr.terminal");
    }
}
