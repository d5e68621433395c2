import org.jspecify.annotations.NullMarked;

@NullMarked
module intarsia.codegen.ptx {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;

    exports intarsia.codegen.ptx;
    exports intarsia.codegen.ptx.device;
    exports intarsia.codegen.ptx.machine;
    exports intarsia.codegen.ptx.text;

    provides intarsia.ir.device.Backend with intarsia.codegen.ptx.PtxBackend;
    provides intarsia.ir.device.Device with intarsia.codegen.ptx.device.PtxDevice;
}
