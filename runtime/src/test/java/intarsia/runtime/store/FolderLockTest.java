package intarsia.runtime.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir private Path temporary = Path.of("");

    private FolderLock take(Duration patience) throws IOException, InterruptedException {
        return FolderLock.take(temporary.resolve("cache"), patience, () -> { });
    }

    @Test
    void oneThreadAtATimeHasIt() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger(), most = new AtomicInteger(), turns = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 6).mapToObj(_ -> Thread.ofPlatform().start(() -> {
            try (FolderLock lock = take(LONG)) {
                assertTrue(lock.held());
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.sleep(5);
                inside.decrementAndGet();
                turns.incrementAndGet();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        })).toList();
        for (Thread t : threads) t.join();
        assertEquals(List.of(1, 6), List.of(most.get(), turns.get()));
    }

    @Test
    void whoHasWaitedLongEnoughGoesOnWithout() throws IOException, InterruptedException {
        try (FolderLock first = take(LONG); FolderLock second = take(Duration.ofMillis(1))) {
            assertTrue(first.held());
            assertFalse(second.held());
        }
        try (FolderLock again = take(LONG)) {
            assertTrue(again.held());
        }
    }

    /** As another process would hold it. */
    @Test
    void aLockOfTheFileCounts() throws IOException, InterruptedException {
        take(LONG).close();
        try (FileChannel other = FileChannel.open(temporary.resolve("cache/.lock"), StandardOpenOption.WRITE)) {
            assertTrue(other.tryLock().isValid());
            try (FolderLock mine = take(Duration.ofMillis(1))) {
                assertFalse(mine.held());
            }
        }
        try (FolderLock mine = take(LONG)) {
            assertTrue(mine.held());
        }
    }

    @Test
    void waitingCanBeCancelled() throws IOException, InterruptedException {
        try (FolderLock first = take(LONG)) {
            assertTrue(first.held());
            assertThrows(CancellationException.class, () -> FolderLock.take(temporary.resolve("cache"), LONG, () -> {
                throw new CancellationException();
            }));
        }
        try (FolderLock again = take(LONG)) {
            assertTrue(again.held());
        }
    }
}
