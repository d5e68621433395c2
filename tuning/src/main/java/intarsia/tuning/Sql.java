package intarsia.tuning;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements and transactions of SQLite. */
final class Sql {
    private Sql() {
    }

    /** Work in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        /** Does it. */
        T run() throws SQLException, DamagedException, IOException;
    }

    static void run(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    /** All of it or nothing, with the right to write from the beginning: who takes it later is refused where another has written. */
    static <T> T atOnce(Connection c, Work<T> work) throws SQLException, DamagedException, IOException {
        run(c, "begin immediate");
        boolean done = false;
        try {
            T result = work.run();
            run(c, "commit");
            done = true;
            return result;
        } finally {
            if (!done) {
                rollBack(c);
            }
        }
    }

    private static void rollBack(Connection c) {
        try {
            run(c, "rollback");
        } catch (SQLException e) {
            return; // SQLite has done it where the disk was full or the file damaged
        }
    }
}
