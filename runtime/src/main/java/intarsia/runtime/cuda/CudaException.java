package intarsia.runtime.cuda;

import jcuda.driver.CUresult;

/**
 * A driver call failed. After a fault of a kernel (an illegal address, a trap) the context is lost: every later call
 * fails alike, and only a new process helps.
 */
public final class CudaException extends RuntimeException {
    private final int code;

    private CudaException(String call, int code) {
        super(call + " gave " + CUresult.stringFor(code) + " (" + code + ")");
        this.code = code;
    }

    /** The CUresult. */
    public int code() {
        return code;
    }

    static void check(String call, int code) {
        if (code != CUresult.CUDA_SUCCESS) throw new CudaException(call, code);
    }
}
