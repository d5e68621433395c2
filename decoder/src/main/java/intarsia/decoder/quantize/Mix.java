package intarsia.decoder.quantize;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Formats by the part that a tensor plays, as llama.cpp mixes them under names such as {@code Q4_K_M}. The matrix that makes the
 * logits is Q6_K in all of them.
 *
 * @param base    of the tensors that no choice takes
 * @param choices the first that takes a tensor counts
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-quant.cpp">llama-quant.cpp</a>
 */
record Mix(String name, String base, List<Choice> choices) {
    private static final String V = "attn_v\\.weight";
    private static final String O = "attn_output\\.weight";
    private static final String DOWN = "ffn_down\\.weight";

    static final List<Mix> ALL = List.of(
        mix("Q3_K_S", "Q3_K"),
        mix("Q3_K_M", "Q3_K", Choice.of(V, Layers.first(2), "Q5_K"), Choice.of(V, Layers.ALL, "Q4_K"), Choice.of(O, Layers.ALL, "Q4_K"),
            Choice.of(DOWN, Layers.firstPart(16), "Q5_K"), Choice.of(DOWN, Layers.SENSITIVE, "Q4_K")),
        mix("Q3_K_L", "Q3_K", Choice.of(V + '|' + O + '|' + DOWN, Layers.ALL, "Q5_K")),
        mix("Q4_K_S", "Q4_K", Choice.of(V, Layers.first(4), "Q5_K"), Choice.of(DOWN, Layers.firstPart(8), "Q5_K")),
        mix("Q4_K_M", "Q4_K", Choice.of(V + '|' + DOWN, Layers.SENSITIVE, "Q6_K")),
        mix("Q5_K_S", "Q5_K"),
        mix("Q5_K_M", "Q5_K", Choice.of(V + '|' + DOWN, Layers.SENSITIVE, "Q6_K")));

    Mix {
        choices = List.copyOf(choices);
    }

    private static Mix mix(String name, String base, Choice... choices) {
        return new Mix(name, base, List.of(choices));
    }

    /** The mix of a name, in any case. */
    static Optional<Mix> find(String name) {
        return ALL.stream().filter(m -> m.name.equals(name.toUpperCase(Locale.ROOT))).findFirst();
    }
}
