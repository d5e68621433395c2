package intarsia.codegen.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.ClassWriter;

/** A hash over the class files that decide which code a kernel becomes. */
final class Version {
    /** Every top-level class of the generator; a test compares the list with the package. */
    static final List<Class<?>> PARTS = List.of(Accesses.class, Address.class, AllMemory.class, Asm.class, Control.class, Compiled.class, Conversions.class,
            Elem.class, Emitter.class, JvmBackend.class, KernelClass.class, Kind.class, LaneLoop.class, LaneMoves.class, Lifetimes.class,
            Listing.class, Machine.class, MaskOps.class, NarrowUnit.class, PackedOps.class, PlainClass.class, ScalarOps.class, Scratch.class,
            ScratchLayout.class, Slots.class, Tables.class, Version.class, WideOps.class, WordOps.class);
    static final String TEXT = "jvm-" + hash();

    private Version() {
    }

    private static String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Stream.concat(PARTS.stream().flatMap(c -> Stream.of(c.getNestMembers())), Stream.of(ClassWriter.class))
                    .sorted(Comparator.comparing(Class::getName)).forEach(c -> digest.update(bytes(c)));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(Class<?> c) {
        String file = c.getName().substring(c.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = c.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no class file of " + c);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
