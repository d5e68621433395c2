package intarsia.tests.corpus;

import java.util.Arrays;
import java.util.regex.Pattern;

/** The products that the planner refuses by name, and why. A refusal that is not in this table is a failure. */
enum Undefined {
    /** No lane holds more than 32 bits. */
    WIDE(".*do not fit the 32-bit lanes.*|no conversion of f64 on 32-bit lanes.*"),
    /** A complex number has two parts, which are taken apart first. */
    COMPLEX(".*quaternary.*complex.*"),
    /** A method of the JVM ends at 64 KiB: boxes of 32 rows that do not lie alike (GPTQ of 3 bits with zero points) are read whole. */
    TOO_LARGE(".*choose smaller tiles");

    private final Pattern message;

    Undefined(String message) {
        this.message = Pattern.compile(message, Pattern.DOTALL);
    }

    static boolean covers(String refusal) {
        return Arrays.stream(values()).anyMatch(u -> u.message.matcher(refusal).matches());
    }
}
