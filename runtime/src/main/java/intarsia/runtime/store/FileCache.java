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

/**
 * Files that can be made again, in a folder that several processes share; the least recently read goes first. Nothing that
 * happens here is an error to the caller: what cannot be read is absent, what cannot be written is not kept. A folder that
 * belongs to somebody else, or that others may write, is not used.
 */
public final class FileCache {
    /** After this long, a file that never became whole was left by a process that died. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path folder;
    private final String suffix;
    private final long mostBytes;
    private boolean said;

    /**
     * @param folder    need not exist
     * @param suffix    of the names of its files; others in the folder are left alone
     * @param mostBytes of all files together
     */
    public FileCache(Path folder, String suffix, long mostBytes) {
        this.folder = folder;
        this.suffix = suffix;
        this.mostBytes = mostBytes;
    }

    /** The bytes kept under a name. */
    public Optional<byte[]> read(String name) {
        Path file = file(name);
        try {
            if (!usable() || !readable(file)) {
                return Optional.empty();
            }
            byte[] found = Files.readAllBytes(file);
            used(file);
            return Optional.of(found);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | OutOfMemoryError e) {
            unusable(e.toString());
            return Optional.empty();
        }
    }

    private static void used(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            return; // a folder that is read-only, or another process removed it: what was read is good
        }
    }

    /** A whole file of this user's, no larger than one that is kept. */
    private boolean readable(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isRegularFile() && found.size() <= mostBytes && PrivateFolder.fault(file, LinkOption.NOFOLLOW_LINKS).isEmpty();
    }

    /** Keeps bytes under a name, in place of what was there. */
    public void write(String name, byte[] content) {
        if (content.length > mostBytes) {
            return;
        }
        try {
            PrivateFolder.create(folder);
            if (usable()) {
                AtomicFile.write(file(name), content, PrivateFolder.ofFile(folder));
                prune();
            }
        } catch (IOException e) {
            unusable(e.toString());
        }
    }

    /** Removes what was found to be no good. */
    public void drop(String name, String why) {
        log().log(System.Logger.Level.INFO, "dropped {0}, to be made again: {1}", file(name), why.lines().findFirst().orElse(""));
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            unusable(e.toString());
        }
    }

    /** Found when there is something to say: the first logger of a process takes longer than reading a file. */
    private static System.Logger log() {
        return System.getLogger("intarsia.cache");
    }

    private Path file(String name) {
        return folder.resolve(name + suffix);
    }

    private boolean usable() throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        Optional<String> fault = PrivateFolder.fault(folder);
        fault.ifPresent(this::unusable);
        return fault.isEmpty();
    }

    private synchronized void unusable(String why) {
        if (!said) {
            log().log(System.Logger.Level.DEBUG, "cache folder {0} is not used: {1}", folder, why);
        }
        said = true;
    }

    private record Entry(Path file, long bytes, FileTime used) {
        boolean part() {
            return file.toString().endsWith(AtomicFile.PART);
        }
    }

    private void prune() throws IOException {
        List<Entry> entries = new ArrayList<>(entries());
        entries.sort(Comparator.comparing(Entry::used));
        long bytes = entries.stream().filter(e -> !e.part()).mapToLong(Entry::bytes).sum();
        FileTime abandoned = FileTime.from(Instant.now().minus(ABANDONED));
        for (Entry e : entries) {
            if (e.part() ? e.used.compareTo(abandoned) < 0 : bytes > mostBytes) {
                Files.deleteIfExists(e.file);
                bytes -= e.part() ? 0 : e.bytes;
            }
        }
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
