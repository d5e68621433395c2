package intarsia.runtime;

import intarsia.ir.device.Device;
import java.util.LinkedHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Compiled kernels, the least recently used dropped first. A key is compiled once, by the thread that asks first; others that
 * ask meanwhile wait for it. A compilation that fails is not kept.
 */
final class KernelCache {
    /** Everything that changes the code. Facts about symbols stand in the text. */
    record Key(String text, String target, String version, String options) {
        /** As a record has it; said here, for what a record says by itself takes some milliseconds in a JVM that has just started. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Key k && text.equals(k.text) && target.equals(k.target) && version.equals(k.version) && options.equals(k.options);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    private final int capacity;
    private final LinkedHashMap<Key, FutureTask<Device.Loaded>> kept = new LinkedHashMap<>(16, 0.75f, true);

    KernelCache(int capacity) {
        this.capacity = capacity;
    }

    Device.Loaded get(Key key, Supplier<Device.Loaded> compile) {
        FutureTask<Device.Loaded> task;
        synchronized (this) {
            task = kept.computeIfAbsent(key, k -> new FutureTask<>(compile::get));
            dropOldest();
        }
        task.run(); // does nothing where another thread began
        try {
            return await(task);
        } catch (ExecutionException e) {
            synchronized (this) {
                kept.remove(key, task);
            }
            throw thrown(e);
        }
    }

    private void dropOldest() {
        for (var oldest = kept.entrySet().iterator(); kept.size() > capacity; ) {
            oldest.next();
            oldest.remove();
        }
    }

    synchronized int size() {
        return kept.size();
    }

    /** The result; an interrupt is kept for later, for the thread that compiles will not be long. */
    private static Device.Loaded await(FutureTask<Device.Loaded> task) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException thrown(ExecutionException failure) {
        return switch (failure.getCause()) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(failure);
        };
    }
}
