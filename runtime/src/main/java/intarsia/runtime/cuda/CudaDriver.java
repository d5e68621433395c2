package intarsia.runtime.cuda;

import static intarsia.runtime.cuda.CudaException.check;

import intarsia.runtime.cuda.NativeFile.Absent;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * The NVIDIA driver of this machine. Looked for once, at the first question; on a machine without one every question
 * gets the same sentence from {@link #absence}, and JCuda is never touched.
 */
public final class CudaDriver {
    private static final Probe<CudaDriver> PROBE = new Probe<>(CudaDriver::init);

    private final int devices;

    private CudaDriver(int devices) {
        this.devices = devices;
    }

    /** The driver, initialised and with at least one device; empty where there is none. */
    public static Optional<CudaDriver> available() {
        return PROBE.found();
    }

    /** Why there is none, such as "no CUDA driver: libcuda.so.1 not found"; empty when there is one. */
    public static Optional<String> absence() {
        return PROBE.absence();
    }

    private static CudaDriver init() throws Absent {
        try {
            NativeFile.requirePlatform();
            requireDriver();
            JCudaLibrary.load(NativeFile.JCUDA_DRIVER.unpack(NativeFile.defaultFolder()));
            return new CudaDriver(countDevices());
        } catch (Absent e) {
            throw new Absent("no CUDA driver: " + e.getMessage());
        } catch (NoClassDefFoundError e) {
            throw new Absent("no CUDA driver: JCuda is not on the class path (" + e.getMessage() + "); org.jcuda:jcuda:12.6.0 is wanted");
        } catch (LinkageError e) {
            throw new Absent("no CUDA driver: JCuda does not load: " + e.toString().lines().findFirst().orElse(""));
        }
    }

    /** Asked before JCuda is, whose answer to a missing driver is a page of stack traces. */
    @SuppressWarnings("restricted") // loading the driver is what it is for
    private static void requireDriver() throws Absent {
        try (var arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup("libcuda.so.1", arena);
        } catch (IllegalArgumentException e) {
            throw new Absent("libcuda.so.1 not found");
        } catch (IllegalCallerException e) {
            throw new Absent("native access is off; --enable-native-access=intarsia.runtime,jcuda allows it");
        }
    }

    private static int countDevices() throws Absent {
        int code = JCudaDriver.cuInit(0);
        if (code == CUresult.CUDA_ERROR_NO_DEVICE) throw new Absent("the driver found no NVIDIA device");
        if (code != CUresult.CUDA_SUCCESS) throw new Absent("cuInit gave " + CUresult.stringFor(code));
        int[] count = new int[1];
        code = JCudaDriver.cuDeviceGetCount(count);
        if (code != CUresult.CUDA_SUCCESS) throw new Absent("cuDeviceGetCount gave " + CUresult.stringFor(code));
        if (count[0] < 1) throw new Absent("the driver found no NVIDIA device");
        return count[0];
    }

    /** How many devices there are, at least 1. */
    public int devices() {
        return devices;
    }

    /**
     * Opens a device, with its primary context.
     *
     * @throws IllegalArgumentException if {@code index} is not in 0..{@code devices() - 1}
     * @throws CudaException if the driver refuses
     */
    public CudaContext open(int index) {
        if (index < 0 || index >= devices) throw new IllegalArgumentException("device " + index + ", known: 0.." + (devices - 1));
        var device = new CUdevice();
        check("cuDeviceGet", JCudaDriver.cuDeviceGet(device, index));
        return new CudaContext(device);
    }
}
