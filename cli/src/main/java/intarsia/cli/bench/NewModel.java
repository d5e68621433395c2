package intarsia.cli.bench;

import intarsia.cli.child.Child;
import intarsia.cli.child.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Processes that run a model which this machine has not seen: no program, no kernel and no measurement of it is kept. By turns with and without tuning; repacked weights are kept between
 * them, for they are no part of the comparison.
 *
 * @param with    nanoseconds of each process with tuning, from its start to the last token
 * @param without the same without
 */
public record NewModel(int prompt, int tokens, String word, List<Long> with, List<Long> without) {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int MOST_OUTPUT = 1 << 20;
    private static final double SECOND = 1e9;
    private static final int PERCENT = 100;

    public NewModel {
        with = List.copyOf(with);
        without = List.copyOf(without);
    }

    /**
     * What is measured.
     *
     * @param arguments of {@code bench cold}, but for the prompt, the tokens and tuning
     * @param word      of {@code --tuning} that is compared with {@code off}
     */
    public record Setting(List<String> arguments, int prompt, int tokens, String word, int pairs) {
        public Setting {
            arguments = List.copyOf(arguments);
        }

        List<String> command(String tuning) {
            List<String> all = new ArrayList<>(List.of("bench", "cold"));
            all.addAll(arguments);
            all.addAll(List.of("--prompt", Integer.toString(prompt), "--tokens", Integer.toString(tokens), "--tuning", tuning));
            return JavaCommand.of(JavaCommand.flagsOfThis(f -> !f.startsWith("-agent") && !f.startsWith("-javaagent")), "intarsia.cli.Main", all);
        }
    }

    /** Starts processes one after the other, in folders of their own under {@code folder}; the first, which repacks, does not count. */
    public static NewModel measure(Setting s, Path folder, Consumer<Child> started) throws IOException, InterruptedException {
        List<Long> with = new ArrayList<>(), without = new ArrayList<>();
        nanos(s, "off", folder, started);
        for (int i = 0; i < s.pairs; i++) {
            for (boolean tuned : new boolean[] {i % 2 == 0, i % 2 != 0}) (tuned ? with : without).add(nanos(s, tuned ? s.word : "off", folder, started));
        }
        return new NewModel(s.prompt, s.tokens, s.word, with, without);
    }

    private static long nanos(Setting s, String tuning, Path folder, Consumer<Child> started) throws IOException, InterruptedException {
        Path cache = folder.resolve("cache"), data = folder.resolve("data");
        for (Path forgotten : List.of(cache.resolve("intarsia/programs"), cache.resolve("intarsia/kernels"), data)) remove(forgotten);
        Child child = Child.start(s.command(tuning), MOST_OUTPUT, Map.of("XDG_CACHE_HOME", cache.toString(), "XDG_DATA_HOME", data.toString()));
        started.accept(child);
        Child.Said said = child.await(LIMIT);
        said.outOf("java");
        OptionalLong line = said.firstLine();
        return line.orElseThrow(() -> new IOException("no token of a process: " + said.out()));
    }

    /** Removes a folder and what is in it, where it is there. */
    public static void remove(Path folder) {
        if (Files.notExists(folder)) return;
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override public FileVisitResult postVisitDirectory(Path d, @org.jspecify.annotations.Nullable IOException e) throws IOException {
                    if (e != null) throw e;
                    Files.delete(d);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    private static double median(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
        return LongStream.of(sorted[(sorted.length - 1) / 2], sorted[sorted.length / 2]).average().orElseThrow() / SECOND;
    }

    private static double spread(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
        return (sorted[sorted.length - 1] - sorted[0]) / SECOND;
    }

    /** In a sentence. */
    public String line() {
        double on = median(with), off = median(without);
        return String.format(Locale.ROOT, "a process with a model never seen, prompt of %d and %d tokens: %.2f s with --tuning %s, %.2f s with off, %+.1f %% (medians of %d by turns; within %.2f s and %.2f s)",
            prompt, tokens, on, word, off, PERCENT * (on / off - 1), with.size(), spread(with), spread(without));
    }
}
