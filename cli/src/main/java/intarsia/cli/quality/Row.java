package intarsia.cli.quality;

/**
 * The figures of a format.
 *
 * @param activations what matrices were multiplied with
 * @param bits        a parameter takes on average, vectors that stay f32 among them
 * @param divergence  mean KL divergence from the reference, in nats a token
 * @param agreement   share of tokens after which both find the same one most probable
 */
public record Row(String format, String activations, double bits, double divergence, double agreement, double perplexity) {
    /** Whether the divergence is a number, and can be drawn. */
    boolean finite() {
        return Double.isFinite(divergence);
    }

    /** Bits that a parameter takes on average. */
    public static double bits(long bytes, long parameters) {
        return 8.0 * bytes / parameters;
    }
}
