package intarsia.runtime.cpu;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A class of the JVM engine, defined and ready to be called.
 *
 * @param run {@code (long[] args, int lo, int hi)}; called by {@code invokeExact}. A handle that is no constant costs about
 *            5 ns a call, as much as an interface instance that holds it as a constant (measured), so there is none.
 */
record CpuKernel(Artefact.ClassFile artefact, MethodHandle run) implements Device.Loaded {
    private static final MethodType TYPE = MethodType.methodType(void.class, long[].class, int.class, int.class);

    static CpuKernel define(Artefact.ClassFile a) {
        String method = Artefact.ClassFile.METHOD + TYPE.toMethodDescriptorString();
        try {
            MethodHandles.Lookup inside = a.definer().defineHiddenClass(a.bytes(), true);
            return new CpuKernel(a, inside.findStatic(inside.lookupClass(), Artefact.ClassFile.METHOD, TYPE));
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("the class of kernel " + a.kernel().name() + " has no static method " + method, e);
        } catch (IllegalAccessException | LinkageError e) {
            throw new IllegalStateException("the class of kernel " + a.kernel().name() + " for " + a.target().id() + " is refused by the JVM: "
                    + e.getMessage(), e);
        }
    }
}
