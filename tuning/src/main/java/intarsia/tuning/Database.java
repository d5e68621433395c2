package intarsia.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;

/** An open store. Nothing here opens the file but SQLite: when any other channel to it is closed, the system takes SQLite's locks away. */
final class Database implements AutoCloseable {
    /** Others write for less than a millisecond at a time, but for who imports. */
    private static final int PATIENCE_MILLIS = 20_000;
    /** Bytes of a row at most. */
    private static final int MOST_ROW = 8 << 20;
    private static final String COLUMNS = "select p.text, e.device, e.jvm, e.compiler, m.point, m.at, m.median, m.spread, m.rounds, m.bytes, m.bound, m.reason, m.sum, p.key, e.key "
            + "from measurement m join problem p on p.id = m.problem join environment e on e.id = m.environment ";

    private final Path file;
    private final Connection connection;
    private final @Nullable Object identity;

    private Database(Path file, Connection connection, @Nullable Object identity) {
        this.file = file;
        this.connection = connection;
        this.identity = identity;
    }

    /** Opens a file that is there, empty or a store of this schema. */
    static Database open(Path file, Schema schema) throws SQLException, DamagedException, IOException {
        SqliteLibrary.prepare();
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(PATIENCE_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL); // a kill loses nothing that was committed, a power cut perhaps the last
        config.setPragma(Pragma.LIMIT_LENGTH, Integer.toString(MOST_ROW));
        Connection c = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try {
            Sql.run(c, "pragma trusted_schema = off");
            Sql.run(c, "pragma cell_size_check = on");
            schema.prepare(c);
            Sql.run(c, "pragma writable_schema = reset"); // reads the schema once more: SQLite takes an encoding of texts that is none for UTF-8 at first, and refuses the file later
            return new Database(file, c, identity(file).orElse(null));
        } catch (SQLException | DamagedException | IOException | RuntimeException | Error e) {
            c.close();
            throw e;
        }
    }

    /** What tells files of a name apart; empty where the system does not say, or there is none. */
    static Optional<Object> identity(Path file) {
        try {
            return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the file is still that which was opened: another process may have set it aside. */
    boolean isCurrent() {
        return identity(file).equals(identity());
    }

    /** Which file was opened. */
    Optional<Object> identity() {
        return Optional.ofNullable(identity);
    }

    /** Adds measurements, all or none. */
    <T> T atOnce(Sql.Work<T> work) throws SQLException, DamagedException, IOException {
        return Sql.atOnce(connection, work);
    }

    /** Adds one, within {@link #atOnce}; whether it was not there. */
    boolean add(Measurement m) throws SQLException, DamagedException {
        long problem = id("problem", m.problem().key(), m.problem().text());
        long environment = id("environment", m.environment().key(), m.environment().device(), m.environment().jvm(), m.environment().compiler());
        try (PreparedStatement s = connection.prepareStatement("insert or ignore into measurement(problem, environment, point, at, sum, median, spread, rounds, bytes, bound, reason) "
                + "values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            s.setLong(1, problem);
            s.setLong(2, environment);
            s.setString(3, m.point());
            s.setLong(4, m.when().toEpochMilli());
            s.setLong(5, m.sum());
            set(s, m.outcome());
            return s.executeUpdate() > 0;
        }
    }

    private static void set(PreparedStatement s, Outcome outcome) throws SQLException {
        switch (outcome) {
            case Outcome.Timed t -> {
                s.setDouble(6, t.median());
                s.setDouble(7, t.spread());
                s.setInt(8, t.rounds());
                s.setLong(9, t.bytes());
                s.setDouble(10, t.limit());
            }
            case Outcome.Failed f -> s.setString(11, f.reason());
        }
    }

    private long id(String table, String... values) throws SQLException, DamagedException {
        try (PreparedStatement s = connection.prepareStatement("insert or ignore into " + table + " values(null" + ", ?".repeat(values.length) + ")")) {
            for (int i = 0; i < values.length; i++) {
                s.setString(i + 1, values[i]);
            }
            s.executeUpdate();
        }
        try (PreparedStatement s = connection.prepareStatement("select id from " + table + " where key = ?")) {
            s.setString(1, values[0]);
            try (ResultSet r = s.executeQuery()) {
                if (r.next()) {
                    return r.getLong(1);
                }
                throw new DamagedException("a " + table + " is not found under its key");
            }
        }
    }

    /** Those that a condition holds for, from one moment, one after the other; the others may write meanwhile. */
    void select(String condition, TuningStore.Sink to, String... values) throws SQLException, DamagedException, IOException {
        try (PreparedStatement s = connection.prepareStatement(COLUMNS + condition)) {
            for (int i = 0; i < values.length; i++) {
                s.setString(i + 1, values[i]);
            }
            try (ResultSet r = s.executeQuery()) {
                Optional<Problem> last = Optional.empty();
                while (r.next()) {
                    Measurement m = measurement(r, last);
                    last = Optional.of(m.problem());
                    to.take(m);
                }
            }
        }
    }

    /** @param last a problem that its text need not be read for again */
    private static Measurement measurement(ResultSet r, Optional<Problem> last) throws SQLException, DamagedException {
        try {
            String key = r.getString(14), text = r.getString(1);
            Problem problem = last.filter(p -> p.key().equals(key) && p.text().equals(text)).orElseGet(() -> new Problem(key, text));
            String reason = r.getString(12);
            Outcome outcome = reason != null ? new Outcome.Failed(reason) : new Outcome.Timed(r.getDouble(7), r.getDouble(8), r.getInt(9), r.getLong(10), r.getDouble(11));
            Measurement m = new Measurement(problem, new Environment(r.getString(2), r.getString(3), r.getString(4)), r.getString(5), outcome,
                    Instant.ofEpochMilli(r.getLong(6)));
            if (m.sum() != r.getLong(13) || !m.environment().key().equals(r.getString(15))) {
                throw new DamagedException("the checksum of a measurement is another");
            }
            return m;
        } catch (IllegalArgumentException | NullPointerException | java.time.DateTimeException e) {
            throw new DamagedException("a row is no measurement: " + e.getMessage());
        }
    }

    /** The texts of all problems. */
    void problems(Consumer<Problem> to) throws SQLException, DamagedException {
        try (Statement s = connection.createStatement(); ResultSet r = s.executeQuery("select key, text from problem order by id")) {
            while (r.next()) {
                to.accept(new Problem(r.getString(1), r.getString(2)));
            }
        } catch (IllegalArgumentException e) {
            throw new DamagedException("a row is no problem: " + e.getMessage());
        }
    }

    /** Removes the measurements of a problem, or all, and what none is of any more. */
    int remove(String problem) throws SQLException {
        String which = problem.isEmpty() ? "" : " where problem in (select id from problem where key = ?)";
        int removed;
        try (PreparedStatement s = connection.prepareStatement("delete from measurement" + which)) {
            if (!problem.isEmpty()) {
                s.setString(1, problem);
            }
            removed = s.executeUpdate();
        }
        Sql.run(connection, "delete from problem where id not in (select problem from measurement)");
        Sql.run(connection, "delete from environment where id not in (select environment from measurement)");
        return removed;
    }

    /** Gives the space of what was removed back. */
    void shrink() throws SQLException {
        Sql.run(connection, "vacuum");
    }

    /** Holds the file to so many pages, as a full disk would. */
    void limitPages(int pages) throws SQLException {
        Sql.run(connection, "pragma max_page_count = " + pages);
    }

    /** Reads all of it. */
    void check() throws SQLException, DamagedException {
        try (Statement s = connection.createStatement(); ResultSet r = s.executeQuery("pragma integrity_check(1)")) {
            if (!r.next() || !"ok".equals(r.getString(1))) {
                throw new DamagedException("its pages do not fit together");
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
