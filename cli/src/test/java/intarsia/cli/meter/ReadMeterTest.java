package intarsia.cli.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadMeterTest {
    @TempDir private Path folder;

    @Test void everyWordOfAPartIsReadOnce() {
        for (int size : new int[] {0, 1, 3, 4, 5, 31, 33}) {
            var words = LongStream.range(0, size).map(i -> 1L << i).toArray();
            assertEquals((1L << size) - 1, ReadMeter.sum(MemorySegment.ofArray(words), 0, size), "size " + size);
        }
        assertEquals(0b0110, ReadMeter.sum(MemorySegment.ofArray(new long[] {1, 2, 4, 8}), 1, 3));
    }

    @Test void partsOfUnequalSizeStillCoverTheBuffer() {
        var meter = new ReadMeter(MemorySegment.ofArray(new long[1001])); // 1001 = 3 · 333 + 2
        assertTrue(meter.bestOf(1, 3) > 0);
    }

    @Test void theBufferExceedsTheLastCacheButNotMemory() {
        assertEquals(256L << 20, ReadBandwidth.bufferBytes(new Machine("", "", 1, 64L << 30, 32 << 20)));
        assertEquals(512L << 20, ReadBandwidth.bufferBytes(new Machine("", "", 1, 64L << 30, 128 << 20)));
        assertEquals(1L << 30, ReadBandwidth.bufferBytes(new Machine("", "", 1, 64L << 30, 480 << 20)));
        assertEquals(128L << 20, ReadBandwidth.bufferBytes(new Machine("", "", 1, 512L << 20, 32 << 20)));
    }

    @Test void threadCountsAreOneTwoAndAll() {
        assertEquals(List.of(1), ReadBandwidth.threadCounts(1));
        assertEquals(List.of(1, 2), ReadBandwidth.threadCounts(2));
        assertEquals(List.of(1, 2, 16), ReadBandwidth.threadCounts(16));
    }

    @Test void amountsAreCutToOneDigit() {
        assertEquals("1023 B", Amount.bytes(1023));
        assertEquals("1.0 KiB", Amount.bytes(1024));
        assertEquals("1.9 MiB", Amount.bytes((2 << 20) - 1));
        assertEquals("7.9 EiB", Amount.bytes(Long.MAX_VALUE));
        assertEquals("11.9 GB/s", Amount.rate(11_999_999_999L));
        assertEquals("0.0 GB/s", Amount.rate(1));
    }

    @Test void theKernelsFilesAreReadAndTheirAbsenceIsNoError() throws IOException {
        var cpuinfo = Files.writeString(folder.resolve("cpuinfo"), "processor\t: 0\nmodel name\t: Abacus 9\n");
        assertEquals("Abacus 9", Machine.processorName(cpuinfo, "amd64"));
        assertEquals("amd64", Machine.processorName(folder.resolve("none"), "amd64"));
        for (var level : List.of("48K", "2048K", "many", "999999999999K")) {
            Files.writeString(Files.createDirectory(folder.resolve("index" + level)).resolve("size"), level + "\n");
        }
        assertEquals(2048 << 10, Machine.lastLevelCache(folder));
        assertEquals(0, Machine.lastLevelCache(folder.resolve("none")));
    }
}
