package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.bench.Measured;
import intarsia.cli.bench.RateChart;
import intarsia.cli.bench.SyntheticModel;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.quantize.Recipe;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.io.StringReader;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

/** {@code bench}: what it measures, not how much that is. */
final class BenchCommandTest {
    private static final List<String> MEMBERS = List.of("kernel", "format", "activations", "shape", "batch", "threads", "gbPerSecond", "limitGbPerSecond", "fraction", "microseconds", "spread");

    @TempDir private Path folder;

    @Test void aProductIsAnObjectALineAndABarInAPicture() throws Exception {
        Path svg = folder.resolve("rates.svg");
        Command c = Command.run("bench", "gemv", "--format", "u3g32", "--shape", "64x256", "--threads", "1", "--json", "--svg", svg);
        assertEquals(0, c.exit(), c.err());
        List<Map<String, Object>> all = c.out().lines().map(JsonText::object).toList();
        assertEquals(1, all.size(), c.out());
        for (Map<String, Object> m : all) {
            assertEquals(MEMBERS, List.copyOf(m.keySet()));
            assertEquals("gemv", m.get("kernel"));
            assertEquals("64x256", m.get("shape"));
            assertTrue(Double.parseDouble(String.valueOf(m.get("microseconds"))) > 0, m::toString);
            assertTrue(Double.parseDouble(String.valueOf(m.get("fraction"))) > 0, m::toString);
        }
        assertTrue(Files.readString(svg).contains("u3g32"), Files.readString(svg));
    }

    @Test void aPictureOfRatesIsWellFormed() throws Exception {
        String svg = RateChart.of(List.of(new Measured("gemv", "<a>&", "i8", "8x8", 1, 2, 10, 40, 0.25, 3, 0.01), new Measured("gemv", "b", "f32", "8x8", 1, 2, 50, 40, 1.25, 3, 0)));
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @ParameterizedTest
    @CsvSource({"gemv --shape 12,2", "gemv --shape 0x5,2", "gemv --format nothing,2", "gemv --batch 0,2", "decode --synthetic gpt,2", "decode --format u3g32,2"})
    void whatCannotBeTimedIsRefused(String arguments, int exit) {
        Object[] all = ("bench " + arguments).split(" ", -1);
        Command c = Command.run(all);
        assertEquals(exit, c.exit(), c.out() + c.err());
        assertTrue(c.err().contains("intarsia: "), c.err());
    }

    @ParameterizedTest
    @CsvSource({"Q4_0,false", "Q4_K_M,true", "TQ2_0,true"})
    void aSyntheticModelMakesTokens(String recipe, boolean tied) throws Exception {
        SyntheticModel shape = new SyntheticModel("small", 2, 256, 512, 4, 2, 300, tied);
        Path file = shape.file(folder, recipe);
        shape.write(Recipe.parse(recipe), file);
        assertTrue(Files.size(file) > shape.bytes(Recipe.parse(recipe)));
        try (Model model = Model.open(file); Session s = Session.open(model, Engine.jvm(1), new Options(1, 8, 1, DType.F32), Stage.UNSEEN)) {
            s.prefill(new int[] {1}, 0, 0);
            float[] logits = s.step(1, 0).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            assertEquals(300, logits.length);
            for (float l : logits) assertTrue(Float.isFinite(l), recipe);
        }
        assertThrows(IllegalArgumentException.class, () -> shape.bytes(Recipe.parse("u3g32")));
    }
}
