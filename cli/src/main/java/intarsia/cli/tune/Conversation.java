package intarsia.cli.tune;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that is asked on its standard input and answers on its standard output, in lines that begin with {@link #ANSWER}; others are what libraries and the JVM say, and are
 * passed over. It is killed where it takes too long or says too much; its standard error goes to ours.
 */
public final class Conversation implements AutoCloseable {
    /** What an answer begins with. */
    public static final String ANSWER = "== answer ";
    private static final int MOST_LINE = 1 << 13;
    /** Bytes between two answers, above which it is killed. */
    private static final long MOST_OUTPUT = 16 << 20;
    /** Milliseconds. */
    private static final long SLICE = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Process process;
    /** Answers, and nothing where its output has ended. */
    private final BlockingQueue<Optional<String>> answers = new ArrayBlockingQueue<>(16);
    private final AtomicLong said = new AtomicLong();

    private Conversation(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    /** Starts a process. */
    public static Conversation start(List<String> command) throws IOException {
        return new Conversation(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    /**
     * The answer to a question, without what it begins with.
     *
     * @throws IOException where there is none: it has ended, or was killed because it took longer than {@code time}; says which
     */
    public String ask(String question, Duration time) throws IOException, InterruptedException {
        answers.clear();
        said.set(0);
        try {
            process.getOutputStream().write(question.getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new IOException(ended(), e);
        }
        Optional<Optional<String>> answer = awaited(time);
        if (answer.isEmpty()) {
            close();
            throw new IOException("it was stopped after " + time.toSeconds() + " s without an answer");
        }
        return answer.get().orElseThrow(() -> new IOException(ended()));
    }

    /** Waits second by second: where both processes are stopped for a while, that counts as one. Nothing where the time has passed. */
    private Optional<Optional<String>> awaited(Duration time) throws InterruptedException {
        Optional<Optional<String>> answer = Optional.empty();
        for (long rest = time.toMillis(); rest > 0 && answer.isEmpty(); rest -= SLICE) {
            answer = Optional.ofNullable(answers.poll(Math.min(rest, SLICE), TimeUnit.MILLISECONDS));
        }
        return answer;
    }

    private String ended() {
        try {
            return process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) ? "it ended with exit code " + process.exitValue() : "it closed its streams, or said too much";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "it ended";
        }
    }

    private void read() {
        try (InputStream in = new BufferedInputStream(process.getInputStream())) {
            for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
                if (line.get().startsWith(ANSWER) && !answers.offer(Optional.of(line.get().substring(ANSWER.length())))) {
                    break;
                }
            }
        } catch (IOException e) {
            System.getLogger("intarsia.tuning").log(System.Logger.Level.DEBUG, "the process that measures was ended", e);
        }
        close();
    }

    /** The next line, the beginning of one that is longer than any answer; nothing at the end. */
    private Optional<String> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() < MOST_LINE) {
                line.write(b);
            }
            if (said.incrementAndGet() > MOST_OUTPUT) {
                throw new IOException("more than " + MOST_OUTPUT + " bytes and no answer");
            }
        }
        return b < 0 && line.size() == 0 ? Optional.empty() : Optional.of(line.toString(UTF_8));
    }

    /** Whether it can be asked. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Kills it; a question under way has no answer. What it has started may hold its streams, so their end is not waited for. */
    @Override
    public synchronized void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        if (!answers.offer(Optional.empty())) {
            answers.clear();
            answers.add(Optional.empty());
        }
    }
}
