package intarsia.tuning;

import intarsia.runtime.store.AtomicFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.Locale;

/**
 * Measurements as text that everybody can read: a line of version and checksum, then an object of JSON a line. {@code docs/tuning.md} describes it. A file is taken as a whole
 * or not at all.
 */
public final class TuningFile {
    /** Bytes of a file at most. */
    public static final long MOST_BYTES = 256L << 20;

    private TuningFile() {
    }

    /** Where the bytes come from, as often as they are asked for. */
    @FunctionalInterface
    interface Bytes {
        InputStream open() throws IOException;
    }

    /**
     * Writes a file, in place of what was there.
     *
     * @return how many measurements
     */
    public static int write(Path file, TuningStore.Source source) throws IOException {
        int[] written = {0};
        AtomicFile.write(file, out -> written[0] = content(out, source));
        return written[0];
    }

    private static int content(FileChannel out, TuningStore.Source source) throws IOException {
        out.write(ByteBuffer.wrap(TuningHead.of(TuningHead.digest(), 0).bytes()));
        DigestOutputStream body = new DigestOutputStream(new BufferedOutputStream(Channels.newOutputStream(out)), TuningHead.digest());
        TuningLines lines = new TuningLines();
        source.forEach(m -> lines.write(m, body));
        body.flush();
        out.position(0);
        out.write(ByteBuffer.wrap(TuningHead.of(body.getMessageDigest(), lines.written()).bytes()));
        return lines.measurements();
    }

    /**
     * Hands over the measurements of a file, after its checksum was found right.
     *
     * @throws IOException where it cannot be read, or anything in it is not as it should be: names the line
     */
    public static void read(Path file, TuningStore.Sink to) throws IOException {
        long bytes = Files.size(file);
        if (!Files.isRegularFile(file) || bytes > MOST_BYTES) {
            throw new IOException(file + ": " + bytes + " bytes; wanted a file of at most " + MOST_BYTES);
        }
        try {
            read(() -> Files.newInputStream(file), to);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException where anything in it is not as it should be */
    static void read(Bytes file, TuningStore.Sink to) throws IOException {
        TuningHead found;
        try (InputStream in = new BufferedInputStream(file.open())) {
            found = TuningHead.read(in);
            found.check(in);
        }
        try (InputStream in = new BufferedInputStream(file.open())) {
            TuningHead.read(in);
            body(in, to);
        }
    }

    private static void body(InputStream in, TuningStore.Sink to) throws IOException {
        TuningLines lines = new TuningLines();
        for (int number = 2; ; number++) {
            try {
                byte[] line = TuningHead.line(in);
                if (line.length == 0) {
                    return;
                }
                var measurement = lines.read(line);
                if (measurement.isPresent()) {
                    to.take(measurement.get());
                }
            } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "line %d: %s", number, e.getMessage()), e);
            }
        }
    }

}
