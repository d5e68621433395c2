package intarsia.ir.device;

import intarsia.ir.Kernel;
import intarsia.ir.Param;
import java.lang.invoke.MethodHandles;
import java.util.List;

/** What a back end makes of a kernel at the lane level. */
public sealed interface Artefact {
    /** The kernel it was made from. */
    Kernel kernel();

    /** What it was made for. */
    Target target();

    /** What people look at: PTX, disassembled bytecode, the kernel's text. */
    String listing();

    /**
     * A JVM class with one static method {@code run(long[] args, int lo, int hi)}: arguments in the order of the kernel's
     * parameters, addresses or numbers; blocks lo to hi - 1 are run.
     *
     * @param params  of the kernel
     * @param definer defines it as a hidden class: it belongs to the module that may read the Vector API
     */
    record ClassFile(List<Param> params, Target target, byte[] bytes, MethodHandles.Lookup definer, Made made) implements Artefact {
        /** The name of its one method. */
        public static final String METHOD = "run";

        public ClassFile {
            params = List.copyOf(params);
        }

        @Override
        public Kernel kernel() {
            return made.kernel();
        }

        @Override
        public String listing() {
            return made.listing();
        }
    }

    /** What a class was made from and what else can be made of that: made or read when it is asked for, for a launch needs none of it. */
    interface Made {
        /** The kernel at the lane level. */
        Kernel kernel();

        /** What people look at. */
        String listing();

        /**
         * The class again, for the time before the JIT has compiled the first: the same method with the same results, bit for
         * bit, in bytecode that is fast when it is cold and slower when both are warm.
         */
        byte[] plain();
    }

    /**
     * PTX text with one entry. Its parameters are 64 bits each: those of the kernel in order, the first block, the one after
     * the last. A launch has a block of {@code lanes · warps} threads for every block of that range.
     */
    record Ptx(Kernel kernel, Target target, String listing) implements Artefact {
    }

    /** The kernel itself, for the evaluator. */
    record Ir(Kernel kernel, Target target, String listing) implements Artefact {
    }
}
