package intarsia.runtime.cuda;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that this machine has or lacks: tried once, at the first question, and remembered either way. A library
 * that failed to load must not be tried again: the JVM then answers with a different, poorer error.
 */
final class Probe<T> {
    @FunctionalInterface
    interface Attempt<T> {
        T get() throws NativeFile.Absent;
    }

    private final Attempt<T> attempt;
    private boolean tried;
    private @Nullable T found;
    private @Nullable String absence;

    Probe(Attempt<T> attempt) {
        this.attempt = attempt;
    }

    private synchronized void once() {
        if (tried) return;
        try {
            found = attempt.get();
        } catch (NativeFile.Absent e) {
            absence = e.getMessage();
        }
        tried = true;
    }

    Optional<T> found() {
        once();
        return Optional.ofNullable(found);
    }

    /** Why it is not there; empty when it is. */
    Optional<String> absence() {
        once();
        return Optional.ofNullable(absence);
    }
}
