package intarsia.tests.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in intarsia.jar. */
final class JarContentsTest {
    private static final int JAVA_8 = 52;
    private static final String SERVICES = "META-INF/services/";

    private final List<JarFile> parts = new ArrayList<>();
    private JarFile jar;

    @BeforeEach void openTheJarAndWhatWentIntoIt() throws IOException {
        jar = new JarFile(Jar.file().toFile());
        try (Stream<Path> files = Files.list(Jar.modules())) {
            for (Path file : files.sorted().toList()) parts.add(new JarFile(file.toFile()));
        }
    }

    @AfterEach void closeThem() throws IOException {
        for (JarFile part : parts) part.close();
        if (jar != null) jar.close();
    }

    private static Set<String> names(JarFile file, String beginning, String end) {
        return file.stream().map(JarEntry::getName).filter(n -> n.startsWith(beginning) && n.endsWith(end)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> lines(JarFile file, String name) {
        try (var in = file.getInputStream(file.getJarEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new AssertionError(name + " of " + file.getName(), e);
        }
    }

    @Test void whatStartsItIsClassFilesOfJava8() throws IOException {
        var main = jar.getManifest().getMainAttributes().getValue("Main-Class");
        var classes = names(jar, "intarsia/launcher/", ".class");
        assertTrue(classes.contains(main.replace('.', '/') + ".class"), main);
        for (var name : classes) {
            try (var in = new DataInputStream(jar.getInputStream(jar.getJarEntry(name)))) {
                assertEquals(0xCAFEBABE, in.readInt());
                assertEquals(0, in.readUnsignedShort());
                assertEquals(JAVA_8, in.readUnsignedShort(), name);
            }
        }
    }

    @Test void everyClassOfEveryModuleIsThere() {
        var wanted = new TreeSet<String>();
        for (JarFile part : parts) wanted.addAll(names(part, "", ".class"));
        wanted.removeIf(name -> name.endsWith("module-info.class"));
        assertFalse(wanted.isEmpty());
        wanted.removeAll(names(jar, "", ".class"));
        assertEquals(Set.of(), wanted);
    }

    @Test void everyProviderOfEveryServiceIsThere() {
        Map<String, Set<String>> wanted = new TreeMap<>();
        for (JarFile part : parts) {
            for (var service : names(part, SERVICES, "")) {
                if (!service.equals(SERVICES)) wanted.computeIfAbsent(service, _ -> new TreeSet<>()).addAll(lines(part, service));
            }
        }
        assertTrue(wanted.values().stream().anyMatch(providers -> providers.size() > 1), wanted.toString());
        Map<String, Set<String>> found = new TreeMap<>();
        for (var service : wanted.keySet()) {
            assertNotNull(jar.getJarEntry(service), service);
            found.put(service, new TreeSet<>(lines(jar, service)));
        }
        assertEquals(wanted, found);
    }

    /** On the class path a descriptor says nothing, and on a module path it would say what this jar is not. */
    @Test void thereIsNoModuleDescriptor() {
        assertEquals(Set.of(), names(jar, "", "module-info.class"));
    }

    @Test void theLicenceOfEveryLibraryIsThere() {
        var licences = names(jar, "META-INF/licences/", ".txt");
        for (JarFile part : parts) {
            var name = Path.of(part.getName()).getFileName().toString();
            var library = name.substring(0, name.indexOf('-'));
            if (library.equals("intarsia")) continue;
            assertTrue(licences.stream().anyMatch(l -> l.startsWith("META-INF/licences/" + library + "-")), () -> library + " in " + licences);
        }
    }

    @Test void theNativeLibrariesOfJcudaAreThere() {
        assertFalse(names(jar, "lib/libJCudaDriver-", ".so").isEmpty());
    }
}
