package intarsia.tests.oracle;

import intarsia.decoder.tokenizer.Vocabulary;
import intarsia.decoder.tokenizer.Vocabulary.Model;
import intarsia.decoder.tokenizer.Vocabulary.Special;
import java.util.List;

/** The vocabulary in a GGUF file's metadata. */
public final class Vocabularies {
    private static final String KEY = "tokenizer.ggml.";

    private Vocabularies() { }

    public static Vocabulary of(GgufFile file) {
        List<?> scores = file.list(KEY + "scores");
        float[] s = new float[scores.size()];
        for (int i = 0; i < s.length; i++) s[i] = ((Double) scores.get(i)).floatValue();
        int[] types = file.list(KEY + "token_type").stream().mapToInt(t -> ((Long) t).intValue()).toArray();
        return new Vocabulary(Model.of(file.text(KEY + "model", "")), file.text(KEY + "pre", "default"), strings(file, "tokens"), s, types,
                strings(file, "merges"), new Special(id(file, "bos"), id(file, "eos"), id(file, "eot"), id(file, "unknown")),
                file.flag(KEY + "add_bos_token"), file.flag(KEY + "add_space_prefix"));
    }

    private static List<String> strings(GgufFile file, String key) {
        return file.list(KEY + key).stream().map(String.class::cast).toList();
    }

    private static int id(GgufFile file, String role) {
        return (int) file.integer(KEY + role + "_token_id", Special.NONE);
    }
}
