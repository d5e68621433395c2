package intarsia.tuning;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of the store, see {@code docs/tuning.md}, and the steps from each version to the next.
 *
 * @param steps what leads from version i to version i + 1, in SQL
 */
record Schema(List<List<String>> steps) {
    /** "INTA": says whose the file is. */
    private static final int APPLICATION = 0x494e5441;

    static final Schema NEWEST = new Schema(List.of(List.of(
            "create table problem(id integer primary key, key text not null unique, text text not null) strict",
            "create table environment(id integer primary key, key text not null unique, device text not null, jvm text not null, compiler text not null) strict",
            """
            create table measurement(id integer primary key, problem integer not null references problem, environment integer not null references environment,
              point text not null, at integer not null, median real, spread real, rounds integer, bytes integer, bound real, reason text, sum integer not null,
              unique(problem, environment, point, at, sum)) strict""")));

    /** Brings a store to this schema, an empty file too. */
    void prepare(Connection c) throws SQLException, DamagedException, IOException {
        if (number(c, "pragma user_version") != steps.size() || number(c, "pragma application_id") != APPLICATION) {
            Sql.atOnce(c, () -> {
                migrate(c);
                return steps.size();
            });
        }
        List<String> found = tables(c);
        if (!found.equals(expected())) {
            throw new DamagedException("its tables are others");
        }
    }

    private void migrate(Connection c) throws SQLException, DamagedException, IOException {
        int version = version(c);
        for (List<String> step : steps.subList(version, steps.size())) {
            for (String sql : step) {
                Sql.run(c, sql);
            }
        }
        Sql.run(c, "pragma application_id = " + APPLICATION);
        Sql.run(c, "pragma user_version = " + steps.size());
    }

    /** The version of a store, 0 of an empty file; at most the newest. */
    private int version(Connection c) throws SQLException, DamagedException, IOException {
        long version = number(c, "pragma user_version");
        List<String> tables = tables(c);
        if (number(c, "pragma application_id") != APPLICATION) {
            want(version == 0 && tables.isEmpty(), "it belongs to another application");
            return 0;
        }
        if (version > steps.size() && !tables.equals(expected())) {
            throw new IOException("a newer Intarsia wrote it: version " + version + ", this one knows up to " + steps.size());
        }
        want(version > 0 && version <= steps.size(), "it has version " + version);
        return (int) version;
    }

    private static void want(boolean holds, String otherwise) throws DamagedException {
        if (!holds) {
            throw new DamagedException(otherwise);
        }
    }

    /** What a store of this schema says of itself. */
    private List<String> expected() throws SQLException {
        try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            for (List<String> step : steps) {
                for (String sql : step) {
                    Sql.run(memory, sql);
                }
            }
            return tables(memory);
        }
    }

    /** Everything that is declared: a trigger or a view of somebody else's would run with our statements. */
    private static List<String> tables(Connection c) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("select type, name, tbl_name, sql from sqlite_schema order by name limit 100")) {
            while (r.next()) {
                all.add(r.getString(1) + " " + r.getString(2) + " " + r.getString(3) + " " + r.getString(4));
            }
        }
        return all;
    }

    private static long number(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery(sql)) {
            return r.next() ? r.getLong(1) : 0;
        }
    }
}
