package intarsia.cli.tune;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.RowPanel;
import intarsia.passes.Planner;
import intarsia.passes.Problem;
import intarsia.passes.cost.CostModel;
import intarsia.tuning.search.KernelSpace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A problem of an experiment, no larger than a second-level cache: a product of a matrix of some format, in place or in panels, by one row of activations or by several.
 *
 * @param kind what is computed with which format: a model is asked of a kind that it was not taught
 * @param name the kind, and how it is stored
 */
record HeldOut(String kind, String name, KernelSpace space) {
    private static final int ROWS = 256, COLUMNS = 1024, WIDE = 16, PANEL = 2;
    private static final String FLOAT = "f32", ROUNDED = "i8g32_sf32";

    /** Formats, the rows of activations by which they are multiplied, and whether in panels; the first are of many kinds. */
    private static final String[] LIST = {
        "q4_0 1", "f16 3", "f8e4m3fn 3", "q4_1 3", "u4g32_sf16 3", "f32 3", "nf4g64_sf16 3", "q5_0 1", "mxfp4 3", "bf16 3", "f8e4m3fn 1 panels", "nvfp4 3", "u8g32_sf16 3", "iq4_nl 1", "f6e3m2g32_sf16 3",
        "q8_0 3 panels", "u2g32_sf16 3", "q5_1 3", "bf16 1", "f8e5m2 3", "u5g32_sf16 3", "f16 1 panels", "i4g64_sf16 3", "u3g32_sf16 3", "q4_0 3 panels", "tq2_0 1", "u6g32_sf16 3", "q8_0 1 panels",
        "i8g64_sf32 3", "f32 1 panels", "u7g32_sf16 3", "nf4g64_sf16 1", "u1g32_sf16 3", "u4g32_sf16 1 panels", "nvfp4 1", "mxfp4 1", "iq4_nl 3 panels", "f6e3m2g32_sf16 1", "q4_1 1 panels", "u2g32_sf16 1",
        "q3_k 1", "q4_k 1", "q8_0 3", "q5_0 3", "q4_k 3", "q6_k 3", "q5_k 3", "iq4_nl 3", "tq2_0 3", "f4e2m1g32_sf16 3", "i3g32_sf16 3", "f6e2m3g32_sf16 3",
        "q2_k 3", "q3_k 3", "u8g64_sf32 3", "posit8_0 3", "f5e2m2g32_sf16 3", "f3e1m1g32_sf16 3", "i2g32_sf16 3", "q1_0 3", "tq1_0 3", "iq4_xs 3", "mxfp4 3 panels",
        "u4g32_sf16 3 panels", "nvfp4 3 panels"};
    private static final List<String> BY_CODES = List.of("q4_0", "q8_0", "q4_k", "q6_k", "q5_0", "q3_k", "iq4_nl", "tq2_0", "q5_k", "q2_k");

    static final List<Case> CASES = Stream.of(LIST).map(Case::parse).toList();

    /** A product of {@code tokens} rows of activations. */
    record Case(String format, String activations, int tokens, boolean panels) {
        static Case parse(String row) {
            String[] x = row.split(" ", -1);
            return new Case(x[0], BY_CODES.contains(x[0]) ? ROUNDED : FLOAT, Integer.parseInt(x[1]), x.length > 2);
        }

        String kind() {
            return (tokens == 1 ? "gemv " : "gemm ") + format;
        }

        /** Nothing where the format has no panels, or no product by those activations. */
        Optional<HeldOut> problem(Target target) {
            try {
                Format plain = Format.parse(format), w = panels ? RowPanel.of(plain, PANEL * target.lanes(), target.lanes()) : plain;
                Problem p = Planner.scheduled(product(w), target, Problem::initial).steps().getLast().problem();
                return Optional.of(new HeldOut(kind(), toString(), KernelSpace.of(p, CostModel.NONE)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private Kernel product(Format weights) {
            int rows = weights instanceof DType d && d.bits() >= WIDE ? ROWS * WIDE / 2 / d.bits() : ROWS;
            return TensorGraph.define("product", g -> {
                Tensor x = g.in("x", DType.F32, dim("t", tokens), dim("k", COLUMNS));
                g.out("y", (activations.equals(FLOAT) ? x : x.convert(Format.parse(activations))).contract(g.in("w", weights, dim("n", rows), dim("k", COLUMNS)), "t", "n"));
            });
        }

        @Override public String toString() {
            return kind() + (panels ? " panels" : "");
        }
    }
}
