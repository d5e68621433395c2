package intarsia.decoder.model;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.gguf.MetaArray;
import intarsia.decoder.gguf.MetaValue;
import intarsia.decoder.gguf.Metadata;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a GGUF file is, whatever it is, and what is missing to run it.
 *
 * @param facts   a line each, "what: value"
 * @param missing a line for each reason why it does not run; empty where it does
 */
public record ModelReport(List<String> facts, List<String> missing) {
    private static final List<String> SIZES = List.of("context_length", "block_count", "embedding_length", "feed_forward_length",
        "attention.head_count", "attention.head_count_kv", "rope.freq_base");

    /** What its makers say of it. */
    private static final Map<String, String> ABOUT = new TreeMap<>(Map.of("general.name", "name", "general.license", "licence",
        "general.description", "description"));

    public ModelReport {
        facts = List.copyOf(facts);
        missing = List.copyOf(missing);
    }

    /** The report on an open file. Throws nothing that a file could cause. */
    public static ModelReport of(Gguf file) {
        return new ModelReport(facts(file), missing(file));
    }

    public boolean runs() {
        return missing.isEmpty();
    }

    /** Facts, then what is missing. */
    public List<String> lines() {
        var lines = new ArrayList<>(facts);
        if (missing.isEmpty()) lines.add("runs: yes");
        missing.forEach(m -> lines.add("missing: " + m));
        return lines;
    }

    private static List<String> facts(Gguf file) {
        Metadata keys = file.metadata();
        var facts = new ArrayList<String>();
        facts.add("file: GGUF version " + file.version() + ", " + grouped(file.fileBytes()) + " bytes");
        String architecture = text(keys, ConfigReader.ARCHITECTURE);
        facts.add("architecture: " + ModelFileException.printable(architecture));
        ABOUT.forEach((key, word) -> keys.find(key).ifPresent(v -> facts.add(word + ": " + ModelFileException.printable(text(keys, key)))));
        facts.add("parameters: " + grouped(file.tensors().stream().mapToLong(GgufTensor::elements).sum()) + " in " + file.tensors().size() + " tensors");
        if (!file.tensors().isEmpty()) facts.add("tensor types: " + types(file));
        for (String size : SIZES) keys.find(architecture + "." + size).ifPresent(v -> facts.add(size + ": " + shown(v)));
        keys.find(Vocabularies.KEY + "model").ifPresent(m -> facts.add("vocabulary: " + shown(m)
            + keys.find(ConfigReader.TOKENS).map(t -> t instanceof MetaArray a ? ", " + grouped(a.size()) + " tokens" : "").orElse("")));
        return facts;
    }

    private static String types(Gguf file) {
        Map<GgmlType, Long> counts = file.tensors().stream()
            .collect(Collectors.groupingBy(GgufTensor::type, () -> new EnumMap<>(GgmlType.class), Collectors.counting()));
        return counts.entrySet().stream().map(e -> e.getKey() + " ×" + e.getValue()).collect(Collectors.joining(", "));
    }

    private static List<String> missing(Gguf file) {
        var missing = new ArrayList<String>();
        try {
            ModelConfig.of(file);
        } catch (ModelFileException e) {
            missing.add(e.getMessage());
        }
        for (GgmlType t : file.tensors().stream().map(GgufTensor::type).distinct().filter(t -> !Weight.isRead(t)).toList()) {
            List<String> names = file.tensors().stream().filter(x -> x.type() == t).map(GgufTensor::name).toList();
            missing.add("kernels for type " + t + " of " + names.size() + " tensors, as " + ModelFileException.printable(names.getFirst())
                + "; there are kernels for " + Weight.read());
        }
        try {
            Vocabularies.tokenizer(file);
        } catch (ModelFileException e) {
            missing.add(e.getMessage());
        }
        return missing;
    }

    private static String text(Metadata keys, String key) {
        return keys.find(key).map(v -> v instanceof MetaValue.Text t ? decoded(t) : shown(v)).orElse("not said");
    }

    private static String decoded(MetaValue.Text t) {
        try {
            return t.text();
        } catch (ModelFileException e) {
            return "malformed text";
        }
    }

    /** A preview of a value; what it cannot show is said. */
    private static String shown(MetaValue v) {
        try {
            return v.toString();
        } catch (ModelFileException e) {
            return "malformed " + v.type();
        }
    }

    private static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
