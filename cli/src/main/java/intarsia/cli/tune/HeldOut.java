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
import java.util.ArrayList;
import java.util.List;

/**
 * Problems of an experiment, no larger than a second-level cache: products of matrices of many formats, in place and in panels, by one row of activations and by several.
 *
 * @param kind what is computed with which format: a model is asked of a kind that it was not taught
 * @param name the kind, and how it is stored
 */
record HeldOut(String kind, String name, KernelSpace space) {
    private static final List<String> FORMATS = List.of("q4_0", "q8_0", "q4_k", "q6_k", "q5_0", "q4_1", "q5_k", "q3_k", "iq4_nl", "q2_k", "f16", "bf16", "f32");
    private static final int ROWS = 256, COLUMNS = 1024, FULL = 64, PANEL = 2;
    private static final String ROUNDED = "i8g32_sf32";

    /** The first so many of the list whose kernels have at least {@code least} legal points; one kind after the other. */
    static List<HeldOut> of(Target target, CostModel model, int most, int least) {
        List<HeldOut> all = new ArrayList<>();
        for (int tokens : new int[] {1, 3}) {
            for (boolean panel : new boolean[] {true, false}) {
                for (String f : FORMATS) {
                    if (all.size() < most) add(all, f, panel, tokens, target, model, least);
                }
            }
        }
        return all;
    }

    private static void add(List<HeldOut> all, String format, boolean panel, int tokens, Target target, CostModel model, int least) {
        try {
            Format plain = Format.parse(format);
            boolean wide = plain.equals(DType.F32);
            Format w = panel ? RowPanel.of(plain, PANEL * target.lanes(), target.lanes()) : plain;
            Problem p = Planner.scheduled(product(w, wide ? "f32" : ROUNDED, tokens, wide ? FULL : ROWS), target, Problem::initial).steps().getLast().problem();
            KernelSpace space = KernelSpace.of(p, model);
            if (p.legal().limit(least).count() == least) {
                String kind = (tokens == 1 ? "gemv " : "gemm ") + format;
                all.add(new HeldOut(kind, kind + (panel ? " panels" : ""), space));
            }
        } catch (IllegalArgumentException e) {
            return; // no panels of that format, or no product by those activations
        }
    }

    private static Kernel product(Format weights, String activations, int tokens, int rows) {
        return TensorGraph.define("product", g -> {
            Tensor x = g.in("x", DType.F32, dim("t", tokens), dim("k", COLUMNS));
            g.out("y", (activations.equals("f32") ? x : x.convert(Format.parse(activations))).contract(g.in("w", weights, dim("n", rows), dim("k", COLUMNS)), "t", "n"));
        });
    }
}
