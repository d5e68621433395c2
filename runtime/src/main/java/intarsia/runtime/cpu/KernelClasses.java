package intarsia.runtime.cpu;

import intarsia.ir.device.Artefact;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The classes of kernels, one of the same bytes: kernels that differ in the size of their grid alone are the same code, which the JIT
 * compiles once, the first time. A class goes with the last kernel that calls it.
 */
final class KernelClasses {
    /** {@code (long[] args, int lo, int hi)}. */
    private static final MethodType TYPE = MethodType.methodType(void.class, long[].class, int.class, int.class);

    /** What makes two classes the same. */
    record Code(Class<?> definer, ByteBuffer bytes) {
        static Code of(Artefact.ClassFile a, byte[] bytes) {
            return new Code(a.definer().lookupClass(), ByteBuffer.wrap(bytes));
        }
    }

    private static final Map<Code, WeakReference<MethodHandle>> KNOWN = new HashMap<>();

    private KernelClasses() {}

    /** What calls the class of an artefact, or its plain twin's; the same for the same bytes. */
    static synchronized MethodHandle of(Artefact.ClassFile a, byte[] bytes) {
        Code code = Code.of(a, bytes);
        WeakReference<MethodHandle> known = KNOWN.get(code);
        MethodHandle handle = known == null ? null : known.get();
        if (handle == null) {
            KNOWN.values().removeIf(w -> w.refersTo(null));
            handle = define(a, bytes);
            KNOWN.put(code, new WeakReference<>(handle));
        }
        return handle;
    }

    private static MethodHandle define(Artefact.ClassFile a, byte[] bytes) {
        String method = Artefact.ClassFile.METHOD + TYPE.toMethodDescriptorString();
        try {
            MethodHandles.Lookup inside = a.definer().defineHiddenClass(bytes, true);
            return inside.findStatic(inside.lookupClass(), Artefact.ClassFile.METHOD, TYPE);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("the class of kernel " + a.kernel().name() + " has no static method " + method, e);
        } catch (IllegalAccessException | LinkageError e) {
            throw new IllegalStateException("the class of kernel " + a.kernel().name() + " for " + a.target().id() + " is refused by the JVM: " + e.getMessage(), e);
        }
    }
}
