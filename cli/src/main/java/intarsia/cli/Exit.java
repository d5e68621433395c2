package intarsia.cli;

/** Exit codes of the {@code intarsia} command; the launcher uses the same. */
public final class Exit {
    /** The command did what was asked. */
    public static final int OK = 0;
    /** An input was wrong, a comparison failed, or the program broke. */
    public static final int FAILED = 1;
    /** The command line was wrong. */
    public static final int USAGE = 2;
    /** This machine lacks what the command needs. */
    public static final int MACHINE = 3;

    private Exit() {}
}
