package intarsia.tuning;

import intarsia.runtime.store.FolderLock;
import intarsia.runtime.store.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a store lies: opened, or where it is none, set aside and made anew. One process at a time does either. */
record StoreFile(Path file, Schema schema) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** What SQLite puts beside a file. */
    private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");
    /** Up to this size all of it is read when it is opened: that takes some milliseconds. */
    private static final long QUICK_BYTES = 8 << 20;
    /** Primary result codes of SQLite: that a statement is wrong, which ours are not, a row larger than ours, and what it calls damage itself. */
    private static final Set<Integer> DAMAGE = Set.of(1, 11, 18, 26);
    private static final int READ_ONLY = 8;

    /**
     * Something wrong with a file that was open.
     *
     * @param identity of that file: another process may have set it aside already
     */
    record Damage(String why, Optional<Object> identity) {
    }

    /** Whether SQLite found damage; a file may say of itself that it is read-only. */
    boolean damage(SQLException e) {
        int primary = e.getErrorCode() & 0xff;
        return DAMAGE.contains(primary) || primary == READ_ONLY && Files.isWritable(file);
    }

    /** The store, by one process at a time; damage is found here or, of {@code known}, was found before. */
    Database open(Optional<Damage> known) throws IOException, SQLException {
        try (FolderLock lock = FolderLock.take(folder(), PATIENCE, () -> { })) {
            Optional<String> fault = PrivateFolder.fault(folder());
            if (fault.isPresent()) {
                throw new IOException("folder " + folder() + " is not used: " + fault.get());
            }
            return opened(lock.held(), known);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Path folder() throws IOException {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow(() -> new IOException("no folder holds " + file));
    }

    /** @param alone whether no other process sets the file aside meanwhile */
    private Database opened(boolean alone, Optional<Damage> known) throws IOException, SQLException {
        try {
            if (known.isPresent() && known.get().identity().equals(Database.identity(file))) {
                throw new DamagedException(known.get().why());
            }
            return once();
        } catch (DamagedException e) {
            if (!alone) {
                throw new IOException(e.getMessage() + ", and another process is at it", e);
            }
            setAside(OpenStore.message(e.getMessage()));
        }
        try {
            return once();
        } catch (DamagedException e) {
            throw new IOException("a new store is damaged: " + e.getMessage(), e);
        }
    }

    private Database once() throws IOException, SQLException, DamagedException {
        make();
        try {
            return checked(Database.open(file, schema));
        } catch (SQLException e) {
            if (damage(e)) {
                throw new DamagedException(OpenStore.message(e.getMessage()));
            }
            throw e;
        }
    }

    private Database checked(Database d) throws SQLException, DamagedException, IOException {
        try {
            if (Files.size(file) <= QUICK_BYTES) {
                d.check();
            }
            return d;
        } catch (SQLException | DamagedException | IOException e) {
            d.close();
            throw e;
        }
    }

    /** The file is there afterwards, this user's own. */
    private void make() throws IOException, DamagedException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            for (String end : BESIDE) {
                Files.deleteIfExists(beside(file, end)); // of a file that is no more: SQLite would take it for this one's
            }
            Files.createFile(file, PrivateFolder.ofFile(file));
        }
        own(file);
        for (String end : BESIDE) {
            if (Files.exists(beside(file, end), LinkOption.NOFOLLOW_LINKS)) {
                own(beside(file, end));
            }
        }
    }

    private static void own(Path place) throws IOException, DamagedException {
        if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new DamagedException(place.getFileName() + " is no regular file");
        }
        Optional<String> fault = PrivateFolder.fault(place, LinkOption.NOFOLLOW_LINKS);
        if (fault.isPresent()) {
            throw new DamagedException(place.getFileName() + ": " + fault.get());
        }
    }

    private static Path beside(Path file, String end) {
        return file.resolveSibling(file.getFileName() + end);
    }

    /** The file itself goes first: one without it is SQLite's to remove, it without one is still damaged. */
    private void setAside(String why) throws IOException {
        Path aside = beside(file, ".aside");
        TuningStore.log().log(System.Logger.Level.WARNING, "tuning store {0} is set aside as {1}, and begun anew: {2}", file, aside.getFileName(), why);
        for (String end : List.of("", "-wal", "-shm", "-journal")) {
            Path from = beside(file, end);
            if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(from, beside(aside, end), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
