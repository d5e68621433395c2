package intarsia.runtime.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Region;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Target;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelClassesTest {
    private static final Target TARGET = new Target("jvm", "fake", 4, 1, 16, Set.of());

    /** A class that writes a number into its first argument. */
    private static byte[] writes(int number) {
        return ClassFile.of().build(ClassDesc.of("intarsia.runtime.cpu.Fake"), cb -> cb.withMethodBody(Artefact.ClassFile.METHOD, MethodTypeDesc.ofDescriptor("([JII)V"),
            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> code.aload(0).iconst_0().loadConstant((long) number).lastore().return_()));
    }

    private record Made(Kernel kernel, String listing, byte[] plain) implements Artefact.Made {
    }

    private static MethodHandle of(String name, byte[] bytes) {
        Kernel lane = new Kernel(name, Level.LANE, List.of(), List.of(), List.of(), 4, 1, new Region(List.of(), List.of(), List.of()));
        return KernelClasses.of(new Artefact.ClassFile(List.of(), TARGET, bytes, MethodHandles.lookup(), new Made(lane, "", bytes)), bytes);
    }

    private static long call(MethodHandle handle) throws Throwable {
        long[] args = {0};
        handle.invokeExact(args, 0, 1);
        return args[0];
    }

    @Test
    void kernelsOfTheSameBytesAreOneClass() throws Throwable {
        MethodHandle a = of("a", writes(3));
        assertSame(a, of("b", writes(3)));
        assertEquals(3, call(a));
    }

    @Test
    void kernelsOfOtherBytesAreNot() throws Throwable {
        MethodHandle a = of("a", writes(3));
        MethodHandle b = of("a", writes(4));
        assertNotSame(a, b);
        assertEquals(3, call(a));
        assertEquals(4, call(b));
    }
}
