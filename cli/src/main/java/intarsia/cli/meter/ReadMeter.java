package intarsia.cli.meter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads a buffer over and over, each thread its own part, and times whole passes. */
final class ReadMeter {
    private static final byte FILL = 1;
    private static final long WORD = 0x0101010101010101L;

    private final MemorySegment buffer;

    /** The buffer is written here, so that every page is really there. */
    ReadMeter(MemorySegment buffer) {
        this.buffer = buffer.fill(FILL);
    }

    /** Bytes a second of the fastest of {@code passes}, after two that only warm up. */
    long bestOf(int passes, int threads) {
        long best = Long.MAX_VALUE;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int pass = -2; pass < passes; pass++) {
                long begin = System.nanoTime();
                readAll(pool, threads);
                long nanos = Math.max(1, System.nanoTime() - begin);
                if (pass >= 0) best = Math.min(best, nanos);
            }
        }
        return Math.max(1, Math.multiplyExact(buffer.byteSize(), 1_000_000_000L) / best);
    }

    /** One pass; starting the threads' tasks costs microseconds of the tens of milliseconds that it takes. */
    private void readAll(ExecutorService pool, int threads) {
        long words = buffer.byteSize() / Long.BYTES;
        var parts = new ArrayList<Future<Long>>();
        for (int t = 0; t < threads; t++) {
            long from = words * t / threads;
            long to = words * (t + 1) / threads;
            parts.add(pool.submit(() -> sum(buffer, from, to)));
        }
        long sum = 0;
        for (var part : parts) sum += result(part);
        if (sum != words * WORD) throw new IllegalStateException("memory read back wrong: sum " + sum + ", wanted " + words * WORD);
    }

    /** Four sums, so that the loads and not the chain of additions set the pace. */
    static long sum(MemorySegment buffer, long from, long to) {
        long a = 0, b = 0, c = 0, d = 0;
        long i = from;
        for (; i + 3 < to; i += 4) {
            a += buffer.getAtIndex(ValueLayout.JAVA_LONG, i);
            b += buffer.getAtIndex(ValueLayout.JAVA_LONG, i + 1);
            c += buffer.getAtIndex(ValueLayout.JAVA_LONG, i + 2);
            d += buffer.getAtIndex(ValueLayout.JAVA_LONG, i + 3);
        }
        for (; i < to; i++) a += buffer.getAtIndex(ValueLayout.JAVA_LONG, i);
        return a + b + c + d;
    }

    private static long result(Future<Long> part) {
        try {
            return part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring read bandwidth", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading failed", e.getCause());
        }
    }
}
