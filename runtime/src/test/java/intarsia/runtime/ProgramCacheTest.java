package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.plan.Plan;
import intarsia.passes.Compiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCacheTest {
    @TempDir
    private Path temporary = Path.of("");
    private final AtomicInteger planned = new AtomicInteger();

    private Plan plan() {
        planned.incrementAndGet();
        return ProgramFileTest.plan();
    }

    private ProgramCache cache() {
        return ProgramCache.in(temporary, 1 << 20);
    }

    private Program get(String key, boolean checked) {
        Compiler.Options options = checked ? Compiler.Options.DEFAULT.withChecks() : Compiler.Options.DEFAULT;
        return cache().get(key, Engine.find("jvm", Services.load()), options, this::plan);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(temporary)) {
            return all.toList();
        }
    }

    @Test
    void aProgramIsPlannedOnceForAKeyAndOption() throws IOException {
        get("a", false);
        assertEquals(1, planned.get());
        Program again = get("a", false);
        assertEquals(1, planned.get());
        assertEquals(ProgramFileTest.plan().steps(), again.plan().steps());
        get("b", false);
        get("a", true);
        assertEquals(3, planned.get());
        assertTrue(get("a", true).options().checked());
        assertEquals(3, planned.get());
        assertEquals(3, files().size());
    }

    @Test
    void onADamagedOrForeignFileItIsMadeAgainAndKept() throws IOException {
        get("a", false);
        Path file = files().getFirst();
        byte[] good = Files.readAllBytes(file);
        List<byte[]> bad = new ArrayList<>(List.of(new byte[0], "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Arrays.copyOf(good, good.length / 2), Arrays.copyOf(good, good.length + 1)));
        ProgramFile f = ProgramFile.parse(good);
        bad.add(new ProgramFile(f.maker(), f.options(), "another key", f.plan(), f.codes(), f.uses()).bytes());
        bad.add(new ProgramFile("another maker", f.options(), f.key(), f.plan(), f.codes(), f.uses()).bytes());
        List<ProgramFile.Code> noClass = f.codes().stream().map(c -> new ProgramFile.Code(c.tile(), Arrays.copyOf(c.saved(), 40))).toList();
        bad.add(new ProgramFile(f.maker(), f.options(), f.key(), f.plan(), noClass, f.uses()).bytes());
        for (byte[] content : bad) {
            Files.write(file, content);
            int before = planned.get();
            get("a", false);
            assertEquals(before + 1, planned.get());
            assertEquals(List.of(file), files());
            get("a", false);
            assertEquals(before + 1, planned.get());
        }
    }

    @Test
    void threadsWithCachesOfTheirOwnShareAFolder() throws Exception {
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int first = t;
            all.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < 4; i++) {
                        Program p = get("key " + (first + i) % 3, false);
                        assertEquals(ProgramFileTest.plan().steps(), p.plan().steps());
                    }
                } catch (RuntimeException | AssertionError e) {
                    failures.add(e.toString());
                }
            }));
        }
        for (Thread t : all) {
            t.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(3, files().size());
    }

    @Test
    void withoutAFolderOrCodeOrWherePassesAreCheckedItIsCompiled() throws IOException {
        ProgramCache.NONE.get("a", Engine.jvm(1), Compiler.Options.DEFAULT, this::plan);
        cache().get("a", Engine.reference(), Compiler.Options.DEFAULT, this::plan);
        List<String> lines = new ArrayList<>();
        cache().get("a", Engine.find("jvm", Services.load()), Compiler.Options.DEFAULT.checkingPasses(lines::add), this::plan);
        assertEquals(3, planned.get());
        assertEquals(2, lines.size());
        assertEquals(List.of(), files());
    }

    @Test
    void theSwitchIsAProperty() {
        String before = System.getProperty("intarsia.cache", "");
        try {
            System.setProperty("intarsia.cache", "off");
            assertSame(ProgramCache.NONE, ProgramCache.ofUser());
            System.setProperty("intarsia.cache", "on");
            assertTrue(ProgramCache.ofUser() != ProgramCache.NONE);
        } finally {
            System.setProperty("intarsia.cache", before);
        }
    }
}
