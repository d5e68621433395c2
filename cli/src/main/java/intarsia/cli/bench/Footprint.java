package intarsia.cli.bench;

import com.sun.management.ThreadMXBean;
import intarsia.decoder.Session;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What this process has taken: memory, and the Java heap of the threads that make tokens. */
public final class Footprint {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String WORKER = "intarsia-worker-";
    private static final int TOKENS = 16;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Footprint() {
    }

    /** The most bytes that were resident so far, files that are mapped among them; nothing where the system does not tell. */
    public static OptionalLong peakResident() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            Optional<String> line = lines.filter(l -> l.startsWith("VmHWM:")).findFirst();
            return line.map(l -> OptionalLong.of(1024 * Long.parseLong(l.replaceAll("[^0-9]", "")))).orElse(OptionalLong.empty());
        } catch (IOException e) {
            return OptionalLong.empty(); // not Linux
        }
    }

    /**
     * Bytes of the Java heap that a token takes, on this thread and the workers together: the least of several rounds, since the JIT is still at work on what calls the
     * kernels in the first.
     *
     * @param token that is put into the sequence again and again
     */
    public static long heapPerToken(Session s, int token) {
        long[] threads = threads();
        long begin = System.nanoTime(), least = Long.MAX_VALUE;
        while (least > 0 && System.nanoTime() - begin < PATIENCE_NANOS && !Thread.currentThread().isInterrupted()) {
            s.prefill(new int[] {token}, 0, 0);
            long before = allocated(threads);
            for (int i = 0; i < TOKENS; i++) s.step(token, 0);
            least = Math.min(least, Math.ceilDiv(allocated(threads) - before, TOKENS));
        }
        return least;
    }

    private static long[] threads() {
        long self = Thread.currentThread().threadId();
        ThreadInfo[] all = THREADS.getThreadInfo(THREADS.getAllThreadIds());
        return Arrays.stream(all).filter(t -> t != null && (t.getThreadId() == self || t.getThreadName().startsWith(WORKER))).mapToLong(ThreadInfo::getThreadId).toArray();
    }

    private static long allocated(long[] threads) {
        long all = 0;
        for (long t : threads) all += THREADS.getThreadAllocatedBytes(t);
        return all;
    }
}
