package intarsia.runtime.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Long work in a folder, of one thread of one process at a time, so that others find what it made instead of making it again. It is a courtesy, nothing depends on
 * it: who has waited long enough goes on without. A process that dies gives it back.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";
    private static final long STEP_MILLIS = 50;
    /** Of this process: a lock of a file is one between processes. */
    private static final ConcurrentHashMap<Path, Semaphore> HERE = new ConcurrentHashMap<>();

    private final Optional<Semaphore> here;
    private final Optional<FileChannel> file;

    private FolderLock(Optional<Semaphore> here, Optional<FileChannel> file) {
        this.here = here;
        this.file = file;
    }

    /**
     * Waits for it.
     *
     * @param folder   it is made where it is not there
     * @param patience after which it goes on without
     * @param waiting  called again and again meanwhile; may throw
     */
    public static FolderLock take(Path folder, Duration patience, Runnable waiting) throws IOException, InterruptedException {
        PrivateFolder.create(folder);
        long end = System.nanoTime() + patience.toNanos();
        Semaphore mine = HERE.computeIfAbsent(folder.toRealPath(), _ -> new Semaphore(1));
        while (!mine.tryAcquire(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
            waiting.run();
            if (System.nanoTime() > end) {
                return new FolderLock(Optional.empty(), Optional.empty());
            }
        }
        try {
            return new FolderLock(Optional.of(mine), file(folder, end, waiting));
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            mine.release();
            throw e;
        }
    }

    private static Optional<FileChannel> file(Path folder, long end, Runnable waiting) throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(folder.resolve(NAME), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFolder.ofFile(folder));
        try {
            while (!locked(channel)) {
                waiting.run();
                if (System.nanoTime() > end) {
                    channel.close();
                    return Optional.empty();
                }
                Thread.sleep(STEP_MILLIS);
            }
            return Optional.of(channel);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another class loader of this process has it
        }
    }

    /** Whether it is held, and was not given up. */
    public boolean held() {
        return file.isPresent();
    }

    /** Lets the next go on. */
    @Override
    public void close() throws IOException {
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } finally {
            here.ifPresent(Semaphore::release);
        }
    }
}
