package intarsia.tests.corpus;

import java.util.Arrays;
import java.util.regex.Pattern;

/** The products that the planner refuses by name, and why. A refusal that is not in this table is a failure. */
enum Undefined {
    /** No lane holds more than 32 bits. */
    WIDE(".*do not fit the 32-bit lanes.*|no conversion of f64 on 32-bit lanes.*"),
    /** A complex number has two parts, which are taken apart first. */
    COMPLEX(".*quaternary.*complex.*");

    private final Pattern message;

    Undefined(String message) {
        this.message = Pattern.compile(message, Pattern.DOTALL);
    }

    static boolean covers(String refusal) {
        return Arrays.stream(values()).anyMatch(u -> u.message.matcher(refusal).matches());
    }
}
