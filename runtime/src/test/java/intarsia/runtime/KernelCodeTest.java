package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.passes.Compiler;
import intarsia.runtime.store.ArtefactCache;
import intarsia.runtime.store.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCodeTest {
    private static final Kernel TILE = ProgramFileTest.plan().steps().getFirst().kernel();

    @TempDir
    private Path temporary = Path.of("");

    private ArtefactCache disk() {
        return ArtefactCache.in(temporary, 1 << 20);
    }

    /** An engine as another process has it: with nothing in memory. */
    private Engine fresh() {
        return Engine.find("jvm", Services.load()).keeping(disk());
    }

    private static byte[] bytes(Device.Loaded code) {
        return ((Artefact.ClassFile) code.artefact()).bytes();
    }

    private static boolean compiled(Device.Loaded code) {
        return code.artefact() instanceof Artefact.ClassFile c && c.made().getClass().getSimpleName().equals("Compiled");
    }

    @Test
    void aKernelIsCompiledOnceForAllProcesses() throws IOException {
        Device.Loaded first = fresh().load(TILE, Compiler.Options.DEFAULT), second = fresh().load(TILE, Compiler.Options.DEFAULT);
        assertTrue(compiled(first));
        assertFalse(compiled(second));
        assertArrayEquals(bytes(first), bytes(second));
        assertEquals(first.artefact().kernel(), second.artefact().kernel());
        assertEquals(1, disk().list().size());
        assertTrue(compiled(fresh().load(TILE, Compiler.Options.DEFAULT.withChecks())));
        assertEquals(2, disk().list().size());
        for (Kept k : disk().list()) {
            assertTrue(disk().remove(k.name()));
        }
        assertTrue(compiled(fresh().load(TILE, Compiler.Options.DEFAULT)));
    }

    @Test
    void aDamagedClassIsNeverDefinedAndMadeAgain() throws IOException {
        fresh().load(TILE, Compiler.Options.DEFAULT);
        Path file = disk().list().getFirst().file();
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at += Math.max(1, good.length / 40)) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            Files.write(file, bad);
            assertTrue(compiled(fresh().load(TILE, Compiler.Options.DEFAULT)), "byte " + at);
            assertFalse(compiled(fresh().load(TILE, Compiler.Options.DEFAULT)), "byte " + at);
        }
    }

    @Test
    void lanesOfAKernelAreKeptAsTheyAre() {
        Kernel lane = fresh().lower(TILE, Compiler.Options.DEFAULT);
        assertEquals(lane, fresh().lower(TILE, Compiler.Options.DEFAULT));
        assertEquals(lane, fresh().load(TILE, Compiler.Options.DEFAULT).artefact().kernel());
        assertEquals(List.of("jvm", "lane"), disk().list().stream().map(k -> k.name().substring(0, k.name().indexOf('-'))).sorted().toList());
    }

    @Test
    void whoWatchesThePassesSeesThem() {
        fresh().load(TILE, Compiler.Options.DEFAULT);
        List<String> seen = new ArrayList<>();
        fresh().load(TILE, Compiler.Options.DEFAULT.tracing((pass, k) -> seen.add(pass)));
        assertNotEquals(List.of(), seen);
    }

    @Test
    void withoutACacheNothingIsSaved() {
        Engine engine = Engine.find("jvm", Services.load());
        Device.Loaded code = engine.load(TILE, Compiler.Options.DEFAULT);
        assertTrue(compiled(code) && !ArtefactCache.NONE.keeps() && disk().keeps());
        assertEquals(List.of(), disk().list());
    }

    @Test
    void whatIsFoundIsUsedNow() throws IOException {
        fresh().load(TILE, Compiler.Options.DEFAULT);
        Path file = disk().list().getFirst().file();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        fresh().load(TILE, Compiler.Options.DEFAULT);
        assertNotEquals(Map.of(file, FileTime.fromMillis(1000)), Map.of(file, Files.getLastModifiedTime(file)));
    }
}
