package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.meter.BandwidthStore;
import intarsia.cli.meter.Machine;
import intarsia.cli.meter.ReadBandwidth;
import intarsia.cli.meter.ReadBandwidth.Sample;
import intarsia.runtime.store.ArtefactCache;
import intarsia.runtime.store.ArtefactKey;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DoctorTest {
    /** 8 MiB of memory makes the buffer 2 MiB: quick, and nobody looks at the figure. */
    private static final Machine SMALL = new Machine("Plan 9", "abacus", 1, 8 << 20, 0);

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();

    private int doctor(BandwidthStore store, String... args) {
        return new CommandLine(new Doctor(() -> SMALL, store, Optional.empty(), ArtefactCache.in(folder.resolve("kernels"), 1 << 20), Optional.of(folder.resolve("data/tuning.db")))).setOut(new PrintWriter(out)).execute(args);
    }

    @Test void aKeptFigureIsShownAndNotMeasured() throws IOException {
        var store = new BandwidthStore(folder);
        store.save(SMALL, new ReadBandwidth(List.of(new Sample(1, 123_456_789_012L))));
        assertEquals(0, doctor(store));
        assertTrue(out.toString().contains("123.4 GB/s with 1 thread") && out.toString().contains("cached in"), out.toString());
    }

    @Test void againMeasuresAndReplacesTheKeptFigure() throws IOException {
        var store = new BandwidthStore(folder);
        var impossible = new ReadBandwidth(List.of(new Sample(1, Long.MAX_VALUE)));
        store.save(SMALL, impossible);
        assertEquals(0, doctor(store, "--again"));
        assertFalse(store.load(SMALL).orElseThrow().equals(impossible));
    }

    @Test void aFolderThatCannotBeWrittenIsSaidAndTheFigureShown() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertEquals(0, doctor(new BandwidthStore(file.resolve("below"))));
        assertTrue(out.toString().contains("GB/s with 1 thread") && out.toString().contains("not kept"), out.toString());
    }

    @Test void kernelsAndMeasurementsAreReadWhereThereAreSome() throws IOException {
        var store = new BandwidthStore(folder);
        store.save(SMALL, new ReadBandwidth(List.of(new Sample(1, 1_000_000_000L))));
        assertEquals(0, doctor(store));
        assertFalse(out.toString().contains("tuning") || out.toString().contains("kernels"), out.toString());
        assertFalse(Files.exists(folder.resolve("data")));
        TuningStore.open(folder.resolve("data/tuning.db")).close();
        var kernels = ArtefactCache.in(folder.resolve("kernels"), 1 << 20);
        kernels.write(new ArtefactKey("jvm", "tile kernel add", "compiler 1", ""), new byte[100]);
        assertEquals(0, doctor(store));
        assertTrue(out.toString().lines().anyMatch(l -> l.startsWith("kernels") && l.endsWith("in 1 files, whole")), out.toString());
        assertTrue(out.toString().lines().anyMatch(l -> l.startsWith("tuning") && l.contains("0 problems") && l.endsWith("whole")), out.toString());
        Files.write(kernels.list().getFirst().file(), new byte[50]);
        assertEquals(0, doctor(store));
        assertTrue(out.toString().contains("1 to be made again"), out.toString());
    }
}
