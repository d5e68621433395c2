package intarsia.tests.tune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.cases.CaseFile;
import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Launches;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Point;
import intarsia.ir.ReduceOp;
import intarsia.ir.TensorOp;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Planner;
import intarsia.passes.Problem;
import intarsia.passes.ScheduleChoice;
import intarsia.passes.check.Distribution;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels at points drawn by chance compute what the graph means, within the evaluator's bounds; where sums keep one order they compute the same bits. */
class ScheduledGraphsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_261_124);
    private static final int DRAWS = 2;

    /** A point that is not refused, by chance. */
    private static ScheduleChoice chance(long seed, List<String> chosen) {
        return p -> {
            Point point = Stream.iterate(seed, s -> s + 1).limit(200).map(s -> p.space().random(s)).filter(x -> p.refusal(x).isEmpty()).findFirst().orElse(p.initial());
            chosen.add(p.graph().name() + " " + point);
            return point;
        };
    }

    private static void draw(Launch launch, LaneEngine engine, long seed) {
        List<String> chosen = new ArrayList<>();
        Map<String, String> wrong = launch.problems(List.of(engine), chance(seed, chosen));
        assertTrue(wrong.isEmpty(), () -> wrong + " at " + chosen + " of\n" + launch + "-Dintarsia.seed=" + SEED);
    }

    @ParameterizedTest
    @CsvSource({"q4_0, i8g32_sf32, 1, 32", "q8_0, i8g32_sf32, 3, 32", "q6_k, i8g256_sf32, 1, 32", "f16, f32, 5, 32", "q4_0, i8g32_sf32, 3, 0", "q8_0, f32, 2, 0", "f32, f32, 5, 0"})
    void ofProducts(String weights, String activations, long rows, int panel) {
        LaneEngine e = Problems.jvm().getFirst();
        Format w = panel > 0 && panel % e.target().lanes() == 0 ? Problems.panel(weights, panel, e.target()) : Format.parse(weights);
        Launch launch = new Launch(Problems.product(w, Format.parse(activations), rows, 32, 256), Map.of(), Map.of("w", Distribution.ORDINARY), SEED);
        draw(launch, e, SEED + weights.hashCode());
    }

    @Test
    void ofTheCorpus() throws IOException {
        Path folder = Stream.of("tests/cases/graphs", "../tests/cases/graphs").map(Path::of).filter(Files::isDirectory).findFirst().orElseThrow();
        int launches = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path f : files.sorted().toList()) {
                for (Launch l : Launches.of(CaseFile.read(f)).stream().limit(1).toList()) {
                    if (l.kernel().level() == Level.TENSOR) {
                        draw(l, Problems.jvm().getFirst(), SEED + launches++);
                    }
                }
            }
        }
        assertTrue(launches > 3, "few launches in " + folder);
    }

    /** A product over the sum of its squares, in a fixed order. */
    private static Kernel fixed(Format w) {
        return TensorGraph.define("fixed", g -> {
            var y = g.in("x", DType.F32, TensorGraph.dim("t", 3), TensorGraph.dim("k", 512))
                .contract(g.in("w", w, TensorGraph.dim("n", 96), TensorGraph.dim("k", 512)), new TensorOp.Order(1), "t", "n");
            g.out("y", y.map(y.map(v -> v.times(v)).fold(ReduceOp.SUM, "n"), (v, s) -> v.div(s)));
        });
    }

    @ParameterizedTest
    @CsvSource({"f32", "q4_0"})
    void fixedSumsKeepTheirBits(String weights) {
        Engine jvm = Engine.jvm(1);
        Target t = jvm.target().orElseThrow();
        Format w = Format.parse(weights);
        var random = new Random(SEED);
        float[] a = new float[3 * 512], b = new float[96 * 512];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = (float) random.nextGaussian();
        }
        Tensor x = Tensor.of(a, 3, 512), m = weights.equals("f32") ? Tensor.of(b, 96, 512) : codes(w, random);
        float[] usual = run(fixed(w), t, jvm, x, m, Problem::initial);
        for (int i = 0; i < DRAWS; i++) {
            List<String> chosen = new ArrayList<>();
            assertArrayEquals(usual, run(fixed(w), t, jvm, x, m, chance(SEED + i, chosen)), chosen + ", -Dintarsia.seed=" + SEED);
        }
        var steps = Planner.scheduled(fixed(w), t, Problem::initial).steps();
        assertTrue(steps.stream().allMatch(s -> s.problem().fixed()));
        assertEquals(0, steps.stream().flatMap(s -> s.problem().space().tunables().stream()).filter(u -> List.of("unroll", "width", "part", "fold", "positions").contains(u.name())).count());
    }

    private static Tensor codes(Format w, Random random) {
        Tensor m = Tensor.allocate(w, 96, 512);
        byte[] bytes = new byte[(int) m.segment().byteSize()];
        random.nextBytes(bytes);
        int block = bytes.length / (96 * 512 / w.blockColumns());
        for (int i = 0; i < bytes.length; i += block) {
            bytes[i] = 0;
            bytes[i + 1] = 0x2c; // the scale, 1/16
        }
        m.segment().copyFrom(java.lang.foreign.MemorySegment.ofArray(bytes));
        return m;
    }

    private static float[] run(Kernel graph, Target t, Engine on, Tensor x, Tensor w, ScheduleChoice choice) {
        Tensor y = Tensor.allocate(DType.F32, 3, 96);
        try (var run = Intarsia.compile(Planner.plan(graph, t, choice), on).bind(Map.of("x", x, "w", w, "y", y))) {
            run.run();
        }
        return y.toFloats();
    }
}
