package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.quantize.Quantizer;
import intarsia.decoder.quantize.Recipe;
import intarsia.ir.type.DType;
import intarsia.ir.type.QuantizeRule;
import intarsia.runtime.Engine;
import intarsia.runtime.ProgramCache;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Options#deterministic}: the same bits on any number of threads, and whether tokens go through the model together or one after the other. */
class DeterministicTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260722);
    private static final int LONGEST = 33;

    /** Threads, and tokens of one run, of the sessions that are compared. */
    private static final int[][] WAYS = {{1, 1}, {2, LONGEST}, {3, 10}, {1, 16}};

    private static int[] prompt(Model m) {
        System.out.println("-Dintarsia.seed=" + SEED);
        Random r = new Random(SEED);
        return IntStream.range(0, LONGEST).map(i -> i == 0 ? 1 : 3 + r.nextInt(m.config().words() - 3)).toArray();
    }

    private static Session open(Model m, Engine e, int batch, Activations a) {
        return Session.open(m, e, new Options(batch, 64, 1, DType.F32, a).deterministic(true), Stage.UNSEEN, ProgramCache.NONE);
    }

    /** The bits of the logits after a prompt of so many tokens, and after three more. */
    private static int[] bits(Session s, int[] prompt, int tokens) {
        int[] after = s.prefill(Arrays.copyOf(prompt, tokens), 0, 0).toArray(ValueLayout.JAVA_INT);
        for (int i = 0; i < 3; i++) s.step(prompt[i + 1], 0);
        int[] last = s.step(5, 0).toArray(ValueLayout.JAVA_INT);
        return IntStream.concat(Arrays.stream(after), Arrays.stream(last)).toArray();
    }

    private static void assertSame(int[] want, int[] found, String where) {
        long different = IntStream.range(0, want.length).filter(i -> want[i] != found[i]).count();
        assertEquals(0, different, where + ": logits that differ, of " + want.length);
    }

    @ParameterizedTest
    @CsvSource({"as it is,F32", "Q4_0,I8", "Q4_0,F32", "Q6_K,I8", "Q4_K_M,F32", "f16,I8", "u3g32,I8", "nf4g64_sf32,F32"})
    void theSameBitsOnAnyThreadsAndInAnyBatch(String recipe, Activations a) {
        try (Model bundled = BundledModel.STORIES.open(); Model m = converted(bundled, recipe)) {
            int[] prompt = prompt(m);
            int[][] want = new int[LONGEST + 1][];
            for (int[] way : WAYS) {
                try (Session s = open(m, Engine.jvm(way[0]), way[1], a)) {
                    for (int tokens : new int[] {1, 7, LONGEST}) {
                        int[] found = bits(s, prompt, tokens);
                        if (want[tokens] == null) want[tokens] = found;
                        assertSame(want[tokens], found, recipe + " " + a + ", " + way[0] + " threads, runs of " + way[1] + ", " + tokens + " tokens");
                    }
                }
            }
        }
    }

    private static Model converted(Model m, String recipe) {
        return recipe.equals("as it is") ? BundledModel.STORIES.open() : m.converted(Recipe.parse(recipe), new Quantizer(QuantizeRule.SINGLE, Engine.jvm(), Stage.UNSEEN));
    }
}
