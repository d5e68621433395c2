package intarsia.passes.layout;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.verify.Verifier;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.passes.cost.CostModel;
import intarsia.passes.cost.Features;
import intarsia.passes.cost.LayoutSearch;
import intarsia.passes.cost.Setting;
import intarsia.passes.cost.Training;
import intarsia.runtime.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layouts are chosen by the target's tables, unless somebody knows better. */
class CostEstimatorTest {
    private static final Target JVM = Engine.jvm().target().orElseThrow();

    private static List<Kernel> tiles() {
        Kernel product = TensorGraph.define("gemv", g -> {
            var x = g.in("x", DType.F32, dim("m", 1), dim("k", 512));
            g.out("y", x.contract(g.in("w", Format.parse("q4_0", 64, 512), dim("n", 64), dim("k", 512)), "m", "n"));
        });
        Kernel softmax = TensorGraph.define("softmax", g -> {
            var x = g.in("x", DType.F32, dim("r", 7), dim("c", 300));
            var e = x.map(x.max("c"), (a, m) -> a.minus(m).exp());
            g.out("y", e.map(e.sum("c"), (a, s) -> a.div(s)));
        });
        return List.of(product, softmax).stream().flatMap(k -> Planner.plan(k, JVM).steps().stream()).map(s -> s.kernel()).toList();
    }

    @Test
    void theTablesAreWhatIsUsedWhereNobodySaysOtherwise() {
        for (Kernel k : tiles()) {
            Kernel plain = Compiler.toLane(k, JVM, Compiler.Options.DEFAULT);
            assertEquals(plain, Compiler.toLane(k, JVM, Compiler.Options.DEFAULT, CostEstimator.TABLES));
            assertEquals(plain, Compiler.toLane(k, JVM, Compiler.Options.DEFAULT, CostEstimator.accessesTimes(1)));
        }
    }

    @Test
    void anEstimatorIsAskedAndItsCodeIsLegal() {
        int[] asked = {0};
        CostEstimator upsideDown = (kernel, target, tables) -> (access, tile) -> {
            asked[0]++;
            return 1000 / (1 + tables.of(access, tile));
        };
        for (Kernel k : tiles()) Verifier.expect(Compiler.toLane(k, JVM, Compiler.Options.DEFAULT, upsideDown), "lane code");
        assertTrue(asked[0] > 0);
    }

    @Test
    void aModelThatKnowsNothingChangesNothing() {
        LayoutSearch search = new LayoutSearch(CostModel.train(List.of(), Training.DEFAULT), Setting.ALONE, 0.99);
        for (Kernel k : tiles()) assertEquals(Compiler.toLane(k, JVM, Compiler.Options.DEFAULT), search.lane(k, JVM, Compiler.Options.DEFAULT));
    }

    /** Without rows a model says what the tables of costs say of the whole kernel. */
    @Test
    void whatIsChosenIsPredictedToBeNoSlower() {
        CostModel model = CostModel.train(List.of(), Training.DEFAULT);
        LayoutSearch search = new LayoutSearch(model, Setting.ALONE, 0);
        for (Kernel k : tiles()) {
            Kernel chosen = Verifier.expect(search.lane(k, JVM, Compiler.Options.DEFAULT), "lane code");
            double plain = model.predict(Features.of(Compiler.toLane(k, JVM, Compiler.Options.DEFAULT), JVM)).nanos();
            assertTrue(model.predict(Features.of(chosen, JVM)).nanos() <= plain);
        }
    }
}
