package intarsia.tuning;

import intarsia.runtime.store.ArtefactCache;
import intarsia.runtime.store.ArtefactKey;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** A process that records measurements and keeps kernels until it is killed: it says which measurements are kept, and what it found that should not be. */
final class KilledWriter {
    /** Kernels that all processes write and read. */
    static final int KERNELS = 60;
    static final String KEPT = "kept ", WRONG = "wrong ";

    private KilledWriter() {
    }

    /** Folder, name, number of the round. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Path.of(args[0]);
        Random random = new Random(args[1].hashCode() * 31L + args[2].hashCode());
        ArtefactCache cache = cache(folder);
        try (TuningStore store = store(folder)) {
            for (int i = 0; ; i++) {
                Measurement m = measurement(args[1], args[2], i);
                out.println(store.record(m) ? KEPT + i : WRONG + "not kept: " + store.fault());
                kernel(cache, random.nextInt(KERNELS), random.nextInt(4) == 0, out);
                Thread.sleep(random.nextInt(4));
            }
        }
    }

    static ArtefactCache cache(Path folder) {
        return ArtefactCache.in(folder.resolve("kernels"), 400_000);
    }

    static TuningStore store(Path folder) {
        return TuningStore.open(folder.resolve("data/tuning.db"));
    }

    static Measurement measurement(String name, String round, int i) {
        Measurement plain = Samples.timed(i % 5, i % 2 == 0 ? Samples.HERE : Samples.THERE, "by=" + name + " round=" + round + " i=" + i, i + 1, i);
        return i % 9 == 4 ? new Measurement(plain.problem(), plain.environment(), plain.point(), new Outcome.Failed("no. " + i), plain.when()) : plain;
    }

    static ArtefactKey key(int kernel) {
        return new ArtefactKey("jvm", "tile kernel k" + kernel, "compiler 1", "");
    }

    static byte[] code(int kernel) {
        byte[] code = new byte[1000 + 173 * kernel];
        new Random(kernel).nextBytes(code);
        return code;
    }

    private static void kernel(ArtefactCache cache, int kernel, boolean again, PrintStream out) {
        boolean found = cache.read(key(kernel)).map(code -> {
            if (!Arrays.equals(code, code(kernel))) {
                out.println(WRONG + "kernel " + kernel);
            }
            return true;
        }).orElse(false);
        if (again || !found) {
            cache.write(key(kernel), code(kernel));
        }
    }
}
