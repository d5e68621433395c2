package intarsia.cli.child;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The process that was started last by somebody who may be stopped, and it with them. */
public final class LatestChild {
    private final AtomicReference<@Nullable Child> child = new AtomicReference<>();
    private volatile boolean stopped;

    /** Says which it is. One that starts while this is stopped must not outlive it. */
    public void started(Child c) {
        child.set(c);
        if (stopped) c.stop();
    }

    /** Stops it, and each that is started afterwards; from any thread. */
    public void stop() {
        stopped = true;
        Child c = child.get();
        if (c != null) c.stop();
    }
}
