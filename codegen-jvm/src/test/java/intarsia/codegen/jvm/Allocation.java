package intarsia.codegen.jvm;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/** What a call allocates on the Java heap: a vector that C2 boxed shows here. */
final class Allocation {
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALLS = 64;
    /** A call may load a class or hit a trap once; a box in every block is more. */
    private static final int NOISE = 4096;

    private Allocation() {
    }

    /** Bytes that many calls allocate. */
    static long bytes(Runnable call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Says that compiled code of at least 16 blocks a call still allocates; empty where it does not. */
    static Optional<String> difference(Object name, int lanes, Runnable call) {
        long first = bytes(call);
        long found = first > NOISE ? bytes(call) : first;
        return found > NOISE ? Optional.of(name + ", lanes " + lanes + ": " + CALLS + " calls allocate " + found + " bytes; wanted none") : Optional.empty();
    }
}
