package intarsia.cli;

import intarsia.decoder.sampling.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how tokens are drawn. */
final class SamplingChoice {
    @Option(names = "--temp", paramLabel = "X", defaultValue = "0.8",
        description = "Temperature; 0 takes the most probable token. Default: ${DEFAULT-VALUE}.")
    private double temperature;
    @Option(names = "--top-k", paramLabel = "N", defaultValue = "40", description = "Draws among the N most probable; 0: all. Default: ${DEFAULT-VALUE}.")
    private int topK;
    @Option(names = "--top-p", paramLabel = "X", defaultValue = "0.95",
        description = "Draws among the most probable that hold this much of the probability. Default: ${DEFAULT-VALUE}.")
    private double topP;
    @Option(names = "--seed", paramLabel = "N", description = "Equal seeds draw equal texts. Default: another for each text.")
    private @Nullable Long seed;

    /** For a text: with the seed that was given, else with another each time. */
    Sampling ofText() {
        try {
            return new Sampling(temperature, topK, topP, seed == null ? System.nanoTime() : seed);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--" + e.getMessage());
        }
    }
}
