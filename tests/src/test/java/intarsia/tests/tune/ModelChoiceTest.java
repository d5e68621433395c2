package intarsia.tests.tune;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Planner;
import intarsia.passes.Problem;
import intarsia.passes.ScheduleChoice;
import intarsia.passes.cost.CostModel;
import intarsia.runtime.Engine;
import intarsia.tuning.Environment;
import intarsia.tuning.search.Choices;
import intarsia.tuning.search.FirstLook;
import intarsia.tuning.search.KernelSpace;
import intarsia.tuning.search.ModelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans whose kernels a cost model schedules where nothing was measured. */
class ModelChoiceTest {
    private static final Target TARGET = Engine.jvm(1).target().orElseThrow();
    private static final Environment HERE = new Environment("device", "JVM", "compiler");
    private static final FirstLook ANY = new FirstLook(16, Duration.ofMinutes(5), 1, 7), NO_TIME = new FirstLook(16, Duration.ZERO, 1, 7);
    private static final Kernel GRAPH = TensorGraph.define("product", g -> g.out("y", g.in("x", DType.F32, dim("t", 1), dim("k", 256))
        .contract(g.in("w", Format.parse("q4_0"), dim("n", 64), dim("k", 256)), "t", "n")));

    @TempDir
    private Path folder = Path.of("");

    private static CostModel never() {
        throw new AssertionError("nobody should ask the model");
    }

    private ScheduleChoice choice(FirstLook look, String digest, Supplier<CostModel> model) {
        return ModelChoice.of(new Choices(folder), look, digest, model, HERE);
    }

    private static List<Planner.Choice> steps(ScheduleChoice choice) {
        return Planner.scheduled(GRAPH, TARGET, choice).steps();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(f -> f.getFileName().toString()).toList();
        }
    }

    @Test
    void theModelsBestIsTakenAtOnceAndTheNextProcessDoesNotAskIt() {
        CostModel model = CostModel.shipped();
        List<Planner.Choice> first = steps(choice(ANY, CostModel.shippedDigest(), () -> model));
        for (Planner.Choice c : first) {
            KernelSpace space = KernelSpace.of(c.problem(), model);
            assertTrue(space.expected(c.point()) <= space.expected(c.problem().initial()), () -> c.point().toString());
            assertEquals(List.of(), c.problem().refusal(c.point()).stream().toList());
        }
        assertTrue(first.stream().anyMatch(c -> !c.point().equals(c.problem().initial())), "of a look at 17 points one is not worse than the first");
        assertEquals(points(first), points(steps(choice(ANY, CostModel.shippedDigest(), ModelChoiceTest::never))));
    }

    private static List<Point> points(List<Planner.Choice> steps) {
        return steps.stream().map(Planner.Choice::point).toList();
    }

    @Test
    void onlyClearGainsAreTaken() {
        List<Planner.Choice> steps = steps(choice(new FirstLook(16, Duration.ofMinutes(5), 1e9, 7), "m", CostModel::shipped));
        steps.forEach(c -> assertEquals(c.problem().initial(), c.point()));
    }

    @Test
    void withoutTimeEverythingStaysAsItIsForGood() {
        steps(choice(NO_TIME, "m", ModelChoiceTest::never)).forEach(c -> assertEquals(c.problem().initial(), c.point()));
        steps(choice(ANY, "m", ModelChoiceTest::never)).forEach(c -> assertEquals(c.problem().initial(), c.point()));
    }

    @Test
    void whatIsPinnedOrMeasuredGoesFirst() throws IOException {
        Problem p = steps(Problem::initial).getLast().problem();
        Point pinned = p.legal().filter(x -> !x.equals(p.initial())).findFirst().orElseThrow();
        ScheduleChoice before = choice(NO_TIME, "m", ModelChoiceTest::never);
        new Choices(folder).pin(intarsia.tuning.Problem.of(p.text()), pinned);
        ScheduleChoice after = choice(NO_TIME, "m", ModelChoiceTest::never);
        assertEquals(pinned, steps(after).getLast().point());
        assertNotEquals(before.key(), after.key());
    }

    @Test
    void keysFollowFromTheModelAndFilesOfOtherModelsGo() throws IOException {
        ScheduleChoice one = choice(NO_TIME, "one", ModelChoiceTest::never);
        steps(one);
        assertEquals(one.key(), choice(NO_TIME, "one", ModelChoiceTest::never).key());
        ScheduleChoice two = choice(NO_TIME, "two", ModelChoiceTest::never);
        assertNotEquals(one.key(), two.key());
        steps(two);
        assertEquals(List.of("expected-" + HERE.key() + "-two.txt"), files());
    }

    @Test
    void digestsTellModelsApartWithoutReadingThem() {
        assertTrue(CostModel.shippedDigest().matches("[0-9a-f]{16}"));
    }
}
