package intarsia.decoder.quantize;

import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.model.Weight;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Format;
import intarsia.ir.type.QuantizeRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which format each tensor of a model gets, and by which rule. Vectors stay as they are; so does a matrix whose rows are whole blocks
 * neither of the format meant for it nor of a format that stands in.
 */
public final class Recipe {
    private static final String GGML = "ggml:";
    /** What stands in for formats of GGUF with blocks of 256 where rows are multiples of 32 alone, as in llama.cpp. */
    private static final Map<String, String> STANDS_IN = Map.of("Q4_K", "Q5_0", "Q5_K", "Q5_1", "Q6_K", "Q8_0", "TQ1_0", "Q4_0", "TQ2_0", "Q4_0");
    private static final String STANDS_IN_ELSE = "IQ4_NL";
    private static final int LONG_BLOCK = 256;
    /** Of the matrix that makes the logits, where llama.cpp spares it. */
    private static final SizedFormat LOGITS = SizedFormat.parse("Q6_K");

    private final QuantizeRule rule;
    private final SizedFormat base;
    /** Of the matrix that makes the logits, where no choice takes it. */
    private final Optional<SizedFormat> output;
    /** The first that takes a tensor counts. */
    private final List<Choice> choices;

    private Recipe(QuantizeRule rule, SizedFormat base, Optional<SizedFormat> output, List<Choice> choices) {
        this.rule = rule;
        this.base = base;
        this.output = output;
        this.choices = List.copyOf(choices);
    }

    /**
     * Reads a recipe: a format ({@code Q4_0}, {@code u4g32}; a plain type of at most 8 bits {@code T} is {@code Tg32_sf16}), a mix
     * ({@code Q4_K_M}), or one of either after {@code ggml:}, which takes ggml's rule, and its choice for the matrix that makes the logits.
     *
     * @throws IllegalArgumentException if the text names none
     */
    public static Recipe parse(String text) {
        boolean ggml = text.toLowerCase(Locale.ROOT).startsWith(GGML);
        String name = ggml ? text.substring(GGML.length()) : text;
        QuantizeRule rule = ggml ? QuantizeRule.GGML : QuantizeRule.EXACT;
        Optional<Mix> mix = Mix.find(name);
        if (mix.isPresent()) {
            return new Recipe(rule, SizedFormat.parse(mix.get().base()), Optional.of(LOGITS), mix.get().choices());
        }
        SizedFormat base = format(name);
        boolean spared = ggml && BlockFormat.named().stream().anyMatch(f -> f.name().equals(base.text())) && !base.text().equals("Q8_0");
        return new Recipe(rule, base, spared ? Optional.of(LOGITS) : Optional.empty(), List.of());
    }

    private static SizedFormat format(String name) {
        try {
            return SizedFormat.parse(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; mixes: " + Mix.ALL.stream().map(Mix::name).toList(), e);
        }
    }

    /** The same, with a format for the tensors whose name, or a part of it, a pattern finds; it goes before what was there. */
    public Recipe with(Pattern tensor, String format) {
        List<Choice> all = new ArrayList<>(choices);
        all.add(0, new Choice(tensor, Layers.ALL, format(format)));
        return new Recipe(rule, base, output, all);
    }

    /** How blocks are made where it knows the format; the others by {@link QuantizeRule#EXACT}. */
    public QuantizeRule rule() {
        return rule;
    }

    /** The same by another rule. */
    public Recipe by(QuantizeRule other) {
        return new Recipe(other, base, output, choices);
    }

    /** The format for a tensor; empty where it stays as it is. */
    public Optional<Format> format(Gguf file, GgufTensor t, int layers) {
        if (t.rank() < 2 || t.dim(1) == 1) return Optional.empty();
        return format(t.name(), t.elements() / t.dim(0), t.dim(0), makesLogits(file, t), layers);
    }

    /**
     * The format for a matrix of a model; empty where it stays as it is.
     *
     * @param logits whether it makes the logits
     */
    public Optional<Format> format(String name, long rows, long columns, boolean logits, int layers) {
        Format wanted = choices.stream().filter(c -> c.takes(name, layers)).map(Choice::format).findFirst()
            .orElseGet(() -> output.filter(_ -> logits).orElse(base)).of(rows, columns);
        return fits(wanted, rows, columns) ? Optional.of(wanted) : standIn(wanted).filter(f -> fits(f, rows, columns));
    }

    private static boolean makesLogits(Gguf file, GgufTensor t) {
        return t.name().equals(file.findTensor(Weight.OUTPUT).isPresent() ? Weight.OUTPUT : Weight.EMBEDDING);
    }

    private static boolean fits(Format f, long rows, long columns) {
        return columns % f.blockColumns() == 0 && rows % f.blockRows() == 0;
    }

    private static Optional<Format> standIn(Format f) {
        if (f.blockElements() != LONG_BLOCK || GgmlType.of(f).isEmpty()) return Optional.empty();
        return Optional.of(Format.parse(STANDS_IN.getOrDefault(f.toString(), STANDS_IN_ELSE)));
    }

    @Override public String toString() {
        return base.text();
    }
}
