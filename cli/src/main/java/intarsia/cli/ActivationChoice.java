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
        return of(type);
    }

    /** The activations of a name. */
    static Activations of(String name) {
        List<Activations> all = Arrays.asList(Activations.values());
        return all.stream().filter(a -> a.text().equals(name)).findFirst()
            .orElseThrow(() -> UserError.usage("--activations " + name + "; known: " + String.join(", ", all.stream().map(Activations::text).toList())));
    }
}
