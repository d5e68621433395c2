package intarsia.tests.samples;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Bind;
import intarsia.passes.Planner;
import intarsia.passes.cost.CostModel;
import intarsia.runtime.Engine;
import intarsia.runtime.ProgramCache;
import intarsia.tuning.Environment;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.Budget;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.Found;
import intarsia.tuning.search.IdleTuner;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.SearchSpace;
import intarsia.tuning.search.Trial;
import intarsia.tuning.search.TunedChoice;
import intarsia.tuning.search.Tuner;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/tuning.md says is so. */
class TuningPageTest {
    @Test
    void theBestIsTheOneThatHasATime(@TempDir Path folder) {
        try (TuningStore store = TuningStore.open(folder.resolve("tuning.db"))) {
            Environment here = Environment.of(Engine.jvm(), "CPU, 2 cores");
            assertEquals(Optional.of("few=8 part=32"), KeepMeasurement.best(store, here, "tile kernel add"));
        }
    }

    /** The point with the least sum of values is said to be the fastest. */
    private static final class Sums implements Measurer {
        @Override
        public Outcome measure(SearchSpace space, Point point, Trial trial) {
            return new Outcome.Timed(1 + point.values().values().stream().mapToInt(v -> v).sum(), 0, trial.rounds(), 0, 0);
        }

        @Override
        public void close() {
        }
    }

    @Test
    void aGraphIsTunedAndPlannedWithWhatWasFound(@TempDir Path folder) throws IOException {
        Kernel graph = TensorGraph.define("product", g -> g.out("y", g.in("x", DType.F32, dim("t", 1), dim("k", 256))
                .contract(g.in("w", Format.parse("q4_0"), dim("n", 64), dim("k", 256)), "t", "n")));
        Target target = Engine.jvm().target().orElseThrow();
        Environment here = Environment.of(Engine.jvm(), "CPU, 2 cores");
        Choices choices = new Choices(folder);
        try (TuningStore store = TuningStore.open(folder.resolve("tuning.db"))) {
            Plan before = TuneKernel.tuned(graph, target, here, store, choices);
            assertEquals(Planner.plan(graph, target).steps(), before.steps());
            Found found = TuneKernel.tune(graph, target, here, store, new Sums(), Budget.ofPoints(40)).getLast();
            assertTrue(found.gain() > 1, found::toString);
            Plan after = TuneKernel.tuned(graph, target, here, store, choices);
            assertNotEquals(before.steps(), after.steps());
            Planner.Scheduled all = Planner.scheduled(graph, target, TunedChoice.of(choices, here));
            assertEquals(found.best(), all.steps().getLast().point());
            choices.pin(intarsia.tuning.Problem.of(all.steps().getLast().problem().text()), all.steps().getLast().problem().initial());
            assertEquals(before.steps().getLast(), Planner.plan(graph, target, TunedChoice.of(choices, here)).steps().getLast());
        }
    }

    @Test
    void aSessionIsFasterAfterItHasWaited(@TempDir Path folder) throws InterruptedException {
        Engine on = Engine.jvm(1);
        Target target = on.target().orElseThrow();
        Environment here = Environment.of(on, "CPU, 2 cores");
        Choices choices = new Choices(folder);
        Options options = new Options(16, 64, 1, DType.F32);
        int[] prompt = {1, 2, 3};
        try (Model m = BundledModel.ALL.getFirst().open(); TuningStore store = TuningStore.open(folder.resolve("tuning.db"));
                Session s = Session.open(m, on, options, Stage.UNSEEN, ProgramCache.NONE)) {
            Kernel token = new Bind(Map.of(ModelGraph.TOKENS, 1L, ModelGraph.ROWS, 1L)).run(ModelGraph.build(m.config(), m.formats(), options));
            List<Tuner.Hot> kernels = Planner.scheduled(token, target, intarsia.passes.Problem::initial).steps().stream().map(c -> c.problem()).filter(p -> p.graph().name().contains("contract")).distinct()
                    .limit(1).map(p -> new Tuner.Hot(KernelSpace.of(p, CostModel.shipped()), 1)).toList();
            try (IdleTuner tuner = TuneWhileIdle.whileIdle(s, here, store, choices, kernels, Sums::new)) {
                TuneWhileIdle.answer(tuner, s, prompt);
                assertTrue(tuner.awaitEnd(300, TimeUnit.SECONDS));
                assertEquals(1, tuner.faster());
                float[] after = TuneWhileIdle.answer(tuner, s, prompt).toArray(ValueLayout.JAVA_FLOAT);
                try (Session other = Session.open(m, on, options, TunedChoice.of(choices, here), Stage.UNSEEN, ProgramCache.NONE)) {
                    assertArrayEquals(other.prefill(prompt, 0, 0).toArray(ValueLayout.JAVA_FLOAT), after);
                }
            }
        }
    }

    @Test
    void keysAreDigestsOfTextsBehindTheirLengths() throws NoSuchAlgorithmException {
        assertEquals(key("tile kernel ü"), Problem.of("tile kernel ü").key());
        assertEquals(key("CPU", "JVM 25", "compiler 1"), new Environment("CPU", "JVM 25", "compiler 1").key());
    }

    @Test
    void anEnvironmentNamesTargetJvmAndCode() {
        Environment here = Environment.of(Engine.jvm(), "CPU, 2 cores");
        assertEquals(Engine.jvm().target().orElseThrow().id() + " on CPU, 2 cores", here.device());
        assertTrue(here.compiler().matches("compiler \\S+, back end jvm-\\S+"), here::compiler);
        assertEquals("engine reference", Environment.of(Engine.reference(), "CPU").compiler());
    }

    private static String key(String... texts) throws NoSuchAlgorithmException {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        for (String t : texts) {
            byte[] bytes = t.getBytes(StandardCharsets.UTF_8);
            all.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            all.update(bytes);
        }
        return HexFormat.of().formatHex(all.digest()).substring(0, 32);
    }
}
