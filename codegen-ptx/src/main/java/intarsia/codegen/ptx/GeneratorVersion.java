package intarsia.codegen.ptx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A hash over the class files that decide which text a kernel becomes. */
final class GeneratorVersion {
    /** All top-level classes of the generator. */
    static final List<Class<?>> CLASSES = List.of(Arithmetic.class, Code.class, Control.class, CrossLane.class, Elem.class, Emitter.class,
            LaneOrder.class, Memory.class, Opcodes.class, Packed.class, PtxBackend.class, RegisterFile.class, Scope.class);

    static final String HASH = hash();

    private GeneratorVersion() {
    }

    private static String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<Class<?>> all = CLASSES.stream().flatMap(c -> Stream.<Class<?>>of(c.getNestMembers())).sorted(Comparator.comparing(Class::getName)).toList();
            for (Class<?> c : all) {
                digest.update(bytes(c));
            }
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(Class<?> c) {
        String file = c.getName().substring(c.getPackageName().length() + 1) + ".class";
        try (InputStream in = c.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no class file " + file + " beside " + c.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
