package intarsia.tuning;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database of a store from one question to the next: opened again where the file is another, begun anew where it is damaged. Not for several threads. */
final class OpenStore {
    private final Optional<StoreFile> place;
    private Optional<Database> database = Optional.empty();
    private Optional<String> fault = Optional.empty();

    OpenStore(Optional<StoreFile> place) {
        this.place = place;
        open(Optional.empty());
    }

    /** What is asked of a database. */
    @FunctionalInterface
    interface Work<T> {
        T on(Database d) throws SQLException, DamagedException, IOException;
    }

    Optional<StoreFile> place() {
        return place;
    }

    /** What went wrong last. */
    Optional<String> fault() {
        return fault;
    }

    /** The database of the file that is there now; empty where there is none. */
    Optional<Database> current() {
        if (database.isPresent() && !database.get().isCurrent()) {
            close();
            open(Optional.empty());
        }
        return database;
    }

    /** Twice at most: what is damaged is begun anew. Whatever fails is said in the log, the first time. */
    <T> T attempt(T otherwise, Work<T> work) {
        for (int times = 0; times < 2; times++) {
            Optional<Database> d = current();
            if (d.isEmpty()) {
                return otherwise;
            }
            try {
                return work.on(d.get());
            } catch (DamagedException e) {
                rebuild(e);
            } catch (SQLException e) {
                if (!place.orElseThrow().damage(e)) {
                    failed(e);
                    return otherwise;
                }
                rebuild(e);
            } catch (IOException e) {
                failed(e);
                return otherwise;
            }
        }
        return otherwise;
    }

    /** @param damage what is known to be wrong with the file */
    private void open(Optional<StoreFile.Damage> damage) {
        try {
            if (place.isPresent()) {
                database = Optional.of(place.get().open(damage));
            }
        } catch (IOException | SQLException | RuntimeException | LinkageError e) {
            failed(e);
        }
    }

    private void rebuild(Exception why) {
        StoreFile.Damage damage = new StoreFile.Damage(message(why.getMessage()), database.flatMap(Database::identity));
        close();
        open(Optional.of(damage));
    }

    static String message(@Nullable String of) {
        return Texts.asLine(String.valueOf(of));
    }

    private void failed(Throwable e) {
        if (fault.isEmpty()) {
            TuningStore.log().log(System.Logger.Level.WARNING, "tuning store {0}: {1}", place.map(p -> p.file().toString()).orElse("off"), Texts.asLine(e.toString()));
        }
        fault = Optional.of(Texts.asLine(e.toString()));
    }

    void close() {
        try {
            if (database.isPresent()) {
                database.get().close();
            }
        } catch (SQLException e) {
            failed(e);
        }
        database = Optional.empty();
    }
}
