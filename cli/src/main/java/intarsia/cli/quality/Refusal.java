package intarsia.cli.quality;

/**
 * A format that a model cannot be run in.
 *
 * @param activations what matrices were to be multiplied with
 * @param reason      in a sentence
 */
public record Refusal(String format, String activations, String reason) { }
