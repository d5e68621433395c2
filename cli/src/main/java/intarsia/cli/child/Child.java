package intarsia.cli.child;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A process that is read to its end: for so long, and for so many bytes of output. It is given no input. */
public final class Child {
    private static final int CHUNK = 1 << 16;
    /** For what others still hold of its streams once it has ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How it ended: by itself, or killed for one of the others. */
    public enum End { EXITED, TOO_LATE, TOO_MUCH, STOPPED }

    /**
     * What it left.
     *
     * @param exit      its exit code, which says nothing where it was killed
     * @param firstLine nanoseconds from its start to the end of its first line; nothing where there is none
     */
    public record Said(String out, String err, End end, int exit, OptionalLong firstLine) {
        private static final int SHOWN = 500;

        /**
         * Its output, where it ended well.
         *
         * @param program what it is called
         * @throws IOException where it did not; says how, and the last that stands on its standard error
         */
        public String outOf(String program) throws IOException {
            if (end == End.EXITED && exit == 0) return out;
            String said = err.strip();
            throw new IOException(program + " " + how() + (said.isEmpty() ? "" : ": " + said.substring(Math.max(0, said.length() - SHOWN))));
        }

        private String how() {
            return switch (end) {
                case EXITED -> "ended with exit code " + exit;
                case TOO_LATE -> "was stopped: it took too long";
                case TOO_MUCH -> "was stopped: it wrote too much";
                case STOPPED -> "was stopped";
            };
        }
    }

    private final Process process;
    private final long begin;
    private final int bytes;
    private volatile OptionalLong firstLine = OptionalLong.empty();
    private End end = End.EXITED;

    private Child(Process process, long begin, int bytes) {
        this.process = process;
        this.begin = begin;
        this.bytes = bytes;
    }

    /**
     * Starts a process.
     *
     * @param bytes of each of its two streams, above which it is killed
     */
    public static Child start(List<String> command, int bytes) throws IOException {
        return start(command, bytes, Map.of());
    }

    /** The same with more variables in its environment. */
    public static Child start(List<String> command, int bytes, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        long begin = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        return new Child(process, begin, bytes);
    }

    /** Waits for its end, and kills it after {@code time}. */
    public Said await(Duration time) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Thread first = Thread.ofVirtual().start(() -> read(process.getInputStream(), out, this::line));
        Thread second = Thread.ofVirtual().start(() -> read(process.getErrorStream(), err, (_, _) -> { }));
        try {
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) kill(End.TOO_LATE);
            first.join(PATIENCE);
            second.join(PATIENCE);
            return new Said(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), end(), process.waitFor(), firstLine);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Sees what comes as it comes. */
    private interface Seen {
        void chunk(byte[] bytes, int count);
    }

    private void line(byte[] chunk, int count) {
        for (int i = 0; i < count && firstLine.isEmpty(); i++) {
            if (chunk[i] == '\n') firstLine = OptionalLong.of(System.nanoTime() - begin);
        }
    }

    private void read(InputStream from, ByteArrayOutputStream to, Seen seen) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                seen.chunk(chunk, n);
                to.write(chunk, 0, Math.min(n, bytes - to.size()));
                if (to.size() == bytes) kill(End.TOO_MUCH);
            }
        } catch (IOException e) {
            return; // it was killed while it wrote
        }
    }

    /** Kills it, from any thread. */
    public void stop() {
        kill(End.STOPPED);
    }

    private synchronized void kill(End why) {
        if (process.isAlive() && end == End.EXITED) end = why;
        process.destroyForcibly();
    }

    private synchronized End end() {
        return end;
    }
}
