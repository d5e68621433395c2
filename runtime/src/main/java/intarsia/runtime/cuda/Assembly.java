package intarsia.runtime.cuda;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The outcome of assembling PTX text. */
public sealed interface Assembly {
    /**
     * Accepted.
     *
     * @param cubin the ELF image, read-only
     * @param kernels one row for each entry function, in the compiler's order
     * @param log the compiler's verbose output
     */
    record Assembled(MemorySegment cubin, List<KernelUse> kernels, String log) implements Assembly {
        /**
         * The row of one kernel.
         *
         * @throws IllegalArgumentException if the module has no such entry
         */
        public KernelUse kernel(String name) {
            for (KernelUse k : kernels) if (k.name().equals(name)) return k;
            throw new IllegalArgumentException("no entry '" + name + "'; known: " + kernels.stream().map(KernelUse::name).toList());
        }
    }

    /**
     * Refused.
     *
     * @param errors the compiler's lines, at least one; most name a line of the text
     */
    record Rejected(List<String> errors) implements Assembly {
    }
}
