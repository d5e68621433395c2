package intarsia.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Another process that is measured: its standard output line by line, of so many characters at most, and the end of what it says on standard error. It is stopped after
 * a time, by {@link #stop}, and when this is closed.
 */
public final class Child implements AutoCloseable {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int KEPT_OF_ERRORS = 500;
    private static final int END_SECONDS = 10;

    private final String name;
    private final Process process;
    private final BufferedReader lines;
    private final StringBuilder errors = new StringBuilder();
    private final Thread drain;
    private int left = MOST_CHARACTERS;
    private volatile boolean late;

    private Child(String name, Process process, Duration limit) {
        this.name = name;
        this.process = process;
        lines = process.inputReader(StandardCharsets.UTF_8);
        drain = Thread.ofPlatform().daemon().name("errors of " + name).start(this::drain);
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS).execute(this::expire);
    }

    /** Starts a command; {@code limit} is how long it may take. */
    static Child start(List<String> command, Duration limit) throws IOException {
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        return new Child(String.valueOf(Path.of(command.getFirst()).getFileName()), process, limit);
    }

    /** Starts this program with other arguments, in a JVM as this one is. */
    static Child intarsia(List<String> arguments, Duration limit) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> !a.startsWith("-agent") && !a.startsWith("-javaagent")).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "intarsia.cli.Main"));
        command.addAll(arguments);
        return start(command, limit);
    }

    private void drain() {
        try (BufferedReader r = process.errorReader(StandardCharsets.UTF_8)) {
            for (int c = r.read(); c >= 0; c = r.read()) {
                synchronized (errors) {
                    errors.append((char) c);
                    if (errors.length() > 2 * KEPT_OF_ERRORS) errors.delete(0, errors.length() - KEPT_OF_ERRORS);
                }
            }
        } catch (IOException e) {
            return; // it was stopped
        }
    }

    private void expire() {
        late = process.isAlive();
        stop();
    }

    /** Its next line; nothing at the end. */
    Optional<String> line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = read()) >= 0 && c != '\n') line.append((char) c);
        return c < 0 && line.isEmpty() ? Optional.empty() : Optional.of(line.toString().strip());
    }

    private int read() throws IOException {
        int c = lines.read();
        if (--left < 0) throw new IOException(name + " writes more than " + MOST_CHARACTERS + " characters");
        return c;
    }

    /** All that is left of its output, once it has ended well. */
    String rest() throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder();
        int c;
        while ((c = read()) >= 0) all.append((char) c);
        expectEnd();
        return all.toString();
    }

    /** Waits for its end. Fails with what it said on standard error, unless that was a good one. */
    private void expectEnd() throws IOException, InterruptedException {
        boolean ended = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        if (late) throw new IOException(name + " was stopped: it took too long");
        if (!ended || process.exitValue() != 0) throw new IOException(name + (ended ? " ended with exit code " + process.exitValue() : " does not end") + said());
    }

    private String said() throws InterruptedException {
        drain.join(TimeUnit.SECONDS.toMillis(1));
        synchronized (errors) {
            return errors.isEmpty() ? "" : ": " + errors.substring(Math.max(0, errors.length() - KEPT_OF_ERRORS)).strip();
        }
    }

    /** Ends it; from any thread. */
    public void stop() {
        process.destroyForcibly();
    }

    @Override public void close() {
        stop();
    }
}
