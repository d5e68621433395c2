package intarsia.tests.purity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number that the decoder computes comes out of a compiled kernel: its own code, and that of the command line, has no float arithmetic. */
class NoFloatArithmeticTest {
    /** Where floats may be touched outside kernels, by package or class, and why. */
    private enum Exempt {
        SAMPLING("intarsia.decoder.sampling.", "picks from the final logits"),
        METADATA("intarsia.decoder.gguf.", "numbers of GGUF metadata"),
        LAYOUTS("intarsia.decoder.file.LittleEndian", "the layouts of those numbers"),
        BLOCKS("intarsia.decoder.quantize.Quantizer", "numbers to blocks by definition, where no kernel makes the bytes of a rule"),
        NPY("intarsia.decoder.npy.", "arrays of .npy files"),
        CODES("intarsia.cli.CodeArray", "arrays of .npy files"),
        TEXT("intarsia.cli.Numbers", "numbers as text"),
        COMMANDS("intarsia.cli.Format", "codes and numbers by definition, without a model"),
        SHARE("intarsia.cli.Quantize", "bits a parameter in a report"),
        FIGURES("intarsia.cli.quality.", "how far two models' logits are apart"),
        RATES("intarsia.cli.bench.", "times and rates"),
        TUNING("intarsia.cli.Tune", "times of configurations"),
        CONFIGURATIONS("intarsia.cli.tune.", "times of configurations"),
        IDLE("intarsia.cli.Idle", "times of configurations, while a model waits"),
        GLANCE("intarsia.cli.TuningChoice", "how long a cost model may look"),
        COSTS("intarsia.cli.cost.", "times that a cost model learns from"),
        PICTURES("intarsia.cli.figure.Svg", "places in pictures");

        private final String prefix;
        private final String reason;

        Exempt(String prefix, String reason) {
            this.prefix = prefix;
            this.reason = reason;
        }

        static boolean covers(FloatUse use) {
            return Stream.of(values()).anyMatch(e -> use.type().startsWith(e.prefix));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"intarsia.decoder.Model", "intarsia.cli.Main"})
    void aModuleOfPlainJavaComputesWithNoFloats(String anyClassOfIt) throws Exception {
        List<byte[]> classes = classes(Class.forName(anyClassOfIt));
        assertTrue(classes.size() > 10, classes.size() + " classes beside " + anyClassOfIt);
        var found = new TreeSet<String>();
        for (byte[] c : classes) FloatUse.in(c).stream().filter(u -> !Exempt.covers(u)).forEach(u -> found.add(u.toString()));
        assertEquals("", String.join("\n", found));
    }

    @Test
    void theSearchFindsArithmeticCallsAndAccesses() throws Exception {
        List<FloatUse> uses = FloatUse.in(bytes(Suspect.class));
        for (String what : List.of("FADD", "DNEG", "java.lang.Math.sqrt", "layout JAVA_FLOAT", "java.lang.foreign.MemorySegment.get")) {
            assertTrue(uses.stream().anyMatch(u -> u.what().equals(what)), what + " in " + uses);
        }
        assertFalse(uses.stream().anyMatch(u -> u.method().equals("compares")), uses.toString());
    }

    @Test
    void everyExemptionIsUsed() throws Exception {
        var uses = new ArrayList<FloatUse>();
        for (byte[] c : classes(Class.forName("intarsia.decoder.Model"))) uses.addAll(FloatUse.in(c));
        for (byte[] c : classes(Class.forName("intarsia.cli.Main"))) uses.addAll(FloatUse.in(c));
        for (Exempt e : Exempt.values()) {
            assertTrue(uses.stream().anyMatch(u -> u.type().startsWith(e.prefix)), "no float in " + e.prefix + " (" + e.reason + "): take it off the list");
        }
    }

    /** All class files of the folder or jar that a class comes from. */
    private static List<byte[]> classes(Class<?> any) throws IOException, URISyntaxException {
        Path origin = Path.of(any.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(origin)) return classFiles(origin);
        try (FileSystem jar = FileSystems.newFileSystem(origin)) {
            return classFiles(jar.getPath("/"));
        }
    }

    private static List<byte[]> classFiles(Path root) throws IOException {
        var all = new ArrayList<byte[]>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path p : files.filter(f -> f.toString().endsWith(".class") && !f.endsWith("module-info.class")).toList()) all.add(Files.readAllBytes(p));
        }
        return all;
    }

    private static byte[] bytes(Class<?> c) throws IOException {
        try (InputStream in = c.getResourceAsStream(c.getSimpleName() + ".class")) {
            if (in == null) throw new IOException("no class file of " + c);
            return in.readAllBytes();
        }
    }
}
