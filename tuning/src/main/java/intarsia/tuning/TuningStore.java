package intarsia.tuning;

import intarsia.runtime.store.CacheFolder;
import intarsia.runtime.store.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Every configuration that was measured, in a file of SQLite that processes share. What was recorded stays, whatever happens to the process afterwards. Nothing
 * that happens here is an error to who measures or runs: a store that cannot be opened keeps nothing and says so once in the log, one that is damaged or
 * somebody else's is set aside and begun anew. Its methods may be called from any thread, and by what they call.
 */
public final class TuningStore implements AutoCloseable {
    private final OpenStore open;
    private final Supplier<List<Measurement>> shipped;

    /** @param shipped what a project brings along, asked where the store knows nothing */
    TuningStore(Optional<StoreFile> place, Supplier<List<Measurement>> shipped) {
        this.open = new OpenStore(place);
        this.shipped = shipped;
    }

    /**
     * The store of this user, {@code tuning.db} in {@link DataFolder}, and what projects ship as {@link Shipped#RESOURCE}; it keeps nothing where {@code INTARSIA_CACHE} or
     * {@code -Dintarsia.cache} is {@code off}.
     */
    public static TuningStore ofUser() {
        return new TuningStore(CacheFolder.isOff() ? Optional.empty() : Optional.of(new StoreFile(userFile(), Schema.NEWEST)), Shipped.onClassPath());
    }

    /** Where the store of this user lies, there or not. */
    public static Path userFile() {
        return DataFolder.ofUser().resolve("tuning.db");
    }

    /** A store in a file, which need not exist, in a folder of this user alone, which need not either. */
    public static TuningStore open(Path file) {
        return new TuningStore(Optional.of(new StoreFile(file, Schema.NEWEST)), List::of);
    }

    /** One that keeps nothing. */
    public static TuningStore none() {
        return new TuningStore(Optional.empty(), List::of);
    }

    static System.Logger log() {
        return System.getLogger("intarsia.tuning");
    }

    /** What went wrong last, or why nothing is kept at all; empty where nothing has. */
    public synchronized Optional<String> fault() {
        return open.fault();
    }

    /** Where it lies; empty where nothing is kept. */
    public Optional<Path> file() {
        return open.place().map(StoreFile::file);
    }

    private synchronized <T> T attempt(T otherwise, OpenStore.Work<T> work) {
        return open.attempt(otherwise, work);
    }

    /** Keeps a measurement; whether it is kept now. When this returns, the death of the process changes nothing. */
    public boolean record(Measurement m) {
        return attempt(false, d -> {
            d.atOnce(() -> d.add(m));
            return true;
        });
    }

    /**
     * Keeps all that a source gives, or nothing where it throws.
     *
     * @return how many were not there before
     * @throws IOException from the source, or where they cannot be kept: says why
     */
    public synchronized int recordAll(Source source) throws IOException {
        Database d = open.current().orElseThrow(this::absent);
        int[] added = {0};
        try {
            return d.atOnce(() -> {
                source.forEach(m -> added[0] += added(d, m));
                return added[0];
            });
        } catch (SQLException | DamagedException e) {
            throw new IOException("the tuning store " + file().map(Path::toString).orElse("") + ": " + e.getMessage(), e);
        }
    }

    private static int added(Database d, Measurement m) throws IOException {
        try {
            return d.add(m) ? 1 : 0;
        } catch (SQLException | DamagedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Gives measurements, one after the other. */
    @FunctionalInterface
    public interface Source {
        /** Hands each to {@code to}. */
        void forEach(Sink to) throws IOException;
    }

    /** Takes measurements. */
    @FunctionalInterface
    public interface Sink {
        /** Takes one. */
        void take(Measurement m) throws IOException;
    }

    /** Hands over each measurement of a problem, of all environments, the oldest first; the store's alone. */
    public void forEach(String problemKey, Consumer<Measurement> to) {
        attempt(false, d -> {
            d.select("where p.key = ? order by m.at, m.id", to::accept, problemKey);
            return true;
        });
    }

    /** Hands over all measurements, problem by problem; the store's alone. */
    public void forEach(Consumer<Measurement> to) {
        attempt(false, d -> {
            d.select("order by m.problem, m.at, m.id", to::accept);
            return true;
        });
    }

    /**
     * Hands over all measurements or throws.
     *
     * @throws IOException from {@code to}, or where the store cannot be read to its end: says why
     */
    public synchronized void readAll(Sink to) throws IOException {
        Database d = open.current().orElseThrow(this::absent);
        try {
            d.select("order by m.problem, m.at, m.id", to);
        } catch (SQLException | DamagedException e) {
            throw new IOException("the tuning store " + file().map(Path::toString).orElse("") + ": " + e.getMessage(), e);
        }
    }

    private IOException absent() {
        return new IOException("the tuning store is not there: " + fault().orElse("it is off"));
    }

    /** The measurements of a problem, of all environments: shipped ones, then the store's, the oldest first. */
    public List<Measurement> measurements(String problemKey) {
        List<Measurement> all = new ArrayList<>(shipped.get().stream().filter(m -> m.problem().key().equals(problemKey)).toList());
        forEach(problemKey, all::add);
        return all;
    }

    /**
     * The point with the least median of a problem in an environment; of each point its last measurement counts, so that one which fails now is no more the best. What a
     * project ships is asked where the store has no time for it.
     */
    public Optional<Measurement> best(String problemKey, Environment environment) {
        Best own = new Best(), other = new Best();
        attempt(false, d -> {
            d.select("where p.key = ? and e.key = ? order by m.at, m.id", own::add, problemKey, environment.key());
            return true;
        });
        shipped.get().stream().filter(m -> m.problem().key().equals(problemKey) && m.environment().equals(environment)).forEach(other::add);
        return own.least().or(other::least);
    }

    /** All problems that were measured; the store's alone. */
    public List<Problem> problems() {
        return attempt(List.of(), d -> {
            List<Problem> found = new ArrayList<>();
            d.problems(found::add);
            return found;
        });
    }

    /** Removes the measurements of a problem. */
    public int clear(String problemKey) {
        return attempt(0, d -> d.atOnce(() -> d.remove(problemKey)));
    }

    /** Removes everything. */
    public int clear() {
        return attempt(0, d -> {
            int removed = d.atOnce(() -> d.remove(""));
            d.shrink();
            return removed;
        });
    }

    /** Reads all of it, sets it aside where it is damaged; what was wrong, in words. */
    public Optional<String> check() {
        List<String> found = new ArrayList<>();
        attempt(false, d -> {
            try {
                d.check();
                d.select("order by m.problem", m -> { });
            } catch (SQLException | DamagedException e) {
                found.add(OpenStore.message(e.getMessage()));
                throw e;
            }
            return true;
        });
        return found.stream().findFirst().or(this::fault);
    }

    @Override
    public synchronized void close() {
        open.close();
    }
}
