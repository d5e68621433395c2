package intarsia.ir.device;

import intarsia.ir.Symbols;
import intarsia.ir.plan.Plan;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** Memory and processors that run kernels: found by {@code ServiceLoader}. */
public interface Device extends AutoCloseable {
    /** The name of the engine that it belongs to: {@code reference}, {@code jvm}, {@code ptx}, {@code cuda}. */
    String name();

    /** Why it cannot be used here, in one sentence; empty where it can. */
    Optional<String> unavailable();

    /** Whether it can load such code. */
    boolean accepts(Artefact a);

    /** Memory of the device, filled with zeros. */
    Memory allocate(long bytes);

    /** Code made ready to run. */
    Loaded load(Artefact a);

    /**
     * A plan with its code and memory bound, ready to run any number of times.
     *
     * @param kernels code for each step
     * @param memory  memory for each buffer of the plan, in order; all {@code TEMP} buffers have the same, and each lies at its
     *                offset in it
     */
    Bound bind(Plan p, List<Loaded> kernels, List<Memory> memory);

    @Override
    void close();

    /** Memory of a device. */
    interface Memory extends AutoCloseable {
        long bytes();

        /** The memory itself where the CPU reaches it. */
        Optional<MemorySegment> segment();

        void write(long at, MemorySegment from);

        void read(long at, MemorySegment to);

        @Override
        void close();
    }

    /** A kernel on a device. */
    interface Loaded {
        Artefact artefact();
    }

    /** A plan that can be run. */
    interface Bound extends AutoCloseable {
        /** Runs all steps and waits; sizes and declared ranges are checked first. */
        void run(Symbols symbols);

        /** Ends a run between two steps; called from another thread. */
        void cancel();

        @Override
        void close();
    }
}
