package intarsia.cli;

import intarsia.decoder.model.Activations;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --activations}. */
final class ActivationChoice {
    @Option(names = "--activations", paramLabel = "TYPE", defaultValue = "f32",
        description = "What matrices are multiplied with: f32, or i8, in groups of 32 with a scale. Default: ${DEFAULT-VALUE}.")
    private String type = "f32";

    Activations find() {
        List<Activations> all = Arrays.asList(Activations.values());
        return all.stream().filter(a -> a.text().equals(type)).findFirst()
            .orElseThrow(() -> UserError.usage("--activations " + type + "; known: " + String.join(", ", all.stream().map(Activations::text).toList())));
    }
}
