package intarsia.passes;

import intarsia.ir.Kernel;

/** A step of the compiler: a new kernel of the same meaning, or the same object when there was nothing to do. */
public interface Pass {
    /** One word: in the list of passes, on the command line, in traces and test files. */
    String name();

    Kernel run(Kernel k);
}
