package intarsia.runtime;

import intarsia.codegen.ptx.PtxBackend;
import intarsia.ir.device.Device;
import java.util.Optional;

/** Engines on a device of a test. */
public final class DeviceEngines {
    private DeviceEngines() {
    }

    /** PTX kernels on that device. */
    public static Engine ptx(Device device, boolean hostMemory) {
        PtxBackend backend = new PtxBackend();
        return new Engine(device.name(), Optional.of(new Engine.Generator(backend, backend.targets().getFirst())), device, hostMemory);
    }
}
