import org.jspecify.annotations.NullMarked;

/** Kernels at the lane level as bytecode on the Vector API. */
@NullMarked
module intarsia.codegen.jvm {
    requires static transitive org.jspecify;
    requires transitive intarsia.ir;
    requires org.objectweb.asm;
    requires jdk.incubator.vector;

    exports intarsia.codegen.jvm;

    provides intarsia.ir.device.Backend with intarsia.codegen.jvm.JvmBackend;
}
