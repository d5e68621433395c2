package intarsia.cli.meter;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * How fast this machine reads memory that is in no cache: the roof of a decoder that reads every weight once a token.
 *
 * @param samples one for each number of threads, fewest threads first, never empty
 */
public record ReadBandwidth(List<Sample> samples) {
    private static final long LEAST_BUFFER = 256L << 20;
    private static final long MOST_BUFFER = 1L << 30;
    private static final int PASSES = 12;

    /** The best pass with so many threads. */
    public record Sample(int threads, long bytesPerSecond) {
        public Sample {
            if (threads < 1) throw new IllegalArgumentException("threads: wanted at least 1, found " + threads);
            if (bytesPerSecond < 1) throw new IllegalArgumentException("bytes a second: wanted at least 1, found " + bytesPerSecond);
        }
    }

    public ReadBandwidth {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) throw new IllegalArgumentException("samples: wanted at least one, found none");
        for (int i = 1; i < samples.size(); i++) {
            if (samples.get(i - 1).threads() >= samples.get(i).threads()) {
                throw new IllegalArgumentException("samples: wanted ascending threads, found " + samples);
            }
        }
    }

    /** Bytes a second that so many threads can read: the best sample of no more threads, or the first. */
    public long bytesPerSecond(int threads) {
        long best = samples.getFirst().bytesPerSecond();
        for (var sample : samples) if (sample.threads() <= threads) best = Math.max(best, sample.bytesPerSecond());
        return best;
    }

    /**
     * Measures with one thread, two, and all cores; takes a few seconds and up to 1 GiB.
     *
     * @param starting told the number of threads before each of these
     */
    public static ReadBandwidth measure(Machine machine, IntConsumer starting) {
        var samples = new ArrayList<Sample>();
        try (var arena = Arena.ofShared()) {
            var meter = new ReadMeter(arena.allocate(bufferBytes(machine), 4096));
            for (int threads : threadCounts(machine.cores())) {
                starting.accept(threads);
                samples.add(new Sample(threads, meter.bestOf(PASSES, threads)));
            }
        }
        return new ReadBandwidth(samples);
    }

    static List<Integer> threadCounts(int cores) {
        var counts = new TreeSet<>(List.of(1, Math.min(2, cores), cores));
        return List.copyOf(counts);
    }

    /** Four times the last-level cache, so that at most a quarter of a pass can hit it; never above a quarter of memory. */
    static long bufferBytes(Machine machine) {
        long wanted = Math.clamp(4 * machine.lastLevelCache(), LEAST_BUFFER, MOST_BUFFER);
        return Math.max(1 << 20, Math.min(wanted, machine.memory() / 4)) & -4096;
    }
}
