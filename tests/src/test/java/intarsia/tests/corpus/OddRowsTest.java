package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.dsl.Size;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.type.DType;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs that write tensors whose rows end inside a byte, and slices, flips and transposed reads of such tensors, on every engine. */
class OddRowsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261121);
    private static final int ROWS = 37;
    private static final int COLUMNS = 65;

    @ParameterizedTest
    @ValueSource(strings = {"u1", "i2", "u3", "u4", "i5", "u6", "i7", "u11", "f4e2m1", "f6e3m2", "ternary", "nf4", "tf32"})
    void areWrittenAndReadAsTheGraphMeans(String type) {
        DType d = DType.parse(type);
        Kernel graph = TensorGraph.define("rows", g -> {
            var x = g.in("x", DType.F32, dim("n", ROWS), dim("k", COLUMNS));
            var w = g.in("w", d, dim("n", ROWS), dim("k", COLUMNS));
            g.out("y", x.convert(d));
            g.out("sliced", w.slice("n", 3, Size.of(20)).slice("k", 8, Size.of(33)).convert(DType.F32));
            g.out("flipped", w.flip("n").convert(DType.F32));
        });
        Random random = new Random(SEED);
        float[] x = new float[ROWS * COLUMNS];
        for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian() * 3;
        Tensor codes = Tensor.allocate(d, ROWS, COLUMNS);
        for (int r = 0; r < ROWS; r++) {
            MemorySegment row = codes.segment().asSlice(r * d.bytes(COLUMNS), d.bytes(COLUMNS));
            for (int i = 0; i < COLUMNS; i++) intarsia.ir.type.BitString.write(row, 0, (long) i * d.bits(), d.bits(), d.encode(random.nextInt(-3, 4)));
        }
        for (Engine engine : List.of(Engine.reference(), Engine.jvm(2), Engine.of("ptx"))) {
            Map<String, Tensor> all = Map.of("x", Tensor.of(x, ROWS, COLUMNS), "w", codes, "y", Tensor.allocate(d, ROWS, COLUMNS),
                "sliced", Tensor.allocate(DType.F32, 20, 33), "flipped", Tensor.allocate(DType.F32, ROWS, COLUMNS));
            try (var run = Intarsia.compile(Planner.plan(graph, engine.target().orElse(Engine.jvm(1).target().orElseThrow())), engine).bind(all)) {
                run.run();
            }
            check(graph, all, engine.name() + ", -Dintarsia.seed=" + SEED);
        }
    }

    private static void check(Kernel graph, Map<String, Tensor> found, String what) {
        Map<String, MemorySegment> memory = new java.util.HashMap<>();
        found.forEach((name, t) -> memory.put(name, List.of("x", "w").contains(name) ? t.segment() : MemorySegment.ofArray(new byte[(int) t.bytes()])));
        Evaluator.run(graph, memory, Symbols.of(Map.of()));
        memory.forEach((name, m) -> {
            Tensor t = java.util.Objects.requireNonNull(found.get(name));
            assertEquals(t.bytes(), m.byteSize());
            assertArrayEquals(m.toArray(ValueLayout.JAVA_BYTE), t.segment().toArray(ValueLayout.JAVA_BYTE), what + ", " + name);
        });
    }
}
