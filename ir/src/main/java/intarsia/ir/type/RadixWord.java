package intarsia.ir.type;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Digits of a radix in one word, as values 0 to radix − 1; component 0 is the first digit.
 *
 * @param fraction whether the word is a fixed-point fraction, ⌈number · 2^bits / radix^digits⌉ with the first digit most
 *     significant, from which multiplying by the radix brings out digit after digit at the top (GGUF's TQ1_0); otherwise it
 *     is the number itself, the first digit least significant, and digits of numbers beyond radix^digits are those of the
 *     number modulo that
 */
public record RadixWord(int radix, int digits, int bits, boolean fraction) implements VectorBook {
    private static final Pattern NAME = Pattern.compile("radix(\\d{1,5})_(\\d{1,2})_(\\d{1,2})(_fraction)?");

    public RadixWord {
        if (radix < 2 || digits < 1 || bits < 1 || bits > 16 || Math.pow(radix, digits) > 1 << bits) {
            throw new IllegalArgumentException("a radix word holds digits of a radix of at least 2 in at most 16 bits, found " + digits
                + " digits of radix " + radix + " in " + bits + " bits");
        }
    }

    /** The word of a name that {@link #name} gives. */
    static Optional<VectorBook> find(String name) {
        Matcher m = NAME.matcher(name);
        return m.matches() ? Optional.of(new RadixWord(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)),
            m.group(4) != null)) : Optional.empty();
    }

    @Override
    public Optional<String> name() {
        return Optional.of("radix" + radix + "_" + digits + "_" + bits + (fraction ? "_fraction" : ""));
    }

    @Override
    public int length() {
        return digits;
    }

    @Override
    public double value(int code, int component) {
        int rest = code;
        for (int i = 0; i < component; i++) {
            rest = fraction ? rest * radix & (1 << bits) - 1 : rest / radix;
        }
        return fraction ? rest * radix >> bits : rest % radix;
    }
}
