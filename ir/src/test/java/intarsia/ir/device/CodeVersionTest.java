package intarsia.ir.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeVersionTest {
    @TempDir
    private Path temporary = Path.of("");

    /** Two class files of this module. */
    private static Map<String, byte[]> classes() throws IOException {
        var found = new LinkedHashMap<String, byte[]>();
        for (String name : new String[] {"intarsia/ir/Kernel.class", "intarsia/ir/plan/Plan.class"}) {
            try (InputStream in = Objects.requireNonNull(Kernel.class.getResourceAsStream("/" + name))) {
                found.put(name, in.readAllBytes());
            }
        }
        return found;
    }

    private String folder(Map<String, byte[]> classes) throws IOException {
        Path root = Files.createTempDirectory(temporary, "classes");
        for (var c : classes.entrySet()) {
            Path file = root.resolve(c.getKey());
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, c.getValue());
        }
        return CodeVersion.read(root);
    }

    private String jar(Map<String, byte[]> classes) throws IOException {
        Path file = Files.createTempFile(temporary, "classes", ".jar");
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var c : classes.entrySet()) {
                ZipEntry entry = new ZipEntry(c.getKey());
                entry.setLastModifiedTime(FileTime.fromMillis(1_000_000_000_000L)); // as builds that can be repeated have it
                out.putNextEntry(entry);
                out.write(c.getValue());
            }
        }
        return CodeVersion.read(file);
    }

    private static Map<String, byte[]> changed(int bit) throws IOException {
        var all = classes();
        all.replaceAll((name, content) -> name.endsWith("Plan.class") ? flipped(content, bit) : content);
        return all;
    }

    private static byte[] flipped(byte[] content, int bit) {
        byte[] other = content.clone();
        other[other.length - 1 - bit / 8] ^= (byte) (1 << bit % 8);
        return other;
    }

    @Test
    void anyBitOfAnyClassMatters() throws IOException {
        Set<String> folders = new HashSet<>(Set.of(folder(classes())));
        Set<String> jars = new HashSet<>(Set.of(jar(classes())));
        for (int bit = 0; bit < 64; bit++) {
            assertTrue(folders.add(folder(changed(bit))) && jars.add(jar(changed(bit))), "bit " + bit);
        }
    }

    @Test
    void namesAndNumberOfClassesMatterAndTheOrderOfFilesDoesNot() throws IOException {
        var fewer = classes();
        fewer.remove("intarsia/ir/Kernel.class");
        var renamed = new LinkedHashMap<String, byte[]>();
        classes().forEach((name, content) -> renamed.put(name.replace("Kernel", "Kernel2"), content));
        var turned = new LinkedHashMap<String, byte[]>();
        classes().entrySet().stream().toList().reversed().forEach(e -> turned.put(e.getKey(), e.getValue()));
        assertEquals(folder(classes()), folder(turned));
        assertEquals(jar(classes()), jar(classes()));
        assertEquals(3, Set.of(folder(classes()), folder(fewer), folder(renamed)).size());
        assertEquals(3, Set.of(jar(classes()), jar(fewer), jar(renamed)).size());
    }

    @Test
    void codeFromNowhereHasAVersionThatNoOtherProcessKnows() throws IOException {
        Path text = Files.writeString(temporary.resolve("no.jar"), "no jar");
        Path empty = Files.write(temporary.resolve("empty.jar"), new byte[0]);
        assertTrue(CodeVersion.read(text).startsWith("code of process "));
        assertTrue(CodeVersion.read(empty).startsWith("code of process "));
        assertTrue(CodeVersion.read(temporary.resolve("absent.jar")).startsWith("code of process "));
    }

    @Test
    void theSameClassesHaveTheSameVersion() {
        assertEquals(CodeVersion.of(Kernel.class), CodeVersion.of(Target.class));
        assertNotEquals(CodeVersion.of(Kernel.class), CodeVersion.of(Kernel.class, Test.class));
        assertTrue(CodeVersion.of(Kernel.class).matches("[0-9a-f]{16}"));
    }
}
