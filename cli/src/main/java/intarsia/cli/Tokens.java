package intarsia.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.model.Vocabularies;
import intarsia.decoder.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia tokens}: text to token ids and back. */
@Command(name = "tokens", mixinStandardHelpOptions = true,
    description = "Prints the token ids of a text, from --text or standard input, or the text of ids.")
final class Tokens extends Subcommand {
    private static final int MOST_BYTES = 64 << 20;

    @Mixin private ModelFile model = new ModelFile();

    @Option(names = "--text", paramLabel = "TEXT", description = "The text. Without it and --decode: standard input as it is.")
    private @Nullable String text;
    @Option(names = "--decode", paramLabel = "IDS", description = "Ids, divided by blanks or commas, whose text to print.")
    private @Nullable String ids;
    @Option(names = "--special", description = "Reads the spelling of control tokens in the text as those tokens.")
    private boolean special;
    @Option(names = "--no-bos", description = "Without the token that begins a text.")
    private boolean noBos;

    @Override public Integer call() throws IOException {
        if (text != null && ids != null) throw UserError.usage("--text and --decode: wanted one of them");
        try (Gguf file = model.read()) {
            Tokenizer tokenizer = Vocabularies.tokenizer(file);
            if (ids != null) out().println(tokenizer.decode(parse(ids, tokenizer.vocabulary().size())));
            else out().println(encode(tokenizer, text != null ? text : standardInput()));
        }
        out().flush();
        return Exit.OK;
    }

    private String encode(Tokenizer tokenizer, String of) {
        try {
            return Arrays.stream(tokenizer.encode(of, !noBos, special)).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        } catch (IllegalArgumentException e) {
            throw UserError.input(String.valueOf(e.getMessage()));
        }
    }

    private static int[] parse(String list, int words) {
        String ids = list.strip();
        if (ids.isEmpty()) return new int[0];
        return Arrays.stream(ids.split("[\\s,]+", -1)).mapToInt(word -> {
            if (!word.matches("[0-9]{1,9}") || Integer.parseInt(word) >= words) {
                throw UserError.usage("--decode: '" + word + "'; wanted ids from 0 to " + (words - 1));
            }
            return Integer.parseInt(word);
        }).toArray();
    }

    private static String standardInput() throws IOException {
        byte[] bytes = System.in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) throw UserError.input("standard input: wanted a text of at most " + MOST_BYTES + " bytes");
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw UserError.input("standard input: wanted UTF-8, found other bytes");
        }
    }
}
