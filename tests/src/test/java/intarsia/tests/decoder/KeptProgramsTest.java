package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.ir.Point;
import intarsia.ir.type.DType;
import intarsia.passes.Problem;
import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import intarsia.runtime.ProgramCache;
import intarsia.tests.oracle.SharedData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that share a folder of compiled programs. */
class KeptProgramsTest {
    private static final Options OPTIONS = new Options(16, 64, 1, DType.F32);
    private static final int[] SHORT = {1, 403, 407, 261, 378};
    private static final int[] LONG = IntStream.range(0, 20).map(i -> 1 + i * 17 % 500).toArray();

    @TempDir
    private Path folder = Path.of("");
    private final List<String> stages = new ArrayList<>();

    private Session open(Model m, Engine engine, Options options) {
        return Session.open(m, engine, options, (what, done, total) -> stages.add(what), ProgramCache.in(folder, 64 << 20));
    }

    private static Model model() {
        return Model.open(SharedData.file("stories260K/stories260K-f32.gguf"));
    }

    private static float[] floats(MemorySegment logits) {
        return logits.toArray(ValueLayout.JAVA_FLOAT);
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void theSecondSessionNeitherPlansNorCompilesAndGivesTheSameBits() throws IOException {
        try (Model m = model(); Session first = open(m, Engine.jvm(1), OPTIONS)) {
            float[] one = floats(first.prefill(SHORT, 0, 0));
            assertEquals(1, files());
            float[] many = floats(first.prefill(LONG, 0, 0));
            assertEquals(2, files());
            assertTrue(stages.contains("planning"), stages::toString);
            stages.clear();
            try (Session second = open(m, Engine.jvm(1), OPTIONS)) {
                assertArrayEquals(one, floats(second.prefill(SHORT, 0, 0)));
                assertArrayEquals(many, floats(second.prefill(LONG, 0, 0)));
                second.prepare(LONG.length);
            }
            assertEquals(List.of("binding the weights"), stages.stream().distinct().toList());
        }
    }

    /** The neighbour of each default that comes first, under a key or none. */
    private record Neighbours(Optional<String> key) implements ScheduleChoice {
        @Override
        public Point choose(Problem p) {
            return p.space().neighbours(p.initial()).stream().filter(x -> p.refusal(x).isEmpty()).findFirst().orElse(p.initial());
        }
    }

    private float[] logits(Model m, ScheduleChoice choice) {
        try (Session s = Session.open(m, Engine.jvm(1), OPTIONS, choice, (what, done, total) -> stages.add(what), ProgramCache.in(folder, 64 << 20))) {
            return floats(s.prefill(SHORT, 0, 0));
        }
    }

    @Test
    void otherSchedulesAreOtherProgramsAndKeptUnderTheirKeyAlone() throws IOException {
        try (Model m = model()) {
            float[] rules = logits(m, ScheduleChoice.RULES), tuned = logits(m, new Neighbours(Optional.of("tuned")));
            assertEquals(2, files());
            assertArrayEquals(rules, tuned, 1e-3F);
            assertArrayEquals(tuned, logits(m, new Neighbours(Optional.empty())));
            assertEquals(2, files());
            stages.clear();
            assertArrayEquals(tuned, logits(m, new Neighbours(Optional.of("tuned"))));
            assertEquals(List.of("binding the weights"), stages.stream().distinct().toList());
        }
    }

    @Test
    void otherOptionsAreOtherPrograms() throws IOException {
        try (Model m = model()) {
            for (Options o : List.of(OPTIONS, new Options(8, 64, 1, DType.F32), new Options(16, 128, 1, DType.F32), new Options(16, 64, 2, DType.F32),
                    new Options(16, 64, 1, DType.F16), OPTIONS.deterministic(true))) {
                stages.clear();
                open(m, Engine.jvm(1), o).close();
                assertTrue(stages.contains("planning"), o::toString);
            }
            assertEquals(6, files());
        }
    }

    @Test
    void ptxTextIsKeptToo() {
        try (Model m = model(); Session first = open(m, Engine.of("ptx"), OPTIONS)) {
            float[] logits = floats(first.step(403, 0));
            stages.clear();
            try (Session second = open(m, Engine.of("ptx"), OPTIONS)) {
                assertArrayEquals(logits, floats(second.step(403, 0)));
            }
            assertEquals(List.of("binding the weights"), stages.stream().distinct().toList());
        }
    }

    @Test
    void promptsOfFewTokensNeedNoProgramOfTheirOwn() throws IOException {
        try (Model m = model(); Session s = open(m, Engine.jvm(1), OPTIONS)) {
            s.prepare(8);
            s.prefill(IntStream.range(1, 9).toArray(), 0, 0);
            assertEquals(8, s.length(0));
            assertEquals(1, files());
            s.prepare(9);
            assertEquals(2, files());
        }
    }
}
