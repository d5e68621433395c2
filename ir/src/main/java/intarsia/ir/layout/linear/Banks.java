package intarsia.ir.layout.linear;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Memory that serves different words of one bank one after the other: the shared memory of a GPU, or the sets of a
 * cache. Bank k holds the words {@code k, k + count, …}; lanes that want the same word share it.
 *
 * @param width bytes of a word, a power of two
 * @param count the banks, a power of two
 * @param phaseBytes how many bytes of an access are served together: {@code phaseBytes / u} lanes of u bytes, lowest
 *     lanes first; at least 16
 */
public record Banks(int width, int count, int phaseBytes) {
    /** Shared memory: 32 banks of 4 bytes, 32, 16 or 8 lanes of 4, 8 or 16 bytes together (vendors' lore). */
    public static final Banks SHARED = new Banks(4, 32, 128);
    /** The sets of an L1 cache of 64-byte lines, address bits 6 to 11; all accesses compete, and a set has few ways. */
    public static final Banks CACHE_SETS = new Banks(64, 64, Integer.MAX_VALUE);

    public Banks {
        if (Integer.bitCount(width) != 1 || Integer.bitCount(count) != 1 || phaseBytes < 16) {
            throw new IllegalArgumentException("banks: " + count + " of " + width + " bytes, phases of " + phaseBytes
                    + " bytes; wanted powers of two and phases of at least 16");
        }
    }

    /** How many lanes are served together when each wants {@code bytes} bytes. */
    public int lanes(int bytes) {
        expectBytes(bytes);
        return Math.max(1, phaseBytes / bytes);
    }

    /**
     * How many different words the busiest bank serves in the worst phase: 1 is free of conflicts. By counting.
     *
     * @param bytes bytes a lane, a power of two
     * @param addresses the byte address of each lane in order
     */
    public int degree(int bytes, long... addresses) {
        int worst = 0;
        for (int from = 0; from < addresses.length; from += lanes(bytes)) worst = Math.max(worst, phase(bytes, addresses, from));
        return worst;
    }

    /** The sum of the degrees of all phases: how often the memory is at work for this access. */
    public int wavefronts(int bytes, long... addresses) {
        int sum = 0;
        for (int from = 0; from < addresses.length; from += lanes(bytes)) sum += phase(bytes, addresses, from);
        return sum;
    }

    private int phase(int bytes, long[] addresses, int from) {
        Map<Long, Set<Long>> wordsOfBank = new HashMap<>();
        long to = Math.min(addresses.length, (long) from + lanes(bytes));
        for (int lane = from; lane < to; lane++) {
            for (long word = addresses[lane] / width; word <= (addresses[lane] + bytes - 1) / width; word++) {
                wordsOfBank.computeIfAbsent(word % count, _ -> new HashSet<>()).add(word);
            }
        }
        return wordsOfBank.values().stream().mapToInt(Set::size).max().orElse(0);
    }

    /**
     * The same number for addresses that are linear over F2 in the lane: 2^(rank W - rank B), W being the columns of
     * the lanes of a phase and B their bank bits. Every phase has the same.
     *
     * @param bytes bytes a lane, a power of two
     * @param addresses lane bits to bits of the byte address
     * @throws IllegalArgumentException where an address is no multiple of {@code bytes}
     */
    public int degree(int bytes, Matrix addresses) {
        int together = Math.min(addresses.cols(), Integer.numberOfTrailingZeros(Integer.highestOneBit(lanes(bytes))));
        long[] columns = Arrays.copyOf(addresses.columns(), together);
        if (Arrays.stream(columns).anyMatch(c -> c % bytes != 0)) {
            throw new IllegalArgumentException("addresses " + addresses + " of " + bytes + " bytes a lane: wanted multiples of " + bytes);
        }
        int granule = granuleBits(bytes);
        long[] words = Arrays.stream(columns).map(c -> c >>> granule).toArray();
        long[] banks = Arrays.stream(words).map(w -> w & (1L << bankBits(bytes)) - 1).toArray();
        return 1 << Subspace.span(Matrix.MAX_BITS, words).dimension() - Subspace.span(Matrix.MAX_BITS, banks).dimension();
    }

    /** The address bits below which nothing can conflict: those of a word, or of an access where it is wider. */
    int granuleBits(int bytes) {
        expectBytes(bytes);
        return Integer.numberOfTrailingZeros(Math.max(bytes, width));
    }

    /** The address bits above {@link #granuleBits} that choose among the banks. */
    int bankBits(int bytes) {
        return Math.max(0, Integer.numberOfTrailingZeros(width) + Integer.numberOfTrailingZeros(count) - granuleBits(bytes));
    }

    private void expectBytes(int bytes) {
        if (bytes < 1 || Integer.bitCount(bytes) != 1 || bytes > (long) width * count) {
            throw new IllegalArgumentException(bytes + " bytes a lane, wanted a power of two up to " + (long) width * count);
        }
    }
}
