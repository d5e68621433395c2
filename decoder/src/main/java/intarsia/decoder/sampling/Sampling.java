package intarsia.decoder.sampling;

/**
 * How a token is drawn from softmax(logits / temperature): among the {@code topK} most probable, and of those among
 * the fewest that hold {@code topP} of their probability (nucleus sampling, Holtzman et al. 2020).
 *
 * @param temperature at least 0; 0 takes the most probable token
 * @param topK at least 1, or 0: no limit
 * @param topP above 0, at most 1; 1: no limit
 * @param seed equal seeds draw equal tokens from equal logits, on every machine
 */
public record Sampling(double temperature, int topK, double topP, long seed) {
    /** Always the most probable token. */
    public static final Sampling GREEDY = new Sampling(0, 0, 1, 0);

    public Sampling {
        if (!(temperature >= 0) || temperature == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("temperature is " + temperature + ", wanted a number from 0");
        }
        if (topK < 0) throw new IllegalArgumentException("top-k is " + topK + ", wanted a count from 1, or 0 for no limit");
        if (!(topP > 0 && topP <= 1)) throw new IllegalArgumentException("top-p is " + topP + ", wanted a number above 0 and at most 1");
    }

    /** Whether the seed plays no part. */
    public boolean greedy() {
        return temperature == 0 || topK == 1;
    }
}
