package intarsia.cli.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.cli.meter.ReadBandwidth.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BandwidthStoreTest {
    private static final Machine MACHINE = new Machine("Plan 9", "abacus", 2, 4L << 30, 1 << 20);
    private static final ReadBandwidth FIGURES = new ReadBandwidth(List.of(new Sample(1, 10), new Sample(2, 19)));

    @TempDir private Path folder;

    @Test void whatIsSavedIsLoadedAndNothingElseIsLeftBehind() throws IOException {
        var store = new BandwidthStore(folder.resolve("new"));
        assertEquals(Optional.empty(), store.load(MACHINE));
        store.save(MACHINE, FIGURES);
        store.save(MACHINE, FIGURES);
        assertEquals(Optional.of(FIGURES), store.load(MACHINE));
        try (var files = Files.list(store.folder())) {
            assertEquals(List.of(store.file(MACHINE)), files.toList());
        }
    }

    @Test void aFigureOfAnotherMachineIsNotOurs() throws IOException {
        var store = new BandwidthStore(folder);
        var other = new Machine("Plan 9", "abacus", 3, 4L << 30, 1 << 20);
        store.save(MACHINE, FIGURES);
        Files.copy(store.file(MACHINE), store.file(other));
        assertEquals(Optional.empty(), store.load(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1 ", "1 x", "1 -5", "0 5", "2 5\n1 5", "1 5\n1 5", "1 99999999999999999999", "1 5 6", "\u0000"})
    void aDamagedFileCountsAsAbsent(String body) throws IOException {
        var store = new BandwidthStore(folder);
        store.save(MACHINE, FIGURES);
        var lines = Files.readAllLines(store.file(MACHINE));
        Files.writeString(store.file(MACHINE), lines.get(0) + "\n" + lines.get(1) + "\n" + body + "\n");
        assertEquals(Optional.empty(), store.load(MACHINE));
    }

    @Test void aHugeFileIsNotRead() throws IOException {
        var store = new BandwidthStore(folder);
        store.save(MACHINE, FIGURES);
        Files.writeString(store.file(MACHINE), Files.readString(store.file(MACHINE)) + "3 20\n" + "\n".repeat(5000));
        assertEquals(Optional.empty(), store.load(MACHINE));
    }

    @Test void theBoundForSomeThreadsIsTheBestSampleOfNoMoreThreads() {
        var figures = new ReadBandwidth(List.of(new Sample(2, 30), new Sample(4, 50), new Sample(8, 45)));
        assertEquals(30, figures.bytesPerSecond(1));
        assertEquals(30, figures.bytesPerSecond(3));
        assertEquals(50, figures.bytesPerSecond(4));
        assertEquals(50, figures.bytesPerSecond(64));
    }

    @Test void noSamplesAreNoFigure() {
        assertThrows(IllegalArgumentException.class, () -> new ReadBandwidth(List.of()));
    }
}
