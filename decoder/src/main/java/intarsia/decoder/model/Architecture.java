package intarsia.decoder.model;

import java.util.List;
import java.util.Optional;

/**
 * What distinguishes one decoder family from another. All are the same otherwise: RMS norm before attention and before
 * the feed-forward net, grouped-query attention with rotary embeddings, SiLU gate, residual stream.
 *
 * @param ggufName    {@code general.architecture}
 * @param pairs       which elements rotary embeddings turn together
 * @param qkvBias     whether the query, key and value projections add a bias
 * @param headNorm    whether each head of query and key is normalised before it is turned
 * @param ropeFactors whether a file may hold {@code rope_freqs.weight}, divisors of the angles (Llama 3.1)
 */
public record Architecture(String ggufName, RotaryPairs pairs, boolean qkvBias, boolean headNorm, boolean ropeFactors) {
    /** All that are known. */
    public static final List<Architecture> ALL = List.of(
        new Architecture("llama", RotaryPairs.INTERLEAVED, false, false, true),
        new Architecture("qwen2", RotaryPairs.HALVES, true, false, false),
        new Architecture("qwen3", RotaryPairs.HALVES, false, true, false));

    /** The architecture of that GGUF name, if it is known. */
    public static Optional<Architecture> find(String ggufName) {
        return ALL.stream().filter(a -> a.ggufName.equals(ggufName)).findFirst();
    }

    /**
     * The architecture of that GGUF name.
     *
     * @throws IllegalArgumentException if none is known; the message lists those that are
     */
    public static Architecture of(String ggufName) {
        return find(ggufName).orElseThrow(() -> new IllegalArgumentException(
            "no architecture '" + ggufName + "'; known: " + names() + "; another one needs its row of facts in the table of architectures"));
    }

    /** The GGUF names of all. */
    public static List<String> names() {
        return ALL.stream().map(Architecture::ggufName).toList();
    }
}
