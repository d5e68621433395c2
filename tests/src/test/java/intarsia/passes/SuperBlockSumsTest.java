package intarsia.passes;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.dsl.TensorGraph;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.TileType;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What products by panels of super-blocks convert to floats: sums that integer scales and minima have multiplied already, once a span of what has one scale of all else. */
class SuperBlockSumsTest {
    private static final Target TARGET = new Target("reference", "ir", 16, 1, 32, Set.of());

    private static Kernel contraction(String weights, String activations) {
        Kernel graph = TensorGraph.define("graph", g -> g.out("y", g.in("x", DType.F32, dim("t", 1), dim("k", 512)).convert(Format.parse(activations))
            .contract(g.in("w", Format.parse(weights), dim("n", 64), dim("k", 512)), "t", "n")));
        return Planner.plan(graph, TARGET).steps().getLast().kernel();
    }

    /** Sums of 32 bits that become floats, as often as they are written. */
    private static long converted(Kernel k) {
        List<CommonOp.Cast> casts = new ArrayList<>();
        Ops.walk(k.body(), _ -> { }, s -> {
            if (s.op() instanceof CommonOp.Cast c && c.a().type() instanceof TileType from && from.elem().equals(DType.I32) && c.type() instanceof TileType to && to.elem().equals(DType.F32)) {
                casts.add(c);
            }
        });
        return casts.size();
    }

    @ParameterizedTest
    @CsvSource({"Q4_K/rows32x16, i8g256_sf32, 2", "Q2_K/rows32x16, i8g256_sf32, 2", "Q6_K/rows32x16, i8g256_sf32, 1", "Q3_K/rows32x16, i8g256_sf32, 1",
        "Q2_K/rows32x16, i8g32_sf32, 4", "Q6_K/rows32x16, i8g32_sf32, 1", "Q4_0/rows32x16, i8g32_sf32, 1"})
    void sumsBecomeFloatsOnceASpan(String weights, String activations, long wanted) {
        assertEquals(wanted, converted(contraction(weights, activations)));
    }
}
