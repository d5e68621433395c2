package intarsia.ir.verify;

import intarsia.ir.Source;

/**
 * Something in a kernel that may not be.
 *
 * @param statement the text of the statement, or what stands in its place
 * @param message   what was wanted and what was found
 */
public record Problem(String statement, Source source, String message) {
    @Override
    public String toString() {
        return message + "\n  in: " + statement + (source.equals(Source.NONE) ? "" : " (" + source + ")");
    }
}
