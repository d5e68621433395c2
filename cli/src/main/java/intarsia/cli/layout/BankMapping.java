package intarsia.cli.layout;

import intarsia.ir.layout.linear.AddressMap;
import intarsia.ir.layout.linear.StoredTile;
import intarsia.ir.layout.linear.Swizzle;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tile lies in shared memory as somebody has it: rows a pitch apart, then a swizzle.
 *
 * @param pitch   bytes from row to row
 * @param swizzle over bytes
 */
public record BankMapping(int bits, long pitch, Optional<Swizzle> swizzle) {
    private static final Pattern PLAIN = Pattern.compile("pitch=(\\d{1,8}),bits=(\\d{1,3})");
    private static final String WANTED = "wanted pitch=BYTES,bits=N[,swizzle=b,m,s], as pitch=128,bits=16,swizzle=3,4,3";

    /** Reads {@code pitch=128,bits=16,swizzle=3,4,3}. */
    public static BankMapping parse(String text) {
        int at = text.indexOf(",swizzle=");
        Optional<Swizzle> swizzle = at < 0 ? Optional.empty() : Optional.of(Swizzle.parse("swizzle(" + text.substring(at + ",swizzle=".length()) + ")"));
        Matcher plain = PLAIN.matcher(at < 0 ? text : text.substring(0, at));
        if (!plain.matches()) throw new IllegalArgumentException("'" + text + "': " + WANTED);
        return new BankMapping(Integer.parseInt(plain.group(2)), Long.parseLong(plain.group(1)), swizzle);
    }

    /** The address of a byte of the tile without padding and swizzle. */
    long address(StoredTile tile, long offset) {
        long padded = new AddressMap.Padded(tile.rowBytes(), pitch).address(offset);
        return swizzle.map(s -> s.apply(padded)).orElse(padded);
    }

    /** Whether accesses of so many bytes stay together and aligned. */
    boolean keeps(int bytes) {
        return pitch % bytes == 0 && swizzle.map(s -> s.bits() == 0 || bytes <= 1L << s.base()).orElse(true);
    }

    @Override
    public String toString() {
        return "pitch " + pitch + swizzle.map(s -> ", " + s).orElse("");
    }
}
