package intarsia.tests.engines;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.Size;
import intarsia.dsl.TensorGraph;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.plan.Plan;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.QuantizeRule;
import intarsia.passes.Bind;
import intarsia.passes.Planner;
import intarsia.runtime.DeviceEngines;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import intarsia.runtime.Tensor;
import intarsia.runtime.cuda.MachineGpu;
import intarsia.tests.samples.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels for PTX: what they compute, and what NVIDIA's compiler makes of them. */
class PtxKernelsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 11);

    static Stream<Named<Kernel>> samples() {
        return Samples.ALL.stream().map(k -> Named.of(k.name(), k));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void samplesAssembleWithoutSpills(Kernel sample) {
        AssembledKernels.check(Intarsia.compile(sample, Engine.of("ptx")).artefacts());
    }

    /** A thread reads four words at once, at addresses that are multiples of 16. */
    @Test
    void tensorsAtOddAddressesAreRefused() {
        Kernel copy = TileKernel.define("copy", k -> k.out("y", DType.F32, Size.of(32)).at(k.index(0))
                .store(k.in("x", DType.F32, Size.of(32)).at(k.index(0)).load(32)));
        try (Arena arena = Arena.ofConfined()) {
            Tensor odd = Tensor.of(arena.allocate(256, 64).asSlice(4, 128), DType.F32, 32);
            Tensor even = Tensor.of(arena.allocate(256, 64).asSlice(16, 128), DType.F32, 32);
            Program ptx = Intarsia.compile(copy, Engine.of("ptx"));
            String message = assertThrows(IllegalArgumentException.class, () -> ptx.bind(Map.of("x", odd, "y", even))).getMessage();
            assertTrue(message.contains("4 above a multiple of 16; the engine wants a multiple, copy the tensor"), message);
            Intarsia.compile(copy, Engine.jvm(1)).bind(Map.of("x", odd, "y", even)).close();
        }
    }

    /** Rows of activations by a weight matrix as a decoder's graph has it, with one row and with several. */
    private static Kernel contraction(int n, int k, String format) {
        return TensorGraph.define("gemv", g -> {
            var t = dim("t", g.size(Symbol.runtime("T", 1, 8)));
            var x = g.in("x", DType.F32, t, dim("k", k));
            var w = g.in("w", Format.parse(format), dim("n", n), dim("k", k));
            g.out("y", x.contract(w, "t", "n"));
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 32, Q8_0, 1", "37, 96, Q8_0, 1", "64, 256, Q8_0, 1", "37, 96, Q8_0, 3", "33, 64, Q4_0, 1", "20, 45, f16, 2",
            "9, 64, u4g32, 1", "9, 64, u3g32, 1", "9, 64, u5g32_zu5, 2", "5, 64, u3g32_sf32_zu5, 1", "9, 64, posit16_1, 1"})
    void contractionsOfThePlannerAgreeWithTheReference(int n, int k, String format, int rows) {
        Kernel graph = contraction(n, k, format);
        Tensor x = Tensor.allocate(DType.F32, rows, k), w = Tensor.allocate(Format.parse(format), n, k), y = Tensor.allocate(DType.F32, rows, n);
        fill(x.segment(), w, k);
        Tensor wanted = Tensor.allocate(DType.F32, rows, n);
        Map<String, MemorySegment> buffers = Map.of("x", x.segment(), "w", w.segment(), "y", wanted.segment());
        double[] bounds = Evaluator.runWithBounds(graph, buffers, Symbols.of(Map.of("T", (long) rows))).get("y");
        Kernel bound = rows == 1 ? new Bind(Map.of("T", 1L)).run(graph) : graph;
        for (Engine engine : List.of(Engine.of("ptx"), DeviceEngines.ptx(new MachineGpu().device(), false))) {
            Plan plan = Planner.plan(bound, engine.target().orElseThrow());
            Program program = Intarsia.compile(plan, engine);
            try (var run = program.bind(Map.of("x", x, "w", w, "y", y))) {
                run.run();
            }
            float[] found = y.toFloats(), want = wanted.toFloats();
            for (int i = 0; i < found.length; i++) {
                assertEquals(want[i], found[i], bounds[i], "element " + i + " on " + engine.name() + ", seed " + SEED);
            }
            AssembledKernels.check(program.artefacts());
        }
    }

    private static void fill(MemorySegment x, Tensor w, int k) {
        Random random = new Random(SEED);
        for (long at = 0; at < x.byteSize(); at += Float.BYTES) {
            x.set(ValueLayout.JAVA_FLOAT, at, (float) random.nextGaussian());
        }
        long rowBytes = w.format().bytes(k);
        for (long at = 0; at < w.bytes(); at += rowBytes) {
            MemorySegment.copy(row(w.format(), k, random), 0, w.segment(), ValueLayout.JAVA_BYTE, at, (int) rowBytes);
        }
    }

    private static byte[] row(Format format, int k, Random random) {
        if (format instanceof BlockFormat block) {
            float[] row = new float[k];
            for (int i = 0; i < k; i++) {
                row[i] = (float) random.nextGaussian();
            }
            return QuantizeRule.EXACT.quantize(block, row);
        }
        ByteBuffer row = ByteBuffer.allocate(2 * k).order(ByteOrder.LITTLE_ENDIAN);
        while (row.hasRemaining()) {
            row.putShort(Float.floatToFloat16((float) random.nextGaussian()));
        }
        return row.array();
    }
}
