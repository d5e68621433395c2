package intarsia.cli.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The lines of a stream, in UTF-8. A thread of its own reads them, a few ahead, for what waits for the system's input cannot be interrupted; who waits here can be: {@link #end} says
 * that there will be no more.
 */
public final class Lines {
    /** Bytes of a line; a longer one is read to its end, and is a wrong one. */
    static final int MOST_BYTES = 1 << 16;
    private static final int AHEAD = 4;

    private final InputStream from;
    /** Lines, and nothing where there are no more. */
    private final BlockingQueue<Optional<Line>> lines = new ArrayBlockingQueue<>(AHEAD);
    private volatile boolean ended;

    private Lines(InputStream from) {
        this.from = new BufferedInputStream(from);
    }

    /** Starts to read. */
    public static Lines of(InputStream from) {
        Lines l = new Lines(from);
        Thread.ofPlatform().daemon().name("intarsia-lines").start(l::read);
        return l;
    }

    /** The next line, when it is there; nothing at the end of the stream, and after {@link #end}. */
    public Optional<Line> next() throws InterruptedException {
        if (ended) return Optional.empty();
        Optional<Line> next = lines.take();
        if (next.isEmpty()) ended = true;
        return ended ? Optional.empty() : next;
    }

    /** There are no more lines, from now on and for who waits for one; from any thread. */
    public void end() {
        ended = true;
        lines.offer(Optional.empty()); // where there is no room for it, nobody waits
    }

    private void read() {
        try {
            for (Optional<Line> l = line(); l.isPresent(); l = line()) lines.put(l);
            lines.put(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; the thread ends with the process
        }
    }

    /** The next line; where the stream cannot be read, its end, with a line in the log. */
    private Optional<Line> line() {
        try {
            return lineOf();
        } catch (IOException e) {
            System.getLogger("intarsia.cli").log(System.Logger.Level.WARNING, "no more prompts: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Line> lineOf() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long length = 0;
        int b = from.read();
        for (; b >= 0 && b != '\n'; b = from.read()) {
            if (length++ < MOST_BYTES) bytes.write(b);
        }
        if (b < 0 && length == 0) return Optional.empty();
        return Optional.of(length > MOST_BYTES ? new Line.Wrong("a line of " + length + " bytes; wanted at most " + MOST_BYTES) : decoded(bytes.toByteArray()));
    }

    private static Line decoded(byte[] bytes) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return new Line.Text(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } catch (CharacterCodingException e) {
            return new Line.Wrong("a line of bytes that are no UTF-8");
        }
    }
}
