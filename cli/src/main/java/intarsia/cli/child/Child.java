package intarsia.cli.child;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that is read to its end: for so long, and for so many bytes of output. It is given no input. */
public final class Child {
    private static final int CHUNK = 1 << 16;

    /** How it ended: by itself, or killed for one of the others. */
    public enum End { EXITED, TOO_LATE, TOO_MUCH, STOPPED }

    /**
     * What it left.
     *
     * @param exit its exit code, which says nothing where it was killed
     */
    public record Said(String out, String err, End end, int exit) { }

    private final Process process;
    private final int bytes;
    private End end = End.EXITED;

    private Child(Process process, int bytes) {
        this.process = process;
        this.bytes = bytes;
    }

    /**
     * Starts a process.
     *
     * @param bytes of each of its two streams, above which it is killed
     */
    public static Child start(List<String> command, int bytes) throws IOException {
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        return new Child(process, bytes);
    }

    /** Waits for its end, and kills it after {@code time}. */
    public Said await(Duration time) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Thread first = Thread.ofVirtual().start(() -> read(process.getInputStream(), out));
        Thread second = Thread.ofVirtual().start(() -> read(process.getErrorStream(), err));
        try {
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) kill(End.TOO_LATE);
            first.join();
            second.join();
            return new Said(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), end(), process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    private void read(InputStream from, ByteArrayOutputStream to) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
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
