package intarsia.ir.type;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signs in a word, −1 for a bit that is set; the last sign has no bit of its own and makes the number of negative ones even
 * (GGUF's IQ2 and IQ3 types).
 */
public record SignWord(int bits) implements VectorBook {
    private static final Pattern NAME = Pattern.compile("signs(\\d{1,2})");

    public SignWord {
        if (bits < 1 || bits > 16) {
            throw new IllegalArgumentException("a sign word has 1 to 16 bits, found " + bits);
        }
    }

    /** The word of a name that {@link #name} gives. */
    static Optional<VectorBook> find(String name) {
        Matcher m = NAME.matcher(name);
        return m.matches() ? Optional.of(new SignWord(Integer.parseInt(m.group(1)))) : Optional.empty();
    }

    @Override
    public Optional<String> name() {
        return Optional.of("signs" + bits);
    }

    @Override
    public int length() {
        return bits + 1;
    }

    @Override
    public double value(int code, int component) {
        int bit = component < bits ? code >> component & 1 : Integer.bitCount(code & (1 << bits) - 1) & 1;
        return 1 - 2 * bit;
    }
}
