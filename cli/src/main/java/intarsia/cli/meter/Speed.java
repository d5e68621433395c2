package intarsia.cli.meter;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/**
 * How fast tokens were made, and against which roof.
 *
 * @param tokens    that were made, one run each
 * @param nanos     that it took
 * @param bytes     that a token reads
 * @param threads   that read
 * @param bandwidth of this machine, where it was measured
 * @param cache     bytes of the last-level cache, 0 where unknown
 */
public record Speed(int tokens, long nanos, long bytes, int threads, Optional<ReadBandwidth> bandwidth, long cache) {
    /** A share of the bandwidth above which nothing else can be what limits. */
    private static final int BOUND_PERCENT = 60;
    private static final long SECOND = 1_000_000_000;

    public Speed {
        if (nanos < 1) throw new IllegalArgumentException("nanoseconds: wanted at least 1, found " + nanos);
    }

    /** Tenths of tokens a second. */
    private long rate() {
        return scaled(tokens, 10 * SECOND);
    }

    private long scaled(long what, long by) {
        return BigInteger.valueOf(what).multiply(BigInteger.valueOf(by)).divide(BigInteger.valueOf(nanos)).longValueExact();
    }

    /** Bytes a second. */
    private long bytesPerSecond() {
        return BigInteger.valueOf(bytes).multiply(BigInteger.valueOf(tokens)).multiply(BigInteger.valueOf(SECOND))
            .divide(BigInteger.valueOf(nanos)).longValueExact();
    }

    /** Tenths of a percent of what this many threads can read. */
    private long share(ReadBandwidth b) {
        return BigInteger.valueOf(bytesPerSecond()).multiply(BigInteger.valueOf(1000)).divide(BigInteger.valueOf(b.bytesPerSecond(threads))).longValueExact();
    }

    /** One line: tokens a second, share of the read bandwidth, what bound it. */
    @Override public String toString() {
        String speed = String.format(Locale.ROOT, "%d.%d tokens a second", rate() / 10, rate() % 10);
        if (bandwidth.isEmpty()) return speed + ", reading " + Amount.rate(bytesPerSecond()) + "; ./intarsia doctor measures what this machine can";
        long share = share(bandwidth.get());
        String roof = Amount.rate(bandwidth.get().bytesPerSecond(threads)) + " that " + threads + (threads == 1 ? " thread" : " threads") + " can read";
        return speed + ", " + share / 10 + "." + share % 10 + "% of the " + roof + "; bound by " + bound(share);
    }

    private String bound(long share) {
        if (share >= 10 * BOUND_PERCENT) return "memory bandwidth";
        return bytes <= cache ? "computing: its " + Amount.bytes(bytes) + " a token fit in the cache" : "computing";
    }
}
