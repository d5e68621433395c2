package intarsia.runtime.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a cache's folder, by the end of their names. */
record KeptFiles(Path folder, String suffix) {
    /** After this long, a file that never became whole was left by a process that died. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private record Entry(Path file, long bytes, FileTime used) {
        boolean part() {
            return file.toString().endsWith(AtomicFile.PART);
        }
    }

    /** Removes the least recently used until no more than so many bytes are left, and what processes that died have left. */
    void prune(long mostBytes) throws IOException {
        List<Entry> entries = entries();
        long bytes = entries.stream().filter(e -> !e.part()).mapToLong(Entry::bytes).sum();
        FileTime abandoned = FileTime.from(Instant.now().minus(ABANDONED));
        for (Entry e : entries) {
            boolean goes = e.part() ? e.used.compareTo(abandoned) < 0 : bytes > mostBytes;
            if (goes && removed(e.file) && !e.part()) {
                bytes -= e.bytes;
            }
        }
    }

    /** Windows keeps what a process has mapped. */
    private static boolean removed(Path file) {
        try {
            Files.deleteIfExists(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Those that are whole, the least recently used first. */
    List<Kept> list() throws IOException {
        return entries().stream().filter(e -> !e.part()).map(e -> new Kept(name(e.file), e.file, e.bytes, e.used.toInstant())).toList();
    }

    private String name(Path file) {
        String all = file.getFileName().toString();
        return all.substring(0, all.length() - suffix.length());
    }

    private List<Entry> entries() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.toString().endsWith(suffix) || f.toString().endsWith(AtomicFile.PART)).toList();
        }
        List<Entry> entries = new ArrayList<>();
        for (Path f : files) {
            entry(f).ifPresent(entries::add);
        }
        entries.sort(Comparator.comparing(Entry::used));
        return entries;
    }

    /** Empty where another process was faster to remove it. */
    private static Optional<Entry> entry(Path f) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(f, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Entry(f, found.size(), found.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
