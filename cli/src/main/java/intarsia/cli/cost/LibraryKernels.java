package intarsia.cli.cost;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.cli.asm.OneStep;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Planner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Kernels of the library in several forms each: planned as for targets of fewer and more registers than there are, from which tiles follow, and with weights in place and in
 * panels of several heights. Sizes are those of a second-level cache.
 */
final class LibraryKernels {
    private static final List<String> FORMATS = List.of("q4_0", "q8_0", "u3g32", "q6_k", "f8e4m3fng32_sf16", "u1g32", "u5g32", "q4_k", "nf4g32_sf16", "u2g32", "u8g32", "f6e3m2g32_sf16",
        "u4g32", "mxfp4", "u6g32", "f16");
    private static final List<String> PANELS = List.of("", "/rows32xL", "/rows64xL", "/rows128xL");
    private static final int[] REGISTERS = {4, 16, 64};
    private static final int[] MORE_REGISTERS = {2, 4, 8, 16, 32, 64, 128};
    private static final long ROWS = 256;
    private static final long COLUMNS = 1024;
    private static final float EPSILON = 1e-5f;

    private final Target target;
    private final Map<String, Candidate> found = new LinkedHashMap<>();
    private final List<String> refused = new ArrayList<>();

    private LibraryKernels(Target target) {
        this.target = target;
    }

    /** All of them for a target, one of those that come out equal. */
    static List<Candidate> of(Target target, Consumer<String> refused) {
        LibraryKernels k = new LibraryKernels(target);
        k.rows("softmax", LibraryKernels::softmax);
        k.rows("rms-norm", LibraryKernels::norm);
        k.rows("gate", LibraryKernels::gate);
        k.rows("quantize", (g, x) -> g.out("y", x.convert(Format.parse("i8g32_sf32"))));
        for (String format : FORMATS) k.products(format, "i8g32_sf32");
        for (String format : FORMATS) k.products(format, "f32");
        k.refused.forEach(refused);
        return List.copyOf(k.found.values());
    }

    private void products(String format, String activations) {
        for (String panel : PANELS) {
            for (int registers : REGISTERS) {
                String form = format + panel.replace("L", Integer.toString(target.lanes()));
                add("gemv " + format + " by " + activations + " " + ROWS + "x" + COLUMNS, form, registers, () -> product(form, activations));
            }
        }
    }

    private static Kernel product(String format, String activations) {
        return TensorGraph.define("gemv", g -> {
            var x = g.in("x", DType.F32, dim("m", 1), dim("k", COLUMNS));
            var rounded = activations.equals("f32") ? x : x.convert(Format.parse(activations));
            g.out("y", rounded.contract(g.in("w", Format.parse(format, ROWS, COLUMNS), dim("n", ROWS), dim("k", COLUMNS)), "m", "n"));
        });
    }

    private interface OfRows {
        void write(TensorGraph g, intarsia.dsl.Tensor x);
    }

    private void rows(String name, OfRows op) {
        for (long columns : new long[] {128, 1024}) {
            long rows = 65_536 / columns;
            for (int registers : MORE_REGISTERS) {
                add(name + " " + rows + "x" + columns, "", registers, () -> TensorGraph.define(name.replace('-', '_'), g ->
                    op.write(g, g.in("x", DType.F32, dim("r", rows), dim("c", columns)))));
            }
        }
    }

    private static void softmax(TensorGraph g, intarsia.dsl.Tensor x) {
        var e = x.map(x.max("c"), (a, m) -> a.minus(m).exp());
        g.out("y", e.map(e.sum("c"), (a, s) -> a.div(s)));
    }

    private static void norm(TensorGraph g, intarsia.dsl.Tensor x) {
        float columns = x.dim("c").size().constant();
        var scale = x.map(a -> a.times(a)).sum("c").map(s -> s.constant(1).div(s.div(s.constant(columns)).plus(s.constant(EPSILON)).sqrt()));
        g.out("y", x.map(scale, (a, s) -> a.times(s)));
    }

    private static void gate(TensorGraph g, intarsia.dsl.Tensor x) {
        g.out("y", x.map(a -> a.div(a.constant(1).plus(a.neg().exp()))));
    }

    private interface Graph {
        Kernel make();
    }

    private void add(String problem, String form, int registers, Graph graph) {
        String point = "form " + form + " registers " + registers;
        try {
            Plan whole = Planner.plan(graph.make(), planned(registers));
            Plan last = OneStep.of(whole, whole.steps().getLast());
            found.putIfAbsent(problem + "\n" + form + last.steps().getFirst().kernel(), new Candidate(problem, point, last));
        } catch (IllegalArgumentException e) {
            refused.add(problem + ", " + point + ": " + e.getMessage());
        }
    }

    private Target planned(int registers) {
        return new Target(target.engine(), target.arch(), target.lanes(), target.warps(), registers, target.features(), target.atoms(), target.moves(), target.accesses());
    }
}
