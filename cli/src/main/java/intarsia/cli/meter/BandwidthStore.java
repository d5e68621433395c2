package intarsia.cli.meter;

import intarsia.runtime.store.AtomicFile;
import intarsia.runtime.store.CacheFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Bandwidth figures kept in a folder, a small text file for each machine:
 * <pre>
 * intarsia read bandwidth 1
 * PROCESSOR, 2 cores, 7 GiB, cache 33554432
 * 1 11904761904
 * 2 20000000000
 * </pre>
 * A file that says anything else, or is about another machine, counts as absent.
 */
public record BandwidthStore(Path folder) {
    private static final String HEADER = "intarsia read bandwidth 1";
    private static final int MOST_BYTES = 4096;

    /** The store in the user's cache folder. */
    public static BandwidthStore ofUser() {
        return new BandwidthStore(CacheFolder.ofUser());
    }

    /** Where the figures of a machine lie, present or not. */
    public Path file(Machine machine) {
        return folder.resolve("read-bandwidth-" + Integer.toHexString(machine.key().hashCode()) + ".txt");
    }

    /** The figures kept, if they are whole. */
    public Optional<ReadBandwidth> load(Machine machine) {
        try {
            var file = file(machine);
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) return Optional.empty();
            return parse(Files.readAllLines(file), machine);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // damaged: it is measured again and replaced
        }
    }

    /** Writes a file beside and renames it, so that no reader sees half of it. */
    public void save(Machine machine, ReadBandwidth bandwidth) throws IOException {
        Files.createDirectories(folder);
        AtomicFile.write(file(machine), print(machine, bandwidth).getBytes(StandardCharsets.UTF_8));
    }

    private static String print(Machine machine, ReadBandwidth bandwidth) {
        var text = new StringBuilder(HEADER).append('\n').append(machine.key()).append('\n');
        for (var s : bandwidth.samples()) text.append(s.threads()).append(' ').append(s.bytesPerSecond()).append('\n');
        return text.toString();
    }

    private static Optional<ReadBandwidth> parse(List<String> lines, Machine machine) {
        if (lines.size() < 3 || !lines.get(0).equals(HEADER) || !lines.get(1).equals(machine.key())) return Optional.empty();
        var samples = new ArrayList<ReadBandwidth.Sample>();
        for (var line : lines.subList(2, lines.size())) {
            int blank = line.indexOf(' ');
            if (blank < 0) return Optional.empty();
            samples.add(new ReadBandwidth.Sample(Integer.parseInt(line.substring(0, blank)), Long.parseLong(line.substring(blank + 1))));
        }
        return Optional.of(new ReadBandwidth(samples));
    }
}
