package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.model.Options;
import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundled model against the logits that the script which trained it computed in float64, over the numbers the file means. */
class BundledLogitsTest {
    private static final double TOLERANCE = 1e-3;

    /** A row of logits on record: those behind the last of these tokens. */
    private record Row(int[] tokens, int index) { }

    private final NpyArray logits = Npy.read(resource("logits.npy"));

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(BundledLogitsTest.class.getResource("/intarsia/tests/bundled/" + name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every line of the record is a sequence of tokens, a colon, and the positions whose logits are the next rows. */
    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        for (String line : Files.readAllLines(resource("tokens.txt"))) {
            int colon = line.indexOf(':');
            int[] tokens = integers(line.substring(0, colon));
            for (int position : integers(line.substring(colon + 1))) rows.add(new Row(Arrays.copyOf(tokens, position + 1), rows.size()));
        }
        return rows;
    }

    private static int[] integers(String text) {
        return Arrays.stream(text.strip().split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }

    private void assertRow(Row row, MemorySegment found, String where) {
        int words = Math.toIntExact(logits.shape()[1]);
        for (int id = 0; id < words; id++) {
            int i = id;
            assertEquals(logits.real((long) row.index * words + id), found.getAtIndex(ValueLayout.JAVA_FLOAT, id), TOLERANCE,
                () -> where + ", " + row.tokens.length + " tokens, logit " + i);
        }
    }

    /** The slow engines compute the short sequences only. */
    @ParameterizedTest
    @CsvSource({"jvm, 60", "reference, 8", "ptx, 1"})
    void anEngineComputesWhatTheScriptDid(String engine, int longest) throws IOException {
        List<Row> rows = rows().stream().filter(r -> r.tokens.length <= longest).toList();
        assertEquals(longest, rows.stream().mapToInt(r -> r.tokens.length).max().orElseThrow(), "the longest on record for " + engine);
        try (Model model = BundledModel.STORIES.open();
             Session s = Session.open(model, Engine.of(engine), new Options(Math.min(longest, 16), 64, 1, DType.F32), Stage.UNSEEN)) {
            for (Row row : rows) assertRow(row, s.prefill(row.tokens, 0, 0), engine);
        }
    }

    @Test
    void aTokenAtATimeIsAsAllAtOnce() throws IOException {
        List<Row> all = rows();
        int[] text = all.getLast().tokens;
        try (Model model = BundledModel.STORIES.open();
             Session s = Session.open(model, Engine.jvm(), new Options(16, 64, 1, DType.F32), Stage.UNSEEN)) {
            for (int p = 0; p < text.length; p++) {
                MemorySegment found = s.step(text[p], 0);
                int[] seen = Arrays.copyOf(text, p + 1);
                for (Row row : all) if (Arrays.equals(row.tokens, seen)) assertRow(row, found, "one by one");
            }
        }
    }

    @Test
    void theRecordIsOfThisVocabularyAndBeginsTextsAsTheTokenizerDoes() throws IOException {
        List<Row> rows = rows();
        try (Model model = BundledModel.STORIES.open()) {
            assertEquals(List.of((long) rows.size(), (long) model.config().words()), Arrays.stream(logits.shape()).boxed().toList());
            for (Row row : rows) {
                assertTrue(IntStream.of(row.tokens).allMatch(t -> t < model.config().words()));
                String text = model.tokenizer().decode(row.tokens);
                int[] again = model.tokenizer().encode(text);
                assertEquals(row.tokens[0], again[0], text);
            }
        }
    }
}
