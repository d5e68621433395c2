package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.decoder.End;
import intarsia.decoder.Generator;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.sampling.Sampler;
import intarsia.decoder.sampling.Sampling;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.tests.oracle.ChildJvm;
import intarsia.tests.oracle.SharedData;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final int[] PROMPT = {1, 403, 407, 261, 378};

    private static Model model() {
        return Model.open(SharedData.file("stories260K/stories260K-f32.gguf"));
    }

    private static Session session(Model m, int context) {
        return Session.open(m, Engine.jvm(1), new Options(8, context, 1, DType.F32), Stage.UNSEEN);
    }

    /** In a JVM as the launcher starts it, which has run nothing else: what C2 leaves out depends on all that it has seen. */
    @Test
    void aTokenAllocatesNothing() throws IOException, InterruptedException {
        SharedData.file("stories260K/stories260K-f32.gguf");
        ChildJvm child = ChildJvm.run(TokenAllocation.class, "@../cli/src/launcher/resources/intarsia/launcher/jvm-flags", "-Dintarsia.warm=on");
        assertEquals(List.of("0"), child.said().lines().filter(l -> l.startsWith(TokenAllocation.WORD))
            .map(l -> l.substring(TokenAllocation.WORD.length())).toList(), child::said);
    }

    @Test
    void whatDoesNotFitIsRefusedInOneSentence() {
        try (Model m = model(); Session s = session(m, 6)) {
            assertMessage("7 tokens from position 0; the context has room for 6", () -> s.prefill(new int[7], 0, 0));
            assertMessage("token 512; the vocabulary has ids 0 to 511", () -> s.prefill(new int[] {512}, 0, 0));
            assertMessage("token -1; the vocabulary has ids 0 to 511", () -> s.step(-1, 0));
            assertMessage("sequence 1; this session was opened for 1, counted from 0", () -> s.step(1, 1));
            assertMessage("position 1 of sequence 0, of which 0 tokens are known", () -> s.prefill(PROMPT, 0, 1));
            s.prefill(PROMPT, 0, 0);
            s.step(432, 0);
            assertEquals("sequence 0 is full: its 6 tokens are the whole context",
                assertThrows(IllegalStateException.class, () -> s.step(1, 0)).getMessage());
        }
    }

    private static void assertMessage(String wanted, Runnable call) {
        assertEquals(wanted, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Test
    void moreContextThanTheModelHasIsRefused() {
        try (Model m = model()) {
            assertMessage("room for 513 positions; the model was trained for 512 at most", () -> session(m, 513));
        }
    }

    @Test
    void aPromptInSeveralRunsGivesTheLogitsOfOne() {
        int[] tokens = new int[21];
        for (int i = 0; i < tokens.length; i++) tokens[i] = 1 + i * 17 % 500;
        try (Model m = model(); Session pieces = session(m, 32);
             Session whole = Session.open(m, Engine.jvm(1), new Options(32, 32, 1, DType.F32), Stage.UNSEEN)) {
            var sampler = new Sampler(Sampling.GREEDY, m.config().words());
            assertEquals(sampler.pick(whole.prefill(tokens, 0, 0), 0), sampler.pick(pieces.prefill(tokens, 0, 0), 0));
            assertEquals(21, pieces.length(0));
        }
    }

    @Test
    void aGenerationSaysHowItEnded() {
        try (Model m = model(); Session s = session(m, 8)) {
            var generator = new Generator(s, 0, Sampling.GREEDY);
            var done = generator.generate(PROMPT, 2, id -> { });
            assertEquals(End.TOKENS, done.end());
            assertEquals(2, done.tokens());
            assertEquals(End.CONTEXT, generator.generate(new int[] {383}, 100, id -> { }).end());
        }
    }

    @Test
    void cancellingEndsTheGenerationAndNoMore() {
        try (Model m = model(); Session s = session(m, 64)) {
            var done = new Generator(s, 0, Sampling.GREEDY).generate(PROMPT, 50, id -> s.cancel());
            assertEquals(End.CANCELLED, done.end());
            assertEquals(1, done.tokens());
            assertEquals(5, s.length(0));
            s.step(432, 0);
            s.cancel();
            assertThrows(CancellationException.class, () -> s.prefill(PROMPT, 0, 0));
            s.prefill(PROMPT, 0, 0);
        }
    }
}
