package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.runtime.cuda.CudaDriver;
import intarsia.runtime.cuda.MachineGpu;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Device cuda on a GPU that the PTX machine plays. */
class CudaEngineTest {
    private static final Kernel TWICE = TileKernel.define("twice", k -> {
        Size n = k.size("n");
        var x = k.in("x", DType.F32, n);
        var y = k.out("y", DType.F32, n);
        var at = k.grid(n.ceilDiv(32)).times(32);
        y.at(at).store(x.at(at).load(32).times(2));
    });

    private final MachineGpu gpu = new MachineGpu();
    private final Engine engine = DeviceEngines.ptx(gpu.device(), false);

    @Test
    void weightsInReadOnlyMemoryAreCopiedOnceAndOthersBeforeEveryRun() {
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 3), y = Tensor.allocate(DType.F32, 3);
        Tensor weights = Tensor.of(x.segment().asReadOnly(), DType.F32, 3);
        try (Run once = Intarsia.compile(TWICE, engine).bind(Map.of("x", weights, "y", y));
                Run always = Intarsia.compile(TWICE, engine).bind(Map.of("x", x, "y", y))) {
            once.run();
            x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 0, 10);
            long before = gpu.bytesIn();
            once.run();
            assertEquals(3 * Float.BYTES + Long.BYTES, gpu.bytesIn() - before); // y, whose old values it may keep, and n
            assertEquals(2, y.toFloats()[0]);
            always.run();
            assertEquals(20, y.toFloats()[0]);
        }
    }

    @Test
    void tensorsOfTheDeviceStayThereAndAllMemoryIsFreed() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = arena.allocate(engine, DType.F32, 40), y = arena.allocate(engine, DType.F32, 40);
            float[] values = new float[40];
            values[39] = 4;
            Tensor.of(values, 40).copyTo(x);
            try (Run run = Intarsia.compile(TWICE, engine).bind(Map.of("x", x, "y", y))) {
                long before = gpu.bytesIn();
                run.run();
                assertEquals(Long.BYTES, gpu.bytesIn() - before, "only the symbol is copied");
            }
            assertEquals(8, y.toFloats()[39]);
        }
        assertEquals(0, gpu.allocations());
    }

    @Test
    void anEmptyGridLaunchesNothing() {
        Tensor x = Tensor.allocate(DType.F32, 0), y = Tensor.allocate(DType.F32, 0);
        try (Run run = Intarsia.compile(TWICE, engine).bind(Map.of("x", x, "y", y))) {
            run.run();
        }
        assertEquals(0, y.toFloats().length);
    }

    @Test
    void copiesBeyondAnAllocationAreRefused() {
        var memory = gpu.device().allocate(8);
        assertThrows(IndexOutOfBoundsException.class, () -> memory.write(1, MemorySegment.ofArray(new byte[8])));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.read(1, MemorySegment.ofArray(new byte[8])));
        memory.close();
        memory.close();
        assertEquals(0, gpu.allocations());
    }

    @Test
    void withoutADriverTheEngineSaysSo() {
        assumeTrue(CudaDriver.absence().isPresent(), "this machine has an NVIDIA GPU");
        EngineMissingException e = assertThrows(EngineMissingException.class, () -> Engine.of("cuda"));
        assertTrue(e.getMessage().startsWith("engine cuda cannot be used here: no CUDA driver: "), e.getMessage());
    }
}
