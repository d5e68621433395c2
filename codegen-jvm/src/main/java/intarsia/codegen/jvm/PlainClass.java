package intarsia.codegen.jvm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A class of a kernel with other names in it: of {@link intarsia.codegen.jvm.plain} instead of the Vector API, and of its own,
 * by which the launcher tells the JIT which kernels to compile early. All names of a class file stand in its constant pool.
 */
final class PlainClass {
    private static final String HERE = PlainClass.class.getPackageName().replace('.', '/') + "/";
    private static final Map<String, String> NAMES = Map.of(Asm.API, HERE + "plain/", HERE + KernelClass.PREFIX, HERE + "Plain$");
    /** Where the count of constants stands, behind magic number and version. */
    private static final int COUNT = 8;

    private final ByteBuffer in;
    private final java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();

    private PlainClass(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    static byte[] of(byte[] bytes) {
        PlainClass c = new PlainClass(bytes);
        c.rename();
        return c.out.toByteArray();
    }

    private void rename() {
        copy(COUNT);
        int count = in.getShort(COUNT) & 0xffff;
        copy(2);
        for (int i = 1; i < count; i++) {
            int tag = in.get(in.position());
            constant(tag);
            i += wide(tag) ? 1 : 0;
        }
        copy(in.remaining());
    }

    private static boolean wide(int tag) {
        return tag == 5 || tag == 6;
    }

    /** Java Virtual Machine Specification 25, table 4.4-A. */
    private void constant(int tag) {
        switch (tag) {
            case 1 -> text();
            case 3, 4, 9, 10, 11, 12, 17, 18 -> copy(5);
            case 5, 6 -> copy(9);
            case 7, 8, 16, 19, 20 -> copy(3);
            case 15 -> copy(4);
            default -> throw new IllegalArgumentException("constant of kind " + tag + " in a class file");
        }
    }

    /** Names of kernels and of the API are ASCII, so its modified UTF-8 is as good as any. */
    private void text() {
        copy(1);
        byte[] old = new byte[in.getShort() & 0xffff];
        in.get(old);
        String renamed = new String(old, StandardCharsets.ISO_8859_1);
        for (var name : NAMES.entrySet()) {
            renamed = renamed.replace(name.getKey(), name.getValue());
        }
        byte[] now = renamed.getBytes(StandardCharsets.ISO_8859_1);
        out.write(now.length >> 8);
        out.write(now.length);
        out.writeBytes(now);
    }

    private void copy(int bytes) {
        out.write(in.array(), in.position(), bytes);
        in.position(in.position() + bytes);
    }
}
