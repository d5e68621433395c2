package intarsia.cli.prompt;

/** A line that somebody wrote. */
public sealed interface Line {
    /** Its text, without what ends it. */
    record Text(String text) implements Line { }

    /** One that cannot be taken, and why. */
    record Wrong(String why) implements Line { }
}
