package intarsia.cli.bench;

import intarsia.cli.figure.Json;
import java.util.Locale;

/** Tokens a second beside another program's. */
public record Versus(double tokensPerSecond, double theirs) {
    /** In a sentence. */
    public String line() {
        return String.format(Locale.ROOT, "%.2f tokens a second; llama-bench: %.2f; ratio %.3f", tokensPerSecond, theirs, tokensPerSecond / theirs);
    }

    /** An object on one line. */
    public String json() {
        return Json.text(Json.object("kernel", "against llama-bench", "tokensPerSecond", Measured.number(tokensPerSecond), "theirs", Measured.number(theirs),
            "ratio", Measured.number(tokensPerSecond / theirs)));
    }
}
