package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.runtime.store.CacheFolder;
import intarsia.runtime.store.DataFolder;
import intarsia.tuning.Environment;
import intarsia.tuning.Measurement;
import intarsia.tuning.Problem;
import intarsia.tuning.Shipped;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which point each problem is to have: what is pinned by hand, and the fastest in each environment. Small files in a folder: {@code pins.txt}, a
 * {@code choices-ENVIRONMENT.txt} that follows from the store and is written when that has changed, and an {@code expected-ENVIRONMENT-MODEL.txt} of what a cost model chose.
 */
public final class Choices {
    private static final String PREFIX = "choices-";

    private final Path folder;

    /** @param folder need not exist */
    public Choices(Path folder) {
        this.folder = folder;
    }

    /** Those of this user; none where {@code INTARSIA_CACHE} or {@code -Dintarsia.cache} is {@code off}. */
    public static Optional<Choices> ofUser() {
        return CacheFolder.isOff() ? Optional.empty() : Optional.of(new Choices(DataFolder.ofUser()));
    }

    private PointFile pinFile() {
        return new PointFile(folder.resolve("pins.txt"), "intarsia pins 1");
    }

    private PointFile fastestFile(Environment here) {
        return new PointFile(folder.resolve(PREFIX + here.key() + ".txt"), "intarsia choices 1 " + here.key());
    }

    private PointFile expectedFile(Environment here, String model) {
        return new PointFile(folder.resolve(expectedPrefix(here) + model + ".txt"), "intarsia expected 1 " + here.key() + " " + model);
    }

    private static String expectedPrefix(Environment here) {
        return "expected-" + here.key() + "-";
    }

    /**
     * What a cost model chose in an environment, by the keys of problems.
     *
     * @param model the model's digest
     */
    Map<String, Point> expected(Environment here, String model) {
        return expectedFile(here, model).read();
    }

    /** Adds what a cost model chose; what others chose before it is removed. */
    void expect(Environment here, String model, Map<String, Point> more) throws IOException {
        Map<String, Point> all = new TreeMap<>(expected(here, model));
        all.putAll(more);
        PointFile file = expectedFile(here, model);
        file.write(all);
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, expectedPrefix(here) + "*.txt")) {
            for (Path f : old) {
                if (!f.equals(file.file())) {
                    Files.deleteIfExists(f);
                }
            }
        }
    }

    /** What is pinned, by the keys of problems. */
    public Map<String, Point> pins() {
        return pinFile().read();
    }

    /** Pins a problem to a point, whatever was measured. */
    public void pin(Problem problem, Point point) throws IOException {
        pinFile().put(problem.key(), point);
    }

    /** Lets a problem have its fastest point again; whether it was pinned. */
    public boolean unpin(Problem problem) throws IOException {
        return pinFile().remove(problem.key());
    }

    /** The fastest points in an environment, by the keys of problems, as of the last {@link #refresh}; then those that projects ship. */
    public Map<String, Point> fastest(Environment here) {
        Map<String, Point> points = new TreeMap<>(Shipped.points(here));
        points.putAll(fastestFile(here).read());
        return points;
    }

    /** Writes down the fastest point of each problem of a store in an environment; how many there are. */
    public int refresh(TuningStore store, Environment here) throws IOException {
        Map<String, Point> points = new TreeMap<>();
        for (Problem p : store.problems()) {
            store.best(p.key(), here).flatMap(Measurement::values).ifPresent(v -> points.put(p.key(), v));
        }
        fastestFile(here).write(points);
        return points.size();
    }

    /** The same for all environments of a store, after much of it has changed. */
    public void refresh(TuningStore store) throws IOException {
        Set<Environment> all = new LinkedHashSet<>();
        store.forEach(m -> all.add(m.environment()));
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, PREFIX + "*.txt")) {
                for (Path f : old) {
                    Files.deleteIfExists(f);
                }
            }
        }
        for (Environment e : all) {
            refresh(store, e);
        }
    }
}
