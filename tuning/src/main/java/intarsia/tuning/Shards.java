package intarsia.tuning;

import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several parts of some work: which items belong to it follows from their keys alone, whatever the order and whatever else there is. The
 * parts are disjoint, and together they are all.
 *
 * @param part  from 1
 * @param parts how many there are
 */
public record Shards(int part, int parts) {
    private static final int MOST = 1_000_000;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,7})/(\\d{1,7})");

    public Shards {
        if (part < 1 || part > parts || parts > MOST) {
            throw new IllegalArgumentException("shard " + part + "/" + parts + "; wanted K/N with 1 <= K <= N <= " + MOST);
        }
    }

    /** What {@code K/N} means. */
    public static Shards parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("shard '" + text + "'; wanted K/N, such as 1/4");
        }
        return new Shards(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
    }

    /** Whether what has that key belongs to this part. */
    public boolean has(String key) {
        return Long.remainderUnsigned(mixed(new Digest().add(Sections.of(key)).value()), parts) == part - 1;
    }

    /** Those that belong to this part, in their order. */
    public <T> List<T> of(List<T> items, Function<? super T, String> key) {
        return items.stream().filter(i -> has(key.apply(i))).toList();
    }

    /** The finalizer of MurmurHash3: checksums of keys that differ in one place differ in few bits. */
    private static long mixed(long h) {
        long a = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
        long b = (a ^ a >>> 33) * 0xc4ceb9fe1a85ec53L;
        return b ^ b >>> 33;
    }

    @Override
    public String toString() {
        return part + "/" + parts;
    }
}
