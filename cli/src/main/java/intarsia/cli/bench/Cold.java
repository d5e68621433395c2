package intarsia.cli.bench;

import intarsia.cli.child.Child;
import intarsia.cli.child.JavaCommand;
import intarsia.cli.figure.Json;
import intarsia.cli.meter.Amount;
import intarsia.decoder.model.Activations;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A model in processes of its own, whose files were read before: how long until the first token, and what it takes.
 *
 * @param prompt     tokens of the prompt
 * @param firstNanos from the start of a process to the first token, the median of {@value #STARTS}
 * @param peak       bytes that were resident at most; nothing where the system does not tell
 * @param file       bytes of the file of the weights
 * @param heap       bytes of the Java heap that a token takes after the warm-up, of all threads together
 */
public record Cold(int prompt, long firstNanos, OptionalLong peak, long file, long heap) {
    /** What the child writes when its first token is there, and before the other figures. */
    public static final String FIRST = "first token", PEAK = "peak ", HEAP = "heap ";
    private static final int STARTS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int MOST_OUTPUT = 1 << 20;
    private static final long FREE = 200_000_000;

    /** What is measured: a file, and how it is run. */
    public record Setting(Path model, Activations activations, int threads, int prompt, String repack, String tuning) {
        List<String> arguments(boolean all) {
            List<String> a = new ArrayList<>(List.of("bench", "cold", "--model", model.toString(), "--activations", activations.text(), "--threads", Integer.toString(threads),
                "--prompt", Integer.toString(prompt), "--repack", repack, "--tuning", tuning));
            if (all) a.add("--all");
            return a;
        }
    }

    /**
     * Starts processes one after the other: the first makes what is kept on disk and tells memory, the others are timed.
     *
     * @param started is told each, to be able to stop it
     */
    public static Cold measure(Setting s, Consumer<Child> started) throws IOException, InterruptedException {
        String text = all(s, started);
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) nanos.add(first(s, started));
        Collections.sort(nanos);
        return new Cold(s.prompt, nanos.get(STARTS / 2), value(text, PEAK), Files.size(s.model), value(text, HEAP).orElseThrow(() -> new IOException("no heap in: " + text)));
    }

    private static String all(Setting s, Consumer<Child> started) throws IOException, InterruptedException {
        return run(s, true, started).out();
    }

    private static long first(Setting s, Consumer<Child> started) throws IOException, InterruptedException {
        Child.Said said = run(s, false, started);
        if (!said.out().strip().equals(FIRST)) throw new IOException("no first token: " + said.out());
        return said.firstLine().orElseThrow();
    }

    private static Child.Said run(Setting s, boolean all, Consumer<Child> started) throws IOException, InterruptedException {
        List<String> flags = JavaCommand.flagsOfThis(f -> !f.startsWith("-agent") && !f.startsWith("-javaagent"));
        Child child = Child.start(JavaCommand.of(flags, "intarsia.cli.Main", s.arguments(all)), MOST_OUTPUT);
        started.accept(child);
        Child.Said said = child.await(LIMIT);
        said.outOf("java"); // which says why where it failed
        return said;
    }

    private static OptionalLong value(String text, String what) {
        return text.lines().filter(l -> l.startsWith(what)).mapToLong(l -> Long.parseLong(l.substring(what.length()).strip())).findFirst();
    }

    /** What a process should not exceed: the file and 15 parts in a hundred, and 200 MB. */
    public long allowed() {
        return Math.multiplyExact(file, 115L) / 100 + FREE;
    }

    /** In a sentence. */
    public String line() {
        String memory = peak.isEmpty() ? "resident memory unknown here" : Amount.bytes(peak.getAsLong()) + " resident at most, " + (peak.getAsLong() <= allowed() ? "within" : "above")
            + " the " + Amount.bytes(allowed()) + " of the file × 1.15 + 200 MB";
        return String.format(Locale.ROOT, "first token after %d ms of a process, with a prompt of %d; %s; %d bytes of heap a token", firstNanos / 1_000_000, prompt, memory, heap);
    }

    /** An object on one line. */
    public String json() {
        return Json.text(Json.object("kernel", "cold start", "prompt", prompt, "firstTokenMilliseconds", BigDecimal.valueOf(firstNanos / 1000, 3), "peakResidentBytes",
            peak.isPresent() ? peak.getAsLong() : null, "residentLimitBytes", allowed(), "heapBytesPerToken", heap));
    }
}
