package intarsia.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TuningFileTest {
    private static final List<Measurement> MANY = Samples.many(30, 7);

    @TempDir
    private Path temporary = Path.of("");

    private Path file() {
        return temporary.resolve("some.jsonl");
    }

    private static TuningStore.Source source(List<Measurement> all) {
        return to -> {
            for (Measurement m : all) {
                to.take(m);
            }
        };
    }

    private static List<Measurement> read(Path file) throws IOException {
        List<Measurement> all = new ArrayList<>();
        TuningFile.read(file, all::add);
        return all;
    }

    /** A file with this body, under a head that is right. */
    private Path whole(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var digest = TuningHead.digest();
        digest.update(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(TuningHead.of(digest, body.chars().filter(c -> c == '\n').count()).bytes());
        out.write(bytes);
        return Files.write(file(), out.toByteArray());
    }

    private String refusal() {
        return assertThrows(IOException.class, () -> read(file())).toString();
    }

    private static String body() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TuningLines lines = new TuningLines();
        lines.write(MANY.getFirst(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertEquals(MANY.size(), TuningFile.write(file(), source(MANY)));
        assertEquals(MANY, read(file()));
        List<String> lines = Files.readAllLines(file());
        assertEquals(1 + 3 + 2 + MANY.size(), lines.size());
        assertTrue(lines.stream().allMatch(l -> l.startsWith("{") && l.endsWith("}")));
        assertEquals(0, TuningFile.write(file(), source(List.of())));
        assertEquals(List.of(), read(file()));
    }

    @Test
    void storesAreJoinedByFilesAndNothingTwice() throws IOException {
        try (TuningStore a = TuningStore.open(temporary.resolve("a/tuning.db")); TuningStore b = TuningStore.open(temporary.resolve("b/tuning.db"))) {
            MANY.subList(0, 20).forEach(a::record);
            MANY.subList(10, 30).forEach(b::record);
            TuningFile.write(file(), a::readAll);
            assertEquals(10, b.recordAll(to -> TuningFile.read(file(), to)));
            assertEquals(0, b.recordAll(to -> TuningFile.read(file(), to)));
            Set<Measurement> all = new HashSet<>();
            b.forEach(all::add);
            assertEquals(new HashSet<>(MANY), all);
        }
    }

    @Test
    void aFileIsTakenAsAWholeOrNotAtAll() throws IOException {
        Path file = whole(body() + "{\"point\":\"few=1\"}\n");
        try (TuningStore a = TuningStore.open(temporary.resolve("a/tuning.db"))) {
            IOException e = assertThrows(IOException.class, () -> a.recordAll(to -> TuningFile.read(file, to)));
            assertTrue(e.toString().contains("line 5"), e::toString);
            assertEquals(List.of(), a.problems());
            assertTrue(a.record(MANY.getFirst()), "the store goes on");
        }
    }

    @Test
    void anyFlippedBitAndAnyMissingByteIsNoticed() throws IOException {
        long seed = Long.getLong("intarsia.seed", System.nanoTime());
        Random random = new Random(seed);
        TuningFile.write(file(), source(MANY.subList(0, 3)));
        byte[] good = Files.readAllBytes(file());
        int head = new String(good, StandardCharsets.UTF_8).indexOf('\n');
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), bad);
            String what = "byte " + at + " is " + bad[at] + ", seed " + seed;
            boolean blank = at < head && bad[at] <= ' ';
            if (!blank) {
                assertThrows(IOException.class, () -> read(file()), what);
            }
        }
        for (int bytes = 0; bytes < good.length; bytes++) {
            Files.write(file(), Arrays.copyOf(good, bytes));
            assertThrows(IOException.class, () -> read(file()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "1", "null", "{\"point\":null}", "{\"point\":[[[[[[[[", "{\"point\":{}}", "{\"text\":\"a\",\"problem\":\"b\"}", "{\"text\":\"a\"}", "{} {}", "x",
        "{\"environment\":\"0\",\"device\":\"d\",\"jvm\":\"j\",\"compiler\":\"c\"}", "{\"a\":1,\"a\":2}", "{\"point\":\"few=1\",\"problem\":\"0\",\"environment\":\"0\",\"failed\":\"x\",\"at\":\"2026-01-01T00:00:00Z\"}",
        "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,\"k\":1,\"l\":1,\"m\":1,\"n\":1,\"o\":1,\"p\":1,\"q\":1}"})
    void linesThatSayNothingAreRefused(String line) throws IOException {
        whole(body() + line + "\n");
        assertTrue(refusal().contains("line 5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"median_ns\":-1", "\"median_ns\":0", "\"median_ns\":\"NaN\"", "\"median_ns\":1e400", "\"median_ns\":\"Infinity\"", "\"spread_ns\":-0.1", "\"rounds\":0", "\"rounds\":3000000000",
        "\"rounds\":1.5", "\"bytes\":-1", "\"bytes\":99999999999999999999", "\"limit_ns\":-5", "\"point\":\"\"", "\"point\":\"a\\nb\"", "\"at\":\"yesterday\"", "\"at\":\"+99999-01-01T00:00:00Z\"",
        "\"problem\":\"ffff\"", "\"environment\":\"ffff\"", "\"median_ns\":11111111111111111111111111111111111111111111111111"})
    void valuesThatCannotBeAreRefused(String member) throws IOException {
        String name = member.substring(0, member.indexOf(':')), good = body();
        String line = good.lines().toList().getLast();
        assertTrue(line.contains(name), line);
        String bad = line.replaceAll(name + ":(\"[^\"]*\"|[^,}]*)", java.util.regex.Matcher.quoteReplacement(member));
        whole(good.replace(line, bad));
        assertTrue(refusal().contains("line 4"));
        whole(good.replace(line, line.replace("{", "{\"more\":1,")));
        assertThrows(IOException.class, () -> read(file()));
        whole(good);
        assertEquals(List.of(MANY.getFirst()), read(file()));
    }

    @Test
    void hugeLinesAndOtherVersionsAreRefused() throws IOException {
        whole("{\"text\":\"" + "x".repeat(8 << 20) + "\"}\n");
        assertThrows(IOException.class, () -> read(file()));
        Files.writeString(file(), "{\"intarsia\":\"tuning\",\"version\":2,\"sha256\":\"\",\"lines\":0}\n");
        assertTrue(refusal().contains("version 2"));
        assertThrows(IOException.class, () -> read(temporary.resolve("absent")));
        assertThrows(IOException.class, () -> read(temporary));
    }

    @Test
    void projectsShipThemOnTheClassPath() throws IOException {
        Path good = temporary.resolve("good"), bad = temporary.resolve("bad");
        for (Path root : List.of(good, bad)) {
            Files.createDirectories(root.resolve("META-INF/intarsia"));
        }
        TuningFile.write(good.resolve(Shipped.RESOURCE), source(MANY));
        Files.writeString(bad.resolve(Shipped.RESOURCE), "{\"intarsia\":\"other\"}\n");
        try (var loader = new URLClassLoader(new URL[] {bad.toUri().toURL(), good.toUri().toURL()}, null)) {
            assertEquals(MANY.stream().collect(Collectors.toSet()), new HashSet<>(new Shipped(loader).get()));
        }
    }
}
