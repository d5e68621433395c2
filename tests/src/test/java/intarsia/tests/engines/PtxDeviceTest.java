package intarsia.tests.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.codegen.ptx.PtxBackend;
import intarsia.codegen.ptx.device.PtxDevice;
import intarsia.codegen.ptx.machine.Options;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import intarsia.tests.samples.Samples;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Device ptx where something is wrong. */
class PtxDeviceTest {
    /** Row 7 of a matrix, however many rows it has. */
    private static final Kernel ROW = TileKernel.define("row", k -> {
        var x = k.in("x", DType.F32, k.size("rows"), Size.of(32));
        var y = k.out("y", DType.F32, Size.of(32));
        var start = k.grid(Size.of(1)).times(32);
        y.at(start).store(x.at(k.index(7), start).load(32));
    });

    private final PtxBackend backend = new PtxBackend();
    private final Target target = backend.targets().getFirst();
    private final PtxDevice device = new PtxDevice(Options.DEFAULT);

    private Artefact.Ptx compiled(Kernel tile) {
        return backend.compile(Compiler.toLane(tile, target, Compiler.Options.DEFAULT), target);
    }

    /** Sizes are checked before a device is asked; this asks it for more than there is. */
    @Test
    void anAccessOutsideABufferNamesPlanKernelLineAndBuffer() {
        var memory = List.of(device.allocate(256), device.allocate(128), device.allocate(256));
        var loaded = List.of(device.load(compiled(Samples.ALL.getFirst())));
        try (var bound = device.bind(Plan.of(Samples.ALL.getFirst()), loaded, memory)) {
            bound.run(Symbols.of(Map.of("n", 32L)));
            String message = message(() -> bound.run(Symbols.of(Map.of("n", 64L))));
            assertTrue(message.startsWith("plan add, step 0 (kernel add) failed on the PTX machine: line "), message);
            assertTrue(message.contains("ld.global") && message.contains("'b' + 128, which has 128 bytes"), message);
        }
        memory.forEach(Device.Memory::close);
    }

    private static String message(Executable fails) {
        return String.valueOf(assertThrows(IllegalStateException.class, fails).getMessage());
    }

    @Test
    void anAssertOfACheckedKernelStopsItWithItsMessage() {
        Tensor x = Tensor.allocate(DType.F32, 3, 32), y = Tensor.allocate(DType.F32, 32);
        try (var run = Intarsia.compile(ROW, Engine.of("ptx"), Compiler.Options.DEFAULT.withChecks()).bind(Map.of("x", x, "y", y))) {
            String message = message(run::run);
            assertTrue(message.startsWith("plan row, step 0 (kernel row) failed on the PTX machine: line "), message);
            assertTrue(message.contains("trap") && message.contains("assert: "), message);
        }
    }

    @Test
    void textThatTheMachineDoesNotKnowIsRefusedWhenItIsLoaded() {
        Artefact.Ptx good = compiled(ROW);
        assertTrue(device.accepts(good));
        assertEquals(good, device.load(good).artefact());
        var unknown = new Artefact.Ptx(good.kernel(), target, good.listing().replace("ret;", "nanosleep.u32 1;"));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> device.load(unknown)).getMessage());
        assertTrue(message.startsWith("the PTX of kernel row is not what the machine runs: line "), message);
        var other = new Artefact.Ir(ROW, target, "");
        assertThrows(IllegalArgumentException.class, () -> device.load(other));
    }

    @Test
    void servicesOfTheModuleAndOfTheClassPathAreTheSame() throws Exception {
        String root = String.valueOf(PtxDevice.class.getResource("PtxDevice.class")).replace("intarsia/codegen/ptx/device/PtxDevice.class", "");
        try (InputStream in = URI.create(root + "module-info.class").toURL().openStream()) {
            for (var p : ModuleDescriptor.read(in).provides()) {
                try (InputStream services = URI.create(root + "META-INF/services/" + p.service()).toURL().openStream()) {
                    List<String> lines = new String(services.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
                    assertEquals(p.providers(), lines);
                }
            }
        }
    }
}
