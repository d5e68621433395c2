package intarsia.ir.type;

/**
 * Digits of a radix in one word, as values 0 to radix − 1; component 0 is the first digit.
 *
 * @param fraction whether the word is a fixed-point fraction, ⌈number · 2^bits / radix^digits⌉ with the first digit most
 *     significant, from which multiplying by the radix brings out digit after digit at the top (GGUF's TQ1_0); otherwise it
 *     is the number itself, the first digit least significant, and digits of numbers beyond radix^digits are those of the
 *     number modulo that
 */
public record RadixWord(int radix, int digits, int bits, boolean fraction) implements VectorBook {
    public RadixWord {
        if (radix < 2 || digits < 1 || bits < 1 || bits > 16 || Math.pow(radix, digits) > 1 << bits) {
            throw new IllegalArgumentException("a radix word holds digits of a radix of at least 2 in at most 16 bits, found " + digits
                + " digits of radix " + radix + " in " + bits + " bits");
        }
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
