package intarsia.decoder.model;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.MetaArray;
import intarsia.decoder.gguf.Metadata;
import intarsia.decoder.tokenizer.Tokenizer;
import intarsia.decoder.tokenizer.Vocabulary;
import intarsia.decoder.tokenizer.Vocabulary.Model;
import intarsia.decoder.tokenizer.Vocabulary.Special;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The vocabularies in GGUF metadata. */
public final class Vocabularies {
    static final String KEY = "tokenizer.ggml.";
    private static final int LAST_TYPE = 6;
    /** Messages of tokenizers list what is known. */
    private static final int SHOWN = 400;

    private Vocabularies() { }

    /**
     * The vocabulary of a file.
     *
     * @throws ModelFileException that names the key, or says what does not fit together
     */
    public static Vocabulary of(Gguf file) {
        return checked(file, () -> read(file.metadata()));
    }

    /**
     * The tokenizer of a file.
     *
     * @throws ModelFileException as {@link #of}, and where the file asks for a rule that is not known
     */
    public static Tokenizer tokenizer(Gguf file) {
        return checked(file, () -> Tokenizer.of(read(file.metadata())));
    }

    private static Vocabulary read(Metadata keys) {
        Model model = Model.of(keys.string(KEY + "model"));
        List<String> tokens = strings(keys.strings(KEY + "tokens"));
        float[] scores = keys.findFloats(KEY + "scores").map(MetaArray::toFloats).orElse(new float[0]);
        int[] types = keys.findInts(KEY + "token_type").map(t -> t.toInts(0, LAST_TYPE)).orElse(new int[0]);
        List<String> merges = keys.findStrings(KEY + "merges").map(Vocabularies::strings).orElse(List.of());
        int last = Math.max(0, tokens.size() - 1);
        var special = new Special(id(keys, "bos", last), id(keys, "eos", last), id(keys, "eot", last), id(keys, "unknown", last));
        return new Vocabulary(model, keys.string(KEY + "pre", "default"), tokens, scores, types, merges, special,
            flag(keys, "add_bos_token"), flag(keys, "add_space_prefix"));
    }

    private static List<String> strings(MetaArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::string).toList();
    }

    private static int id(Metadata keys, String role, int last) {
        return keys.intValue(KEY + role + "_token_id", 0, last, Special.NONE);
    }

    private static @Nullable Boolean flag(Metadata keys, String name) {
        return keys.has(KEY + name) ? keys.boolValue(KEY + name) : null;
    }

    /** What the tokenizers refuse is a fault of the file. */
    private static <T> T checked(Gguf file, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file.path(), "tokenizer", "a vocabulary that fits together and whose rules are known",
                ModelFileException.printable(String.valueOf(e.getMessage()), SHOWN));
        }
    }
}
