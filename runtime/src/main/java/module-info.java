import org.jspecify.annotations.NullMarked;

/** Finds engines, keeps compiled kernels, launches plans. */
@NullMarked
module intarsia.runtime {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;
    requires transitive intarsia.dsl;
    requires transitive intarsia.passes;
    requires java.management;
    requires jdk.management;
    requires static jcuda;

    exports intarsia.runtime;
    exports intarsia.runtime.cpu;
    exports intarsia.runtime.cuda;
    exports intarsia.runtime.op;
    exports intarsia.runtime.store;
    exports intarsia.runtime.team;

    uses intarsia.ir.device.Backend;
    uses intarsia.ir.device.Device;

    provides intarsia.ir.device.Device with intarsia.runtime.cpu.CpuDevice, intarsia.runtime.cpu.ReferenceDevice,
            intarsia.runtime.cuda.CudaDevice;
}
