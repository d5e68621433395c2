package intarsia.tests.tune;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.RowPanel;
import intarsia.passes.Bind;
import intarsia.passes.Planner;
import intarsia.passes.Problem;
import java.util.List;
import java.util.Map;

/** Graphs whose kernels tests take for problems. */
final class Problems {
    private Problems() {
    }

    /** The engines of bytecode, widest first. */
    static List<LaneEngine> jvm() {
        return LaneEngine.all().stream().filter(e -> e instanceof LaneEngine.Jvm(var _, boolean plain) && !plain).toList();
    }

    static Target target() {
        return jvm().getFirst().target();
    }

    /** {@code y = x W}. */
    static Kernel product(Format weights, Format activations, long rows, long n, long depth) {
        return TensorGraph.define("product", g -> g.out("y", g.in("x", DType.F32, dim("t", rows), dim("k", depth)).convert(activations)
            .contract(g.in("w", weights, dim("n", n), dim("k", depth)), "t", "n")));
    }

    static Format panel(String format, int rows, Target t) {
        return RowPanel.of(Format.parse(format), rows, t.lanes());
    }

    /** The last kernel of a product: what multiplies. */
    static Problem contraction(Format weights, String activations, long rows, Target t) {
        return Planner.scheduled(product(weights, Format.parse(activations), rows, 2L * Math.max(32, weights.blockRows()), 1024), t, Problem::initial).steps().getLast().problem();
    }

    /** A token of the bundled model. */
    static Kernel model(DType cache, boolean deterministic) {
        try (var m = BundledModel.ALL.getFirst().open()) {
            Options o = new Options(1, 64, 1, cache).deterministic(deterministic);
            return new Bind(Map.of(ModelGraph.TOKENS, 1L, ModelGraph.ROWS, 1L)).run(ModelGraph.build(m.config(), m.formats(), o));
        }
    }
}
