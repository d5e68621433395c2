package intarsia.tuning;

import intarsia.ir.Point;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Measurements that projects bring along on the class path, in the form of {@link TuningFile}. The user's own go first. */
public final class Shipped implements Supplier<List<Measurement>> {
    /** Where they lie in a jar. */
    public static final String RESOURCE = "META-INF/intarsia/tuning.jsonl";
    /** Of all of a file, since it is held in memory. */
    private static final int MOST_BYTES = 16 << 20;

    private final ClassLoader from;
    private Optional<List<Measurement>> read = Optional.empty();

    /** Those of a class loader, read when they are first asked for. */
    public Shipped(ClassLoader from) {
        this.from = from;
    }

    /** Those that the calling thread's class loader sees. */
    static Shipped onClassPath() {
        return new Shipped(Optional.ofNullable(Thread.currentThread().getContextClassLoader()).orElse(ClassLoader.getSystemClassLoader()));
    }

    /** The fastest points that projects bring along for an environment, by the keys of problems. */
    public static Map<String, Point> points(Environment here) {
        Map<String, Best> best = new TreeMap<>();
        onClassPath().get().stream().filter(m -> m.environment().equals(here)).forEach(m -> best.computeIfAbsent(m.problem().key(), _ -> new Best()).add(m));
        Map<String, Point> points = new TreeMap<>();
        best.forEach((key, b) -> b.least().flatMap(Measurement::values).ifPresent(v -> points.put(key, v)));
        return points;
    }

    /** All of them; a file that is not as it should be is left out, with a line in the log. */
    @Override
    public synchronized List<Measurement> get() {
        List<Measurement> all = read.orElseGet(this::readAll);
        read = Optional.of(all);
        return all;
    }

    private List<Measurement> readAll() {
        List<Measurement> all = new ArrayList<>();
        try {
            for (URL place : Collections.list(from.getResources(RESOURCE))) {
                all.addAll(read(place));
            }
        } catch (IOException e) {
            TuningStore.log().log(System.Logger.Level.WARNING, "{0} on the class path: {1}", RESOURCE, e);
        }
        return List.copyOf(all);
    }

    private static List<Measurement> read(URL place) {
        List<Measurement> found = new ArrayList<>();
        try (InputStream in = place.openStream()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("more than " + MOST_BYTES + " bytes");
            }
            TuningFile.read(() -> new java.io.ByteArrayInputStream(bytes), found::add);
            return found;
        } catch (IOException | IllegalArgumentException e) {
            TuningStore.log().log(System.Logger.Level.WARNING, "{0} is left out: {1}", place, Texts.asLine(String.valueOf(e.getMessage())));
            return List.of();
        }
    }
}
