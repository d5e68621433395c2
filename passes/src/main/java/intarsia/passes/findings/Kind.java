package intarsia.passes.findings;

import java.util.Locale;
import java.util.Optional;

/** What is wrong, and what usually helps. */
public enum Kind {
    ILLEGAL("see docs/text-form.md for what the op wants"),
    OUT_OF_BOUNDS("guard the dimension with a limit of at most its extent, or change the offset or the grid"),
    RACE("give each block elements of its own: its index, times what a block writes, has to be in an offset"),
    MISSING_BARRIER("put a barrier between what one warp writes and another reads or writes"),
    MISSING_WAIT("commit the copies and wait for them, then put a barrier before other warps read them"),
    UNINITIALISED("write it before it is read, or declare the parameter inout"),
    NEVER_WRITTEN("store to every element of the result, or declare it inout"),
    UNUSED("use the value or delete the statement"),
    STOPS("state what the sizes must be with a range or a divisor of the symbol");

    private final String hint;

    Kind(String hint) {
        this.hint = hint;
    }

    /** What usually helps. */
    public String hint() {
        return hint;
    }

    /** What the evaluator's words about memory that warps or blocks share come to, if they are such. */
    static Optional<Kind> ofSharing(String why) {
        if (why.contains("race: ")) {
            return Optional.of(why.contains("shared") ? MISSING_BARRIER : RACE);
        }
        if (why.contains("before anything wrote it")) {
            return Optional.of(UNINITIALISED);
        }
        return why.contains("under way") ? Optional.of(MISSING_WAIT) : Optional.empty();
    }

    /** The word in text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
