package intarsia.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while a command works: the work is cancelled, and the process ends when the command has closed this, so that
 * what it wrote is whole; or after {@value #PATIENCE_SECONDS} seconds.
 */
final class Interrupt implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 2;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    private Interrupt(Runnable cancel) {
        hook = Thread.ofPlatform().name("interrupt").unstarted(() -> {
            cancel.run();
            await();
        });
    }

    /** Calls {@code cancel}, on a thread of its own, when the process is asked to stop before this is closed. */
    static Interrupt calling(Runnable cancel) {
        var interrupt = new Interrupt(cancel);
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    private void await() {
        try {
            if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) Runtime.getRuntime().halt(Exit.FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody waits for a hook but the end of the process
        }
    }

    @Override public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending: the hook runs, and now goes on
        }
    }
}
