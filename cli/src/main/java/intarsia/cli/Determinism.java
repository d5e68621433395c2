package intarsia.cli;

import intarsia.decoder.model.Options;
import picocli.CommandLine.Option;

/** The option {@code --deterministic}. */
final class Determinism {
    @Option(names = "--deterministic",
        description = "Logits have the same bits on any number of threads and however many tokens go through the model together: sums keep one order.")
    private boolean deterministic;

    boolean wanted() {
        return deterministic;
    }

    Options of(Options o) {
        return o.deterministic(deterministic);
    }
}
