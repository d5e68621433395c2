package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Generator;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.sampling.Sampling;
import intarsia.ir.Point;
import intarsia.ir.type.DType;
import intarsia.passes.Problem;
import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import intarsia.runtime.ProgramCache;
import intarsia.tests.oracle.SharedData;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sessions whose kernels are scheduled anew between texts. */
class RescheduleTest {
    private static final int[] SHORT = {1, 403, 407, 261, 378};
    private static final int[] LONG = IntStream.range(0, 20).map(i -> 1 + i * 17 % 500).toArray();
    private static final Options ONE = new Options(16, 64, 1, DType.F32), TWO = new Options(16, 64, 2, DType.F32);

    private static Model model() {
        return Model.open(SharedData.file("stories260K/stories260K-f32.gguf"));
    }

    private static Session open(Model m, Options o, ScheduleChoice choice) {
        return Session.open(m, Engine.jvm(1), o, choice, Stage.UNSEEN, ProgramCache.NONE);
    }

    /** A neighbour of each default, with other sums where that is open. */
    private static Point neighbour(Problem p) {
        return p.space().neighbours(p.initial()).stream().filter(x -> p.refusal(x).isEmpty()).findFirst().orElse(p.initial());
    }

    private static float[] floats(MemorySegment logits) {
        return logits.toArray(ValueLayout.JAVA_FLOAT);
    }

    private static float[] logits(Session s, int[] prompt) {
        s.forget(0);
        return floats(s.prefill(prompt, 0, 0));
    }

    @Test
    void otherKernelsTakeOverWithTheNextTextAndNotInsideOne() {
        try (Model m = model(); Session s = open(m, ONE, ScheduleChoice.RULES); Session other = open(m, ONE, RescheduleTest::neighbour)) {
            float[] before = logits(s, SHORT), beforeStep = floats(s.step(432, 0)), after = logits(other, SHORT), afterStep = floats(other.step(432, 0));
            assertFalse(Arrays.equals(before, after), "other sums");
            assertArrayEquals(before, logits(s, SHORT));
            assertTrue(s.reschedule(RescheduleTest::neighbour).join());
            assertArrayEquals(beforeStep, floats(s.step(432, 0)), "in the middle of a text");
            assertArrayEquals(after, logits(s, SHORT));
            assertArrayEquals(afterStep, floats(s.step(432, 0)));
            assertArrayEquals(logits(other, LONG), logits(s, LONG), "the program for prompts, made by the new choice");
        }
    }

    @Test
    void promptsThatGoOnKeepTheKeysAndValuesThatAreThere() {
        try (Model m = model(); Session s = open(m, ONE, ScheduleChoice.RULES); Session whole = open(m, ONE, ScheduleChoice.RULES)) {
            s.prefill(LONG, 0, 0);
            assertTrue(s.reschedule(RescheduleTest::neighbour).join());
            float[] on = floats(s.prefill(SHORT, 0, LONG.length));
            whole.prefill(LONG, 0, 0);
            assertArrayEquals(floats(whole.prefill(SHORT, 0, LONG.length)), on, 1e-3F);
            assertEquals(LONG.length + SHORT.length, s.length(0));
        }
    }

    @Test
    void whileOtherSequencesAreAtWorkNothingChanges() {
        try (Model m = model(); Session s = open(m, TWO, ScheduleChoice.RULES); Session other = open(m, TWO, RescheduleTest::neighbour)) {
            float[] before = logits(s, SHORT);
            s.prefill(SHORT, 1, 0);
            assertTrue(s.reschedule(RescheduleTest::neighbour).join());
            assertArrayEquals(before, logits(s, SHORT));
            s.forget(1);
            assertArrayEquals(logits(other, SHORT), logits(s, SHORT));
        }
    }

    @Test
    void deterministicPlansKeepTheirBitsWhateverTakesOver() {
        try (Model m = model(); Session s = open(m, TWO.deterministic(true), ScheduleChoice.RULES)) {
            float[] before = logits(s, SHORT);
            s.prefill(SHORT, 1, 0);
            assertTrue(s.reschedule(RescheduleTest::neighbour).join());
            assertArrayEquals(before, logits(s, SHORT));
            assertFalse(s.reschedule(RescheduleTest::neighbour).join(), "it has taken over");
        }
    }

    @Test
    void equalKernelsAreNotMadeAgainAndWhatFailsChangesNothing() {
        AtomicInteger asked = new AtomicInteger();
        ScheduleChoice asBefore = p -> {
            asked.incrementAndGet();
            return p.initial();
        }, broken = p -> {
            throw new IllegalStateException("no point\nfor you");
        };
        try (Model m = model(); Session s = open(m, ONE, ScheduleChoice.RULES)) {
            float[] before = logits(s, LONG);
            assertFalse(s.reschedule(ScheduleChoice.RULES).join());
            assertFalse(s.reschedule(asBefore).join());
            assertTrue(asked.get() > 0);
            assertFalse(s.reschedule(broken).join());
            assertArrayEquals(before, logits(s, LONG));
        }
    }

    @Test
    void aTextInProgressGoesOnWhileKernelsAreMadeAndTheLastChoiceCounts() {
        try (Model m = model(); Session s = open(m, ONE, ScheduleChoice.RULES)) {
            List<Integer> first = new ArrayList<>(), again = new ArrayList<>();
            new Generator(s, 0, Sampling.GREEDY).generate(SHORT, 40, first::add);
            s.forget(0);
            List<CompletableFuture<Boolean>> asked = new ArrayList<>();
            new Generator(s, 0, Sampling.GREEDY).generate(SHORT, 40, id -> {
                if (again.size() % 10 == 0) asked.add(s.reschedule(again.size() == 30 ? ScheduleChoice.RULES : RescheduleTest::neighbour));
                again.add(id);
            });
            assertEquals(first, again);
            assertFalse(asked.getLast().join(), "the rules again");
            float[] rules = logits(s, SHORT);
            try (Session plain = open(m, ONE, ScheduleChoice.RULES)) {
                assertArrayEquals(logits(plain, SHORT), rules);
            }
        }
    }

    @Test
    void closingGivesUpWhatIsBeingMade() {
        try (Model m = model()) {
            CompletableFuture<Boolean> made;
            try (Session s = open(m, ONE, ScheduleChoice.RULES)) {
                made = s.reschedule(RescheduleTest::neighbour);
            }
            made.join();
        }
    }
}
