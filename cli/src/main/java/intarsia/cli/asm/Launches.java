package intarsia.cli.asm;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What calls of a kernel showed.
 *
 * @param warm     whether C2 compiled it: rounds of calls allocated nothing
 * @param launches that were measured after that
 * @param bytes    that all of them allocated on the Java heap
 */
public record Launches(boolean warm, int launches, long bytes) {
    private static final Pattern LINE = Pattern.compile("(?m)^launches: (\\d+), allocated (\\d+) bytes, (warm|cold)$");

    /** The last line of this form, where there is one: the inverse of {@link #toString}. */
    public static Optional<Launches> in(String text) {
        return LINE.matcher(text).results().reduce((a, b) -> b)
            .map(m -> new Launches(m.group(3).equals("warm"), Integer.parseInt(m.group(1)), Long.parseLong(m.group(2))));
    }

    /** Bytes that one launch allocates, rounded up. */
    public long bytesEach() {
        return Math.ceilDiv(bytes, (long) launches);
    }

    @Override public String toString() {
        return "launches: " + launches + ", allocated " + bytes + " bytes, " + (warm ? "warm" : "cold");
    }
}
