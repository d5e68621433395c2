package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.bench.SyntheticModel;
import intarsia.cli.meter.BandwidthStore;
import intarsia.cli.meter.Machine;
import intarsia.cli.meter.ReadBandwidth;
import intarsia.cli.meter.ReadBandwidth.Sample;
import intarsia.decoder.Model;
import intarsia.decoder.model.Storage;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.quantize.Recipe;
import intarsia.decoder.repack.PanelStore;
import intarsia.decoder.repack.Repacker;
import intarsia.runtime.ProgramCache;
import intarsia.runtime.store.ArtefactCache;
import intarsia.runtime.store.ArtefactKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CacheCommandTest {
    private static final Machine SMALL = new Machine("Plan 9", "abacus", 1, 8 << 20, 0);

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter(), err = new StringWriter();

    private PanelStore store() {
        return PanelStore.in(folder.resolve("repacked"), 1 << 30);
    }

    private ArtefactCache kernels() {
        return ArtefactCache.in(folder.resolve("kernels"), 1 << 20);
    }

    private Path model() throws IOException {
        SyntheticModel shape = new SyntheticModel("small", 1, 64, 64, 2, 2, 300, true);
        Path file = shape.file(folder, "Q8_0");
        if (!Files.exists(file)) shape.write(Recipe.parse("Q8_0"), file);
        return file;
    }

    private void keepOneOfEach() throws IOException {
        try (Model m = Model.open(model())) {
            m.repacked(Storage.panels(16), store().panels(new Repacker(1, Stage.UNSEEN))).close();
        }
        Files.createDirectories(folder.resolve("programs"));
        Files.write(folder.resolve("programs/abc.program"), new byte[2048]);
        Files.write(folder.resolve("programs/mine.txt"), new byte[1]);
    }

    private int cache(Optional<PanelStore> panels, String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var command = new CacheCommand(ProgramCache.in(folder.resolve("programs"), 1 << 20), kernels(), panels);
        return new CommandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).setExecutionExceptionHandler(Failures::execution).execute(args);
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    @Test void everyFileIsALineWithItsSizeItsAgeAndItsModel() throws IOException {
        keepOneOfEach();
        assertEquals(0, cache(Optional.of(store())));
        assertEquals(3, lines().size(), out::toString);
        assertTrue(lines().getFirst().matches("abc +program +2.0 KiB +\\d+ s +"), out::toString);
        assertTrue(lines().get(1).contains("repacked") && lines().get(1).endsWith("8 matrices of " + model().toRealPath()), out::toString);
        assertTrue(lines().get(2).startsWith("2 files, "), out::toString);
    }

    @Test void aDamagedFileIsShownAsOne() throws IOException {
        keepOneOfEach();
        Files.write(folder.resolve("repacked/x.panels"), new byte[9]);
        assertEquals(0, cache(Optional.of(store())));
        assertTrue(out.toString().contains("damaged: "), out::toString);
    }

    @Test void filesAreRemovedByNameByKindOrAll() throws IOException {
        keepOneOfEach();
        assertEquals(0, cache(Optional.of(store()), "--clear", "abc"));
        assertEquals("removed 1 files, 2.0 KiB", out.toString().strip());
        keepOneOfEach();
        assertEquals(0, cache(Optional.of(store()), "--clear", "repacked"));
        assertEquals(List.of(), store().list());
        assertTrue(Files.exists(folder.resolve("programs/abc.program")));
        keepOneOfEach();
        assertEquals(0, cache(Optional.of(store()), "--clear"));
        assertEquals(0, cache(Optional.of(store())));
        assertEquals(List.of("0 files, 0 B"), lines());
        assertTrue(Files.exists(folder.resolve("programs/mine.txt")) && Files.exists(model()));
        assertEquals(0, cache(Optional.of(store()), "--clear", "programs"));
    }

    @Test void singleKernelsAreListedByKindAndRemoved() throws IOException {
        kernels().write(new ArtefactKey("jvm", "tile kernel add", "compiler 1", ""), new byte[1000]);
        kernels().write(new ArtefactKey(ArtefactKey.LANE, "tile kernel add", "compiler 1", ""), new byte[10]);
        assertEquals(0, cache(Optional.of(store())));
        assertEquals(3, lines().size(), out::toString);
        assertTrue(lines().getFirst().matches("jvm-[0-9a-f]{16} +kernel +1.0 KiB +\\d+ s +"), out::toString);
        assertEquals(0, cache(Optional.of(store()), "--clear", kernels().list().getLast().name()));
        keepOneOfEach();
        assertEquals(0, cache(Optional.of(store()), "--clear", "kernels"));
        assertTrue(out.toString().startsWith("removed 1 files"), out::toString);
        assertEquals(List.of(), kernels().list());
        assertTrue(Files.exists(folder.resolve("programs/abc.program")));
    }

    @Test void aNameThatIsNotThereIsWrongUsageAndSoIsACacheThatIsOff() throws IOException {
        keepOneOfEach();
        assertEquals(2, cache(Optional.of(store()), "--clear", "abd"));
        assertTrue(err.toString().contains("--clear abd"), err::toString);
        assertEquals(2, cache(Optional.empty()));
        assertTrue(err.toString().contains("INTARSIA_CACHE"), err::toString);
        assertEquals(1, store().list().size());
    }

    @Test void agesAreInTheLargestUnit() {
        Instant now = Instant.now();
        assertEquals(List.of("0 s", "2 min", "3 h", "40 d"), List.of(CacheCommand.age(now.plusSeconds(5)), CacheCommand.age(now.minusSeconds(150)),
            CacheCommand.age(now.minusSeconds(3 * 3600 + 5)), CacheCommand.age(now.minusSeconds(40 * 24 * 3600 + 5))));
    }

    @Test void theDoctorReadsRepackedModelsAndTheirModels() throws IOException {
        keepOneOfEach();
        var bandwidth = new BandwidthStore(folder);
        bandwidth.save(SMALL, new ReadBandwidth(List.of(new Sample(1, 123_456_789_012L))));
        for (String wanted : List.of("whole, its model as it was", "its model is gone; ./intarsia cache --clear")) {
            out.getBuffer().setLength(0);
            assertEquals(0, new CommandLine(new Doctor(() -> SMALL, bandwidth, Optional.of(store()), ArtefactCache.NONE, Optional.empty())).setOut(new PrintWriter(out)).execute());
            assertTrue(out.toString().lines().anyMatch(l -> l.startsWith("repacked") && l.contains(wanted)), out::toString);
            Files.delete(model());
        }
    }
}
