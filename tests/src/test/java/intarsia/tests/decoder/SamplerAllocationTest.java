package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.decoder.sampling.Sampler;
import intarsia.decoder.sampling.Sampling;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SamplerAllocationTest {
    private final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void drawingAllocatesNothing() {
        var logits = new float[5000];
        var random = new Random(1);
        for (int i = 0; i < logits.length; i++) logits[i] = (float) random.nextGaussian();
        var sampler = new Sampler(new Sampling(0.8, 200, 0.9, 1), logits.length);
        Runnable draws = () -> {
            for (int i = 0; i < 100; i++) sampler.pick(logits);
        };
        draws.run();
        // The machine itself allocates now and then; a draw that does would show in every round.
        long least = LongStream.generate(() -> allocated(draws)).limit(5).min().orElseThrow();
        assertEquals(0, least, "bytes for 100 draws");
    }

    private long allocated(Runnable work) {
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
