package intarsia.passes;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where activations that a graph rounds to 8 bits are stored in the form that contractions by panels read. */
class ActivationFormsTest {
    private static final Target TARGET = new Target("reference", "ir", 8, 1, 32, Set.of());
    private static final int K = 512;

    private static Kernel graph(String activations, BiConsumer<TensorGraph, Tensor> write) {
        return TensorGraph.define("graph", g -> write.accept(g, g.in("x", DType.F32, dim("t", 2), dim("k", K)).convert(Format.parse(activations))));
    }

    private static void product(TensorGraph g, Tensor x, String name, String weights) {
        g.out("y" + name, x.contract(g.in("w" + name, Format.parse(weights), dim("n", 32), dim("k", K)), "t", "n"));
    }

    private static List<String> forms(Kernel k) {
        return forms(k, TARGET);
    }

    private static List<String> forms(Kernel k, Target target) {
        return ActivationForms.run(k, target).body().body().stream().filter(s -> s.op() instanceof TensorOp.Convert)
                .map(s -> ((TensorType) s.result().type()).format().toString()).toList();
    }

    @ParameterizedTest
    @CsvSource({"i8g32_sf32, i8g32/rows32x8, i16m127g32_sf32", "i8g32_sf32, Q8_0/rows32x8, i16m127g32_sf32", "i8g32_sf32, Q4_0/rows32x8, i16m127g32_sf32_sum", "i8g64_sf16, Q4_0/rows32x8, i16m127g64_sf16_sum32",
        "i8g32_sf32, Q4_K/rows16x8, i16m127g32_sf32_sum", "i8g32_sf32, u3g16_sf16_zu3/rows16x8, i16m127g32_sf32_sum16", "i8g32_sf32, Q6_K/rows16x8, i16m127g32_sf32_sum16", "i4g32_sf32, Q8_0/rows32x8, i16m7g32_sf32",
        "i8g32_sf32, f16/rows32x8, i16m127g32_sf32", "Q8_0, Q8_0/rows32x8, i16m127g32_sf16"})
    void panelsReadLimitedIntegersWithTheSumsTheyNeed(String activations, String weights, String form) {
        assertEquals(List.of(Format.parse(form).toString()), forms(graph(activations, (g, x) -> product(g, x, "", weights))));
    }

    @Test
    void ofSeveralPanelsTheSmallestSumsServe() {
        assertEquals(List.of("i16m127g32_sf32_sum16"), forms(graph("i8g32_sf32", (g, x) -> {
            product(g, x, "a", "Q8_0/rows32x8");
            product(g, x, "b", "Q4_0/rows32x8");
            product(g, x, "c", "Q6_K/rows16x8");
        })));
    }

    @ParameterizedTest
    @CsvSource({"u1g32/rows32x16, i16m127g32_sf32_sum/pairs4", "Q1_0/rows32x16, i16m127g32_sf32/pairs4", "TQ2_0/rows32x16, i16m127g32_sf32_sum/pairs2", "Q2_K/rows32x16, i16m127g32_sf32_sum16/pairs2",
        "u1g32/rows128x16, i16m127g32_sf32_sum", "TQ2_0/rows64x16, i16m127g32_sf32_sum", "u3g32/rows32x16, i16m127g32_sf32_sum",
        "f8e4m3fng32/rows64x16, i32m127g32_sf32"})
    void tablesOfSumsThatShareAVectorReadActivationsSideBySide(String weights, String form) {
        Target tables = new Target("reference", "ir", 16, 1, 32, Set.of(Target.Feature.TABLE_HALVES));
        assertEquals(List.of(form), forms(graph("i8g32_sf32", (g, x) -> product(g, x, "", weights)), tables));
        assertEquals(List.of(form.replaceAll("/.*", "")), forms(graph("i8g32_sf32", (g, x) -> product(g, x, "", weights)), new Target("reference", "ir", 16, 1, 32, Set.of())));
    }

    @Test
    void productsThatWantOtherPairsReadThemInOrder() {
        Target tables = new Target("reference", "ir", 16, 1, 32, Set.of(Target.Feature.TABLE_HALVES));
        assertEquals(List.of("i16m127g32_sf32_sum"), forms(graph("i8g32_sf32", (g, x) -> {
            product(g, x, "a", "u1g32/rows32x16");
            product(g, x, "b", "u2g32/rows32x16");
        }), tables));
    }

    private static void stays(Kernel k) {
        assertSame(k, ActivationForms.run(k, TARGET));
    }

    @Test
    void activationsWithAnyOtherReaderStay() {
        stays(graph("i8g32_sf32", (g, x) -> {
            product(g, x, "a", "Q8_0/rows32x8");
            product(g, x, "b", "Q8_0");
        }));
        stays(graph("i8g32_sf32", (g, x) -> {
            product(g, x, "a", "Q8_0/rows32x8");
            g.out("z", x);
        }));
        stays(graph("i8g32_sf32", (g, x) -> {
            product(g, x, "a", "Q8_0/rows32x8");
            g.out("z", x.convert(DType.F32));
        }));
        stays(graph("i8g32_sf32", (g, x) -> g.out("z", x)));
    }

    @Test
    void panelsOfOtherLanesReadThemAsTheyAre() {
        stays(graph("i8g32_sf32", (g, x) -> product(g, x, "", "Q8_0/rows64x16")));
    }

    @Test
    void formatsThatSayMoreThanCodesAndAScaleStay() {
        for (String a : List.of("u8g32_sf32_zu8", "i8g32_sf32_sum", "u4g32", "f8e4m3fng32_sf32", "i16g32_sf32", "nf4g32")) {
            stays(graph(a, (g, x) -> product(g, x, "", "Q8_0/rows32x8")));
        }
    }

    /** An input may hold −128, which limited integers have not. */
    @Test
    void inputsOfAGraphAreNeverTakenForLimited() {
        stays(TensorGraph.define("graph", g -> product(g, g.in("x", Format.parse("i8g32_sf32"), dim("t", 2), dim("k", K)), "", "Q8_0/rows32x8")));
    }
}
