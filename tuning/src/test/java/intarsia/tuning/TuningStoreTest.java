package intarsia.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningStoreTest {
    @TempDir
    private Path temporary = Path.of("");

    private Path file() {
        return temporary.resolve("data/tuning.db");
    }

    private TuningStore open() {
        return TuningStore.open(file());
    }

    private static Set<Measurement> all(TuningStore s) {
        Set<Measurement> all = new HashSet<>();
        s.forEach(all::add);
        return all;
    }

    @Test
    void whatWasRecordedIsThereForTheNext() {
        List<Measurement> many = Samples.many(40, 1);
        try (TuningStore s = open(); TuningStore other = open()) {
            for (Measurement m : many) {
                assertTrue(s.record(m));
                assertTrue(s.record(m), "once more is no error");
            }
            assertEquals(new HashSet<>(many), all(other));
            assertEquals(Optional.empty(), s.fault());
        }
        try (TuningStore s = open()) {
            assertEquals(many.size(), s.measurements(Samples.problem(0).key()).size() + s.measurements(Samples.problem(1).key()).size() + s.measurements(Samples.problem(2).key()).size());
            assertEquals(many.stream().filter(m -> m.problem().equals(Samples.problem(1))).toList(), s.measurements(Samples.problem(1).key()));
            assertEquals(List.of(Samples.problem(0), Samples.problem(1), Samples.problem(2)), s.problems());
            assertEquals(List.of(), s.measurements("nobody's"));
            assertEquals(Optional.empty(), s.check());
        }
    }

    @Test
    void theBestIsOfThisEnvironmentAndOfTheLastMeasurementOfEachPoint() {
        String key = Samples.problem(0).key();
        try (TuningStore s = open()) {
            assertEquals(Optional.empty(), s.best(key, Samples.HERE));
            s.record(Samples.timed(0, Samples.THERE, "few=1", 1, 0));
            s.record(Samples.failed(0, Samples.HERE, "few=0", "spills", 0));
            assertEquals(Optional.empty(), s.best(key, Samples.HERE));
            s.record(Samples.timed(0, Samples.HERE, "few=2", 20, 1));
            s.record(Samples.timed(0, Samples.HERE, "few=4", 10, 2));
            assertEquals("few=4", s.best(key, Samples.HERE).orElseThrow().point());
            s.record(Samples.timed(0, Samples.HERE, "few=4", 30, 3));
            assertEquals("few=2", s.best(key, Samples.HERE).orElseThrow().point());
            s.record(Samples.failed(0, Samples.HERE, "few=2", "wrong result", 4));
            assertEquals("few=4", s.best(key, Samples.HERE).orElseThrow().point());
            assertEquals("few=1", s.best(key, Samples.THERE).orElseThrow().point());
        }
    }

    @Test
    void shippedMeasurementsAreAskedLast() {
        Measurement shipped = Samples.timed(0, Samples.HERE, "few=8", 1, 0), elsewhere = Samples.timed(0, Samples.THERE, "few=16", 0.5, 0);
        try (TuningStore s = new TuningStore(Optional.of(new StoreFile(file(), Schema.NEWEST)), () -> List.of(shipped, elsewhere))) {
            assertEquals(Optional.of(shipped), s.best(shipped.problem().key(), Samples.HERE));
            Measurement own = Samples.timed(0, Samples.HERE, "few=2", 20, 1);
            s.record(own);
            assertEquals(Optional.of(own), s.best(shipped.problem().key(), Samples.HERE));
            assertEquals(List.of(shipped, elsewhere, own), s.measurements(shipped.problem().key()));
        }
    }

    @Test
    void valuesThatAreNoMeasurementsAreRefused() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, 1e300}) {
            assertThrows(IllegalArgumentException.class, () -> new Outcome.Timed(bad, 0, 1, 0, 0));
            assertThrows(IllegalArgumentException.class, () -> new Outcome.Timed(1, bad, 1, 0, 0));
            assertThrows(IllegalArgumentException.class, () -> new Outcome.Timed(1, 0, 1, 0, bad));
        }
        assertThrows(IllegalArgumentException.class, () -> new Outcome.Timed(0, 0, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Outcome.Timed(1, 0, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Outcome.Timed(1, 0, 1, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> Problem.of("a\uD800"));
        assertThrows(IllegalArgumentException.class, () -> Problem.of("x".repeat(Problem.MOST_TEXT + 1)));
        assertThrows(IllegalArgumentException.class, () -> Samples.timed(0, Samples.HERE, "few=1\n", 1, 1));
        assertEquals("a b", new Outcome.Failed("a\r\n\0b\n").reason());
    }

    @Test
    void clearingRemovesWhatIsNamedOrAll() {
        try (TuningStore s = open()) {
            Samples.many(30, 2).forEach(s::record);
            assertEquals(10, s.clear(Samples.problem(1).key()));
            assertEquals(List.of(Samples.problem(0), Samples.problem(2)), s.problems());
            assertEquals(20, s.clear());
            assertEquals(List.of(), s.problems());
        }
    }

    /** Damages the file while nobody has it open. */
    private interface Damage {
        void to(Path file) throws Exception;
    }

    /** What is read afterwards was written, a new measurement is kept, and nothing is thrown. */
    private void survives(String what, Damage damage) throws Exception {
        List<Measurement> many = Samples.many(60, 3);
        try (TuningStore s = open()) {
            s.clear();
            s.recordAll(to -> {
                for (Measurement m : many) {
                    to.take(m);
                }
            });
        }
        damage.to(file());
        Measurement more = Samples.timed(5, Samples.HERE, "few=5", 5, 5);
        try (TuningStore s = open()) {
            Set<Measurement> found = all(s);
            assertTrue(many.containsAll(found), () -> what + ": a measurement that nobody made");
            assertTrue(s.record(more), () -> what + ": " + s.fault());
            assertTrue(all(s).contains(more), what);
        }
        try (TuningStore s = open()) {
            assertEquals(List.of(more), s.measurements(more.problem().key()), what);
            assertEquals(Optional.empty(), s.check(), what);
        }
    }

    private static Damage flip(long at, int mask) {
        return file -> {
            byte[] bytes = Files.readAllBytes(file);
            bytes[(int) at] ^= (byte) mask;
            Files.write(file, bytes);
        };
    }

    @Test
    void flippedBitsAreNeverReadAsMeasurements() throws Exception {
        flippedBits(Long.getLong("intarsia.seed", System.nanoTime()));
    }

    /** It leaves an encoding of texts that is none, of which SQLite says nothing until it reads the schema once more. */
    @Test
    void aFlippedBitThatIsFoundLaterIsFoundAtOnce() throws Exception {
        flippedBits(2);
    }

    private void flippedBits(long seed) throws Exception {
        var random = new java.util.Random(seed);
        survives("nothing", file -> { });
        long size = Files.size(file());
        for (int at = 0; at < 100; at++) {
            int bit = random.nextInt(8);
            survives("header byte " + at + " bit " + bit + ", seed " + seed, flip(at, 1 << bit));
        }
        for (int i = 0; i < 60; i++) {
            long at = random.nextLong(100, size);
            int bit = random.nextInt(8);
            survives("byte " + at + " bit " + bit + ", seed " + seed, flip(at, 1 << bit));
        }
    }

    @Test
    void truncatedAndForeignFilesAreSetAside() throws Exception {
        for (int bytes : new int[] {0, 1, 15, 16, 99, 100, 4095, 4096, 4097, 10_000}) {
            survives(bytes + " bytes", file -> Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), bytes)));
        }
        survives("text", file -> Files.writeString(file, "hello\n".repeat(3000)));
        survives("larger than its pages", file -> Files.write(file, new byte[777], java.nio.file.StandardOpenOption.APPEND));
        survives("a huge number of pages", file -> {
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer.wrap(bytes).putInt(28, Integer.MAX_VALUE);
            Files.write(file, bytes);
        });
        assertTrue(Files.exists(file().resolveSibling("tuning.db.aside")));
    }

    private static Damage sql(String... statements) {
        return file -> {
            try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                for (String s : statements) {
                    Sql.run(c, s);
                }
            }
        };
    }

    private static Damage another(String... statements) {
        return file -> {
            Files.delete(file);
            sql(statements).to(file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        };
    }

    @Test
    void databasesOfOthersAndHostileOnesAreSetAside() throws Exception {
        survives("another application's", another("create table bookmarks(url text)"));
        survives("another application's with its number", another("pragma application_id = 7", "create table problem(id integer primary key)"));
        survives("other tables", another("pragma application_id = " + 0x494e5441, "pragma user_version = 1", "create table problem(id integer primary key)"));
        survives("a trigger", sql("create trigger t after insert on measurement begin delete from measurement; end"));
        survives("a view", sql("create view v as select * from measurement"));
        survives("a column more", sql("alter table measurement add column x integer"));
        survives("another time", sql("update measurement set median = median / 2 where id = 10"));
        survives("a time below 0", sql("update measurement set median = -1 where id = 10"));
        survives("no time", sql("update measurement set median = null where id = 10"));
        survives("huge counts", sql("update measurement set rounds = 9223372036854775807, bytes = 9223372036854775807 where id = 10"));
        survives("a huge text", sql("update problem set text = cast(zeroblob(9000000) as text) where id = 1"));
        survives("another problem", sql("update problem set text = 'tile kernel other' where id = 1"));
        survives("another environment", sql("update environment set device = 'CPU of somebody else' where id = 1"));
        survives("a measurement of another environment", sql("update measurement set environment = 3 - environment where id = 10"));
        survives("a version below 0", sql("pragma user_version = -5"));
    }

    @Test
    void linksFoldersAndFilesOfOthersAreSetAside() throws Exception {
        Path elsewhere = Files.writeString(temporary.resolve("elsewhere"), "precious");
        survives("a link", file -> {
            Files.delete(file);
            Files.createSymbolicLink(file, elsewhere);
        });
        assertEquals("precious", Files.readString(elsewhere));
        survives("a folder", file -> {
            Files.delete(file);
            Files.createDirectory(file);
        });
        survives("a log that is a link", file -> Files.createSymbolicLink(file.resolveSibling("tuning.db-wal"), elsewhere));
        assertEquals("precious", Files.readString(elsewhere));
        survives("a log of somebody else's", file -> Files.write(file.resolveSibling("tuning.db-wal"), new byte[5000]));
        survives("writable by others", file -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-")));
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        survives("somebody else's", file -> Files.setAttribute(file, "unix:uid", 12345));
    }

    @Test
    void foldersOfOthersAndUnwritableOnesAreNotUsed() throws IOException {
        Path shared = Files.createDirectory(temporary.resolve("shared"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path taken = Files.writeString(temporary.resolve("taken"), "a file");
        for (Path file : List.of(shared.resolve("tuning.db"), taken.resolve("tuning.db"), Path.of("/proc/self/tuning.db"))) {
            try (TuningStore s = TuningStore.open(file)) {
                assertTrue(s.fault().isPresent(), file::toString);
                assertFalse(s.record(Samples.timed(0, Samples.HERE, "few=1", 1, 1)));
                assertEquals(List.of(), s.measurements(Samples.problem(0).key()));
                assertEquals(Optional.empty(), s.best(Samples.problem(0).key(), Samples.HERE));
                assertEquals(List.of(), s.problems());
                assertEquals(0, s.clear());
                assertThrows(IOException.class, () -> s.readAll(m -> { }));
                assertThrows(IOException.class, () -> s.recordAll(to -> { }));
            }
            assertFalse(Files.exists(file));
        }
    }

    @Test
    void aNewerStoreIsLeftAlone() throws Exception {
        open().close();
        sql("create index by_time on measurement(at)", "pragma user_version = 2").to(file());
        try (TuningStore s = open()) {
            assertTrue(s.fault().orElseThrow().contains("newer"), s.fault()::toString);
            assertFalse(s.record(Samples.timed(0, Samples.HERE, "few=1", 1, 1)));
        }
        assertFalse(Files.exists(file().resolveSibling("tuning.db.aside")));
    }

    @Test
    void anOlderStoreIsBroughtToTheNextVersion() throws Exception {
        Measurement old = Samples.timed(0, Samples.HERE, "few=1", 1, 1);
        try (TuningStore s = open()) {
            s.record(old);
        }
        List<List<String>> steps = new ArrayList<>(Schema.NEWEST.steps());
        steps.add(List.of("create index by_time on measurement(at)"));
        try (TuningStore s = new TuningStore(Optional.of(new StoreFile(file(), new Schema(steps))), List::of)) {
            assertEquals(Optional.empty(), s.fault());
            assertEquals(List.of(old), s.measurements(old.problem().key()));
        }
        try (TuningStore s = open()) {
            assertTrue(s.fault().isPresent(), "this version is older now");
        }
    }

    @Test
    void aStoreThatIsDamagedOrReplacedWhileItIsOpenIsBegunAnew() throws Exception {
        Measurement m = Samples.timed(0, Samples.HERE, "few=1", 1, 1), after = Samples.timed(0, Samples.HERE, "few=2", 1, 2);
        try (TuningStore a = open()) {
            assertTrue(a.record(m));
            Files.move(file(), file().resolveSibling("gone"));
            assertTrue(a.record(after));
            assertEquals(List.of(after), a.measurements(m.problem().key()));
            try (TuningStore b = open()) {
                assertEquals(List.of(after), b.measurements(m.problem().key()));
            }
        }
    }

    @Test
    void aFullDiskLosesOnlyWhatIsWrittenThen() throws Exception {
        try (TuningStore s = open()) {
            s.record(Samples.timed(0, Samples.HERE, "few=1", 1, 1));
        }
        Set<Measurement> kept = new HashSet<>();
        try (Database d = Database.open(file(), Schema.NEWEST)) {
            d.limitPages(12);
            for (Measurement m : Samples.many(2000, 4)) {
                try {
                    d.atOnce(() -> d.add(m));
                    kept.add(m);
                } catch (java.sql.SQLException e) {
                    assertTrue(e.toString().contains("SQLITE_FULL"), e::toString);
                }
            }
        }
        kept.add(Samples.timed(0, Samples.HERE, "few=1", 1, 1));
        assertTrue(kept.size() < 2000);
        try (TuningStore s = open()) {
            assertTrue(kept.equals(all(s)), () -> kept.size() + " kept, " + all(s).size() + " found");
            assertEquals(Optional.empty(), s.check());
        }
    }
}
