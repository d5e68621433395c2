package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Options#deterministic}: the same bits on any number of threads, and whether tokens go through the model together or one after the other. */
class DeterministicTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260722);
    private static final int[] PROMPTS = {1, 7, 33};
    private static final int LONGEST = 33;

    /** How a session runs: tokens of one run go through the model together. */
    private record Way(int threads, int together) { }

    private static int[] prompt(Model m) {
        System.out.println("-Dintarsia.seed=" + SEED);
        Random r = new Random(SEED);
        return IntStream.range(0, LONGEST).map(i -> i == 0 ? 1 : 3 + r.nextInt(m.config().words() - 3)).toArray();
    }

    private static Session open(Model m, Engine e, int together, Activations a) {
        return Session.open(m, e, new Options(together, 64, 1, DType.F32, a).deterministic(true), Stage.UNSEEN, ProgramCache.NONE);
    }

    /** The bits of the logits after every token of a prompt, and after one more. */
    private static int[] bits(Session s, int[] prompt) {
        int words = s.model().config().words();
        int[] all = new int[(prompt.length + 1) * words];
        s.score(prompt, 0, 0, (first, count, logits) -> copy(logits, all, first * words, count * words));
        copy(s.step(5, 0), all, prompt.length * words, words);
        return all;
    }

    private static void copy(MemorySegment from, int[] to, int at, int count) {
        MemorySegment.copy(from, ValueLayout.JAVA_INT, 0, to, at, count);
    }

    private static void assertSame(int[] want, int[] found, String where) {
        long different = IntStream.range(0, want.length).filter(i -> want[i] != found[i]).count();
        assertEquals(0, different, where + ": logits that differ, of " + want.length);
    }

    @ParameterizedTest
    @CsvSource({"as it is,F32", "Q4_K_M,I8", "u3g32,I8"})
    void theSameBitsOnAnyThreadsAndInAnyBatch(String recipe, Activations a) {
        try (Model bundled = BundledModel.STORIES.open(); Model m = converted(bundled, recipe)) {
            int[] prompt = prompt(m);
            int[] prompts = recipe.equals("as it is") ? PROMPTS : new int[] {7};
            int[][] want = new int[prompts.length][];
            for (Way way : List.of(new Way(1, 1), new Way(2, LONGEST), new Way(3, 10))) {
                try (Session s = open(m, Engine.jvm(way.threads), way.together, a)) {
                    for (int p = 0; p < prompts.length; p++) {
                        int[] found = bits(s, Arrays.copyOf(prompt, prompts[p]));
                        if (want[p] == null) want[p] = found;
                        assertSame(want[p], found, recipe + " " + a + ", " + way + ", " + prompts[p] + " tokens");
                        assertArrayEquals(lastOf(want[p], m), s.prefill(Arrays.copyOf(prompt, prompts[p]), 0, 0).toArray(ValueLayout.JAVA_INT), "prefill, " + way);
                    }
                }
            }
        }
    }

    /** Of the rows and the one after them, the last row. */
    private static int[] lastOf(int[] rows, Model m) {
        int words = m.config().words();
        return Arrays.copyOfRange(rows, rows.length - 2 * words, rows.length - words);
    }

    private static Model converted(Model m, String recipe) {
        return recipe.equals("as it is") ? BundledModel.STORIES.open() : m.converted(Recipe.parse(recipe), new Quantizer(QuantizeRule.SINGLE, Engine.jvm(), Stage.UNSEEN));
    }

    @Test
    void theReferenceGivesTheSameBitsInAnyBatchToo() {
        try (Model m = BundledModel.STORIES.open(); Session one = open(m, Engine.reference(), 1, Activations.I8); Session some = open(m, Engine.reference(), 3, Activations.I8)) {
            int[] prompt = Arrays.copyOf(prompt(m), 3);
            assertSame(bits(one, prompt), bits(some, prompt), "reference");
        }
    }

    /** Files of programs that change, and others that are compiled meanwhile, are for sessions that are opened later. */
    @Test
    void aGenerationKeepsItsPlanWhateverComesIntoTheCache(@TempDir Path folder) throws IOException {
        ProgramCache cache = ProgramCache.in(folder, 1 << 26);
        Options options = new Options(1, 64, 1, DType.F32).deterministic(true);
        try (Model m = BundledModel.STORIES.open(); Session undisturbed = open(m, Engine.jvm(1), 1, Activations.F32);
             Session s = Session.open(m, Engine.jvm(1), options, Stage.UNSEEN, cache)) {
            for (int i = 0; i < 24; i++) {
                if (i == 8) empty(folder);
                if (i == 16) Session.open(m, Engine.jvm(2), options.deterministic(false), Stage.UNSEEN, cache).close();
                assertArrayEquals(undisturbed.step(3 + i, 0).toArray(ValueLayout.JAVA_INT), s.step(3 + i, 0).toArray(ValueLayout.JAVA_INT), "token " + i);
            }
        }
    }

    private static void empty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path f : files.filter(Files::isRegularFile).toList()) Files.writeString(f, "damaged");
        }
    }

    @Test
    void longRunsThatDecodeActivationsAreNotDeterministic() {
        assertThrows(IllegalArgumentException.class, () -> new Options(8, 64, 1, DType.F32, Activations.I8, true, true));
    }
}
