package intarsia.runtime.cuda;

import static intarsia.runtime.cuda.CudaException.check;

import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** PTX loaded into a context. */
public final class CudaModule implements AutoCloseable {
    private final CudaContext context;
    private final CUmodule module;
    private boolean open = true;

    CudaModule(CudaContext context, CUmodule module) {
        this.context = context;
        this.module = module;
    }

    /**
     * A kernel by its entry name.
     *
     * @throws CudaException if there is none
     */
    public CudaKernel kernel(String name) {
        context.enter();
        var function = new CUfunction();
        check("cuModuleGetFunction(" + name + ")", JCudaDriver.cuModuleGetFunction(function, module, name));
        return new CudaKernel(name, function);
    }

    /** Unloads it; its kernels must have finished, see {@link CudaContext#synchronise}. */
    @Override public synchronized void close() {
        if (!open) return;
        open = false;
        context.enter();
        check("cuModuleUnload", JCudaDriver.cuModuleUnload(module));
    }
}
