package intarsia.runtime.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Files that can be made again, in a folder that several processes share; the least recently read goes first. Nothing that
 * happens here is an error to the caller: what cannot be read is absent, what cannot be written is not kept. A folder that
 * belongs to somebody else, or that others may write, is not used.
 */
public final class FileCache {
    /** What is left of the disk for everybody else. */
    private static final long RESERVE = 64L << 20;

    private final Path folder;
    private final String suffix;
    private final KeptFiles files;
    private final long mostBytes;
    private boolean said;
    /** Written since the folder was last looked through; at first more than any. */
    private long unseen = Long.MAX_VALUE / 2;

    /**
     * @param folder    need not exist
     * @param suffix    of the names of its files; others in the folder are left alone
     * @param mostBytes of all files together; where several processes write at a time, a 64th more for each
     */
    public FileCache(Path folder, String suffix, long mostBytes) {
        this.folder = folder;
        this.suffix = suffix;
        this.files = new KeptFiles(folder, suffix);
        this.mostBytes = mostBytes;
    }

    /** Where its files lie; it need not exist. */
    public Path folder() {
        return folder;
    }

    /** The bytes kept under a name. */
    public Optional<byte[]> read(String name) {
        return find(name).flatMap(file -> {
            try {
                return Optional.of(Files.readAllBytes(file));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException | OutOfMemoryError e) {
                unusable(e.toString());
                return Optional.empty();
            }
        });
    }

    /** The file kept under a name, which counts as read now. Others may replace or remove it: who needs it for longer maps or opens it. */
    public Optional<Path> find(String name) {
        Path file = file(name);
        try {
            if (!usable() || !readable(file)) {
                return Optional.empty();
            }
            used(file);
            return Optional.of(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
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
                prune(content.length);
            }
        } catch (IOException e) {
            unusable(e.toString());
        }
    }

    /** Looks through the folder after every 64th of what it may hold: that takes longer than to write a file, as soon as there are many. */
    private synchronized void prune(long written) throws IOException {
        long slack = mostBytes / 64;
        unseen += written;
        if (unseen >= slack) {
            files.prune(mostBytes - slack);
            unseen = 0;
        }
    }

    /**
     * Keeps a large file under a name, in place of what was there; others go before it is written, as many as there must.
     *
     * @param bytes that the content writes
     * @return the file
     * @throws IOException if it cannot be kept: says in words why
     */
    public Path keep(String name, long bytes, AtomicFile.Content content) throws IOException {
        if (bytes > mostBytes) {
            throw new IOException(bytes + " bytes for " + folder + ", which is to hold at most " + mostBytes);
        }
        PrivateFolder.create(folder);
        Optional<String> fault = PrivateFolder.fault(folder);
        if (fault.isPresent()) {
            throw new IOException("the folder " + folder + " is not used: " + fault.get());
        }
        files.prune(mostBytes - bytes);
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free - RESERVE < bytes) {
            throw new IOException(bytes + " bytes for " + folder + ", whose disk has " + free + " free, of which " + RESERVE + " are to stay so");
        }
        AtomicFile.write(file(name), content, PrivateFolder.ofFile(folder));
        return file(name);
    }

    /** What is kept, the least recently read first; nothing of a folder that is not used. */
    public List<Kept> list() {
        try {
            return usable() ? files.list() : List.of();
        } catch (IOException e) {
            unusable(e.toString());
            return List.of();
        }
    }

    /** Removes what is kept under a name; whether it was there. */
    public boolean remove(String name) throws IOException {
        return usable() && Files.deleteIfExists(file(name));
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
        fault.ifPresent(why -> unusable(System.Logger.Level.WARNING, why));
        return fault.isEmpty();
    }

    private void unusable(String why) {
        unusable(System.Logger.Level.DEBUG, why);
    }

    /** Says it once. */
    private synchronized void unusable(System.Logger.Level level, String why) {
        if (!said) {
            log().log(level, "cache folder {0} is not used: {1}", folder, why);
        }
        said = true;
    }
}
