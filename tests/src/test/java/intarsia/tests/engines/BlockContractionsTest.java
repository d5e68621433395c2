package intarsia.tests.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.dsl.TensorGraph;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.GgufFormats;
import intarsia.ir.type.QuantizeRule;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of activations by weights of every scalar-coded block format, planned and compiled for the JVM, against the evaluator. */
class BlockContractionsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260105L);

    static Stream<BlockFormat> formats() {
        return Stream.concat(GgufFormats.NAMES.stream().map(GgufFormats::of), Stream.of("u4g128_zu4/awq", "u4g64_zu4/gptq1", "f8e4m3fng8x32_sf32", "u3g3x16_mf16", "u5g64/engine", "u6g32_mf16/split", "mx_f6e2m3",
                "mx_i8", "nv_f4e2m1", "bfp_i8g16", "i8g32_sf32_sum", "u4g32_su6@f16g256_mu6@f16g256", "u5g48_sue5m3_mue5m3").map(BlockFormat::parse));
    }

    private static Kernel contraction(int n, int k, BlockFormat format) {
        return TensorGraph.define("gemv", g -> {
            var t = new Dim("t", Expr.of(1));
            var x = g.in("x", DType.F32, t, new Dim("k", Expr.of(k)));
            var w = g.in("w", format, new Dim("n", Expr.of(n)), new Dim("k", Expr.of(k)));
            g.out("y", x.contract(w, "t", "n"));
        });
    }

    @ParameterizedTest
    @MethodSource("formats")
    void contractionsAgreeWithTheEvaluator(BlockFormat format) {
        System.out.println(format + " with -Dintarsia.seed=" + SEED);
        int n = Math.ceilDiv(5, format.rows()) * format.rows();
        int k = 2 * format.columns();
        Kernel graph = contraction(n, k, format);
        Random random = new Random(SEED);
        float[] values = new float[n * k];
        Tensor x = Tensor.allocate(DType.F32, 1, k), w = Tensor.allocate(format, n, k), y = Tensor.allocate(DType.F32, 1, n);
        for (int i = 0; i < k; i++) {
            x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        byte[] blocks = QuantizeRule.EXACT.quantize(format, values, n, k);
        MemorySegment.copy(blocks, 0, w.segment(), ValueLayout.JAVA_BYTE, 0, blocks.length);
        Tensor wanted = Tensor.allocate(DType.F32, 1, n);
        var buffers = Map.of("x", x.segment(), "w", w.segment(), "y", wanted.segment());
        double[] bounds = Objects.requireNonNull(Evaluator.runWithBounds(graph, buffers, Symbols.of(Map.of())).get("y"));
        Engine engine = Engine.of("jvm");
        var program = Intarsia.compile(Planner.plan(graph, engine.target().orElseThrow()), engine);
        try (var run = program.bind(Map.of("x", x, "w", w, "y", y))) {
            run.run();
        }
        float[] found = y.toFloats(), want = wanted.toFloats();
        for (int i = 0; i < n; i++) {
            assertEquals(want[i], found[i], bounds[i], "row " + i + " of " + format + ", seed " + SEED);
        }
    }
}
