package intarsia.runtime.cuda;

import jcuda.driver.CUfunction;

/** A kernel of a loaded module, valid until the module is closed. */
public final class CudaKernel {
    final CUfunction function;
    private final String name;

    CudaKernel(String name, CUfunction function) {
        this.name = name;
        this.function = function;
    }

    /** Its entry name. */
    public String name() {
        return name;
    }
}
