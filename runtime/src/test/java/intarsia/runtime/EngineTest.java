package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Backend;
import intarsia.ir.device.Device;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.runtime.cpu.CpuDevice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EngineTest {
    /** A code generator that says only what it is for. */
    private record Generator(List<Target> targets) implements Backend {
        @Override
        public Artefact compile(Kernel lane, Target target) {
            throw new UnsupportedOperationException(lane.name());
        }

        @Override
        public byte[] save(Artefact code) {
            throw new UnsupportedOperationException(code.listing());
        }

        @Override
        public Artefact restore(byte[] saved, Target target) {
            throw new UnsupportedOperationException(target.id());
        }

        @Override
        public String version() {
            return "0";
        }
    }

    /** A device that says only whether it is there. */
    private record Absent(String name, Optional<String> unavailable) implements Device {
        @Override
        public boolean accepts(Artefact a) {
            return false;
        }

        @Override
        public Memory allocate(long bytes) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public Loaded load(Artefact a) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public Bound bind(Plan p, List<Loaded> kernels, List<Memory> memory) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public void close() {
        }
    }

    @Test
    void anUnknownEngineIsAnErrorThatNamesTheKnownOnes() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Engine.of("jvn"));
        assertEquals("no engine 'jvn'; known: [jvm, reference, ptx, cuda]", e.getMessage());
    }

    @Test
    void enginesThatCannotBeUsedSayWhy() {
        Device driverless = new Absent("cuda", Optional.of("no NVIDIA driver"));
        Services services = new Services(List.of(new Generator(List.of())), List.of(new CpuDevice(1), driverless), List.of("lost.Device: no class"));
        List<String> found = Engine.available(services).stream().map(Engine.Availability::toString).toList();
        assertEquals("jvm: no code generator has a target of engine 'jvm' on this machine; found [Generator for []]; failed to load: lost.Device: no class",
                found.get(0));
        assertEquals("reference: no device 'reference' is on the module path; found [jvm, cuda]; failed to load: lost.Device: no class", found.get(1));
        assertEquals("cuda: no NVIDIA driver", found.get(3));
        EngineMissingException e = assertThrows(EngineMissingException.class, () -> Engine.find("cuda", services));
        assertEquals("engine cuda cannot be used here: no NVIDIA driver", e.getMessage());
        assertEquals("cuda", e.engine());
    }

    @Test
    void anEngineTakesTheFirstTargetOfItsGenerator() {
        Target wide = new Target("jvm", "wide", 16, 1, 32, Set.of());
        Target narrow = new Target("jvm", "narrow", 4, 1, 16, Set.of());
        Services services = new Services(List.of(new Generator(List.of()), new Generator(List.of(wide, narrow))), List.of(new CpuDevice(1)), List.of());
        assertEquals(Optional.of(wide), Engine.find("jvm", services).target());
    }

    @Test
    void theEnginesOfThisModuleAreFoundAndKept() {
        assertSame(Engine.jvm(), Engine.of("jvm"));
        assertSame(Engine.jvm(1), Engine.jvm(1));
        assertTrue(Engine.reference().target().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> Engine.jvm(0));
    }

    @Test
    void servicesOfTheModuleAndOfTheClassPathAreTheSame() throws IOException {
        ModuleDescriptor module;
        URL classFile = Engine.class.getResource("/" + Engine.class.getName().replace('.', '/') + ".class");
        String root = String.valueOf(classFile).replace("intarsia/runtime/Engine.class", "");
        try (InputStream in = URI.create(root + "module-info.class").toURL().openStream()) {
            module = ModuleDescriptor.read(in);
        }
        assertEquals("intarsia.runtime", module.name());
        var provided = module.provides().stream().collect(Collectors.toMap(ModuleDescriptor.Provides::service, ModuleDescriptor.Provides::providers));
        assertTrue(!provided.isEmpty());
        provided.forEach((service, providers) -> assertEquals(providers, lines(root + "META-INF/services/" + service)));
    }

    private static List<String> lines(String url) {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
