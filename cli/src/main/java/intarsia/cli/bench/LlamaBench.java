package intarsia.cli.bench;

import intarsia.cli.child.Child;
import intarsia.cli.child.Executable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The benchmark of llama.cpp ({@code llama-bench}), run on the same file: tokens that it makes one after another. It writes JSON, an array of objects of which those with an
 * {@code n_gen} above 0 have the tokens of a second as {@code avg_ts}.
 */
public record LlamaBench(Path executable) {
    /** What it is called. */
    public static final String NAME = "llama-bench";
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int MOST_OUTPUT = 1 << 20;
    private static final int TOKENS = 32;
    private static final int ROUNDS = 3;
    private static final Pattern OBJECT = Pattern.compile("\\{[^{}]*\\}");
    private static final Pattern MADE = Pattern.compile("\"n_gen\"\\s*:\\s*([1-9][0-9]*)");
    private static final Pattern RATE = Pattern.compile("\"avg_ts\"\\s*:\\s*([0-9.eE+-]+)");

    /** The executable of that name on the path, or that file; nothing where there is none. */
    public static Optional<LlamaBench> find(String name) {
        boolean alone = name.equals(String.valueOf(Path.of(name).getFileName()));
        return (alone ? Executable.onPath(name) : Optional.of(Path.of(name)).filter(Executable::is)).map(LlamaBench::new);
    }

    /**
     * The tokens that it makes in a second on the CPU, whatever else it was built for.
     *
     * @param started is told the process, to be able to stop it
     * @throws IOException where it fails, takes more than ten minutes, or writes something else
     */
    public double tokensPerSecond(Path model, int threads, Consumer<Child> started) throws IOException, InterruptedException {
        List<String> command = List.of(executable.toString(), "-m", model.toString(), "-t", Integer.toString(threads), "-ngl", "0", "-p", "0", "-n", Integer.toString(TOKENS),
            "-r", Integer.toString(ROUNDS), "-o", "json");
        Child child = Child.start(command, MOST_OUTPUT);
        started.accept(child);
        return rate(child.await(LIMIT).outOf(executable.toString()));
    }

    private double rate(String json) throws IOException {
        Matcher objects = OBJECT.matcher(json);
        while (objects.find()) {
            Matcher rate = RATE.matcher(objects.group());
            if (MADE.matcher(objects.group()).find() && rate.find()) return number(rate.group(1));
        }
        throw new IOException(executable + " wrote no object with n_gen above 0 and avg_ts, but: " + (json.length() > 200 ? json.substring(0, 200) + "…" : json.strip()));
    }

    private double number(String text) throws IOException {
        try {
            double rate = Double.parseDouble(text);
            if (rate > 0) return rate;
        } catch (NumberFormatException e) {
            throw new IOException(executable + " wrote avg_ts " + text + "; wanted a number", e);
        }
        throw new IOException(executable + " wrote avg_ts " + text + "; wanted a number above 0");
    }
}
