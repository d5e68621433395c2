package intarsia.runtime.cuda;

import intarsia.ir.device.Sections;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
        /** What {@link #bytes} gave. */
        static Assembled of(byte[] bytes) {
            List<byte[]> parts = Sections.split(bytes, 2);
            String log = Sections.text(parts.get(1));
            return new Assembled(MemorySegment.ofArray(parts.get(0)).asReadOnly(), PtxasLog.kernels(log), log);
        }

        /** All of it as bytes. */
        byte[] bytes() {
            return Sections.join(cubin.toArray(ValueLayout.JAVA_BYTE), Sections.of(log));
        }

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
