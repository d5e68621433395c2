package intarsia.tuning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.runtime.store.ArtefactCache;
import intarsia.runtime.store.Kept;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed at any moment while they write; {@code -Dintarsia.kill.rounds=200} for as many rounds. */
class KillTest {
    private static final int PROCESSES = 8;
    /** After so many rounds the folder is another: what the killed have left stays until then. */
    private static final int ROUNDS_OF_A_FOLDER = 10;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    private Path temporary = Path.of("");

    private final long seed = Long.getLong("intarsia.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int measurements;
    private int kernels;

    /** A process of a round and the file that it writes to. */
    private record Running(String name, Process process, Path output) {
    }

    @Test
    void nothingThatWasKeptIsLostAndNothingIsWrong() throws Exception {
        int rounds = Integer.getInteger("intarsia.kill.rounds", 2);
        Path folder = temporary.resolve("0");
        Set<Measurement> kept = new HashSet<>();
        for (int round = 0; round < rounds; round++) {
            if (round % ROUNDS_OF_A_FOLDER == 0) {
                folder = Files.createDirectories(temporary.resolve(Integer.toString(round)));
                kept.clear();
            }
            kept.addAll(round(folder, Integer.toString(round)));
            check(folder, kept, "round " + round + ", seed " + seed);
        }
        System.out.println(rounds + " rounds, " + PROCESSES + " processes each: " + measurements + " measurements kept and found, " + kernels + " kernels read whole; seed " + seed);
        assertTrue(measurements > 0 && kernels > 0, "nobody wrote anything");
    }

    /** Starts and kills all; what they said was kept. */
    private List<Measurement> round(Path folder, String round) throws IOException, InterruptedException {
        List<Running> all = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                all.add(start(folder, "p" + i, round));
            }
            boolean early = random.nextInt(4) == 0 && measurements > 0;
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (!early && !writing(all) && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            Thread.sleep(random.nextInt(1500)); // early: they may still be opening the store
        } finally {
            for (Running r : all) {
                r.process.destroyForcibly(); // SIGKILL
            }
        }
        List<Measurement> kept = new ArrayList<>();
        for (Running r : all) {
            r.process.waitFor();
            kept.addAll(kept(r, round));
        }
        measurements += kept.size();
        return kept;
    }

    private static boolean writing(List<Running> all) throws IOException {
        for (Running r : all) {
            if (Files.size(r.output) == 0) {
                return false;
            }
        }
        return true;
    }

    private Running start(Path folder, String name, String round) throws IOException {
        Path output = temporary.resolve(name + ".txt");
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "-Dintarsia.cache=off", "-Dintarsia.native.dir=" + temporary.resolve("native"), "-cp", System.getProperty("java.class.path"), KilledWriter.class.getName(), folder.toString(), name, round);
        return new Running(name, new ProcessBuilder(command).redirectError(errors(output).toFile()).redirectOutput(output.toFile()).start(), output);
    }

    private static Path errors(Path output) {
        return output.resolveSibling(output.getFileName() + ".err");
    }

    private List<Measurement> kept(Running r, String round) throws IOException {
        String errors = Files.readString(errors(r.output), StandardCharsets.UTF_8);
        assertTrue(errors.lines().allMatch(l -> l.startsWith("SLF4J")), () -> r.name + " said " + errors + "; seed " + seed); // ArchUnit brings SLF4J along, and nothing to log with
        String all = Files.readString(r.output, StandardCharsets.UTF_8);
        List<Measurement> kept = new ArrayList<>();
        for (String line : all.substring(0, all.lastIndexOf('\n') + 1).lines().toList()) {
            assertTrue(line.startsWith(KilledWriter.KEPT), () -> r.name + " said " + line + "; seed " + seed);
            kept.add(KilledWriter.measurement(r.name, round, Integer.parseInt(line.substring(KilledWriter.KEPT.length()))));
        }
        return kept;
    }

    private void check(Path folder, Set<Measurement> kept, String what) {
        try (TuningStore store = KilledWriter.store(folder)) {
            assertEquals(Optional.empty(), store.check(), what);
            Set<Measurement> found = new HashSet<>();
            store.forEach(found::add);
            long lost = kept.stream().filter(m -> !found.contains(m)).count();
            assertEquals(0, lost, () -> lost + " of " + kept.size() + " lost in " + what);
            assertTrue(found.size() - kept.size() <= PROCESSES * ROUNDS_OF_A_FOLDER, "more than the last of each process in " + what);
        }
        assertFalse(Files.exists(folder.resolve("data/tuning.db.aside")), what);
        ArtefactCache cache = KilledWriter.cache(folder);
        for (Kept k : cache.list()) {
            assertEquals(Optional.empty(), cache.fault(k), what);
        }
        for (int k = 0; k < KilledWriter.KERNELS; k++) {
            int kernel = k;
            kernels += cache.read(KilledWriter.key(k)).map(code -> {
                assertArrayEquals(KilledWriter.code(kernel), code, what);
                return 1;
            }).orElse(0);
        }
    }
}
