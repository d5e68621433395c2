package intarsia.codegen.jvm;

import intarsia.ir.Kernel;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Backend;
import intarsia.ir.device.CodeVersion;
import intarsia.ir.device.Target;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * Kernels as bytecode on the Vector API: one generator for vectors of 2, 4, 8 and 16 words. A kernel reads and writes
 * memory by address and allocates nothing once compiled by C2.
 */
public final class JvmBackend implements Backend {
    /** A back end; found by {@code ServiceLoader}. */
    public JvmBackend() {
    }

    /** Widths of vectors that this JVM has, widest first; empty where {@link #missing} says why. */
    @Override
    public List<Target> targets() {
        return missing().isEmpty() ? Machine.targets() : List.of();
    }

    /** What keeps this back end from working here, in words; empty where nothing does. */
    public String missing() {
        if (!VectorModule.present()) {
            return "the module " + VectorModule.NAME + " is not resolved; start Java with --add-modules " + VectorModule.NAME;
        }
        if (!JvmBackend.class.getModule().isNativeAccessEnabled() && denied()) {
            return "native access is denied to " + JvmBackend.class.getModule() + "; start Java with --enable-native-access="
                    + (JvmBackend.class.getModule().isNamed() ? JvmBackend.class.getModule().getName() : "ALL-UNNAMED");
        }
        return "";
    }

    /** Whether the all-memory segment cannot be made. */
    private static boolean denied() {
        try {
            return AllMemory.ALL.byteSize() == 0;
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            return true;
        }
    }

    /**
     * @throws UnsupportedOperationException where the target lacks an op; names op, type and target
     * @throws IllegalArgumentException      where the kernel is not for this target, or too large for a JVM method
     */
    @Override
    public Artefact.ClassFile compile(Kernel lane, Target target) {
        if (!missing().isEmpty()) {
            throw new IllegalStateException(missing());
        }
        if (!target.engine().equals(Machine.ENGINE) || target.lanes() < 2 || target.lanes() > 16) {
            throw new IllegalArgumentException("target " + target.id() + "; wanted engine " + Machine.ENGINE + " with 2, 4, 8 or 16 lanes");
        }
        KernelClass.Code code = KernelClass.of(lane, target, true);
        return new Artefact.ClassFile(lane.params(), target, code.bytes(), MethodHandles.lookup(), new Compiled(lane, target, code));
    }

    @Override
    public byte[] save(Artefact code) {
        if (code instanceof Artefact.ClassFile c) {
            return Restored.save(c);
        }
        throw new IllegalArgumentException("kernel " + code.kernel().name() + " for " + code.target().id() + " is no class");
    }

    @Override
    public Artefact.ClassFile restore(byte[] saved, Target target) {
        return Restored.of(saved, target);
    }

    @Override
    public String version() {
        return "jvm-" + CodeVersion.of(JvmBackend.class, Opcodes.class);
    }
}
