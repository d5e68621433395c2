package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.Main;
import intarsia.cli.quality.Chart;
import intarsia.cli.quality.Comparison;
import intarsia.cli.quality.Refusal;
import intarsia.cli.quality.Report;
import intarsia.cli.quality.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** {@code quality}: its figures, and what is made of them. */
final class QualityTest {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test void theModelAsItWasDiffersFromItselfInNothing() throws IOException {
        Path json = folder.resolve("q.json"), svg = folder.resolve("q.svg");
        assertEquals(0, run("quality", "--formats", "Q8_0;Q2_K", "--activations", "f32", "--tokens", "12", "--json", json.toString(), "--svg", svg.toString()), err.toString());
        List<String> rows = out.toString().lines().filter(l -> l.startsWith("Q")).toList();
        assertTrue(rows.getFirst().matches("Q8_0 +f32 +8\\.5229 +0\\.000000 +100\\.00% .*"), out.toString());
        assertTrue(Double.parseDouble(rows.get(1).substring(42, 54).strip()) > 1e-3, rows.get(1));
        assertTrue(Files.readString(json).contains("\"format\": \"Q2_K\""), Files.readString(json));
        assertTrue(Files.readString(svg).contains("Q2_K with f32"), Files.readString(svg));
    }

    @Test void theFiguresAreThoseOfTheDistributions() {
        float ln3 = (float) Math.log(3);
        Comparison c = new Comparison(new float[] {0, ln3, 0, 0}, 2);
        c.add(MemorySegment.ofArray(new float[] {0, 0}), 0, 1);
        c.add(MemorySegment.ofArray(new float[] {7, 7}), 0, -1);
        // p = (1/4, 3/4), q = (1/2, 1/2), and then both alike.
        double kl = 0.25 * Math.log(0.5) + 0.75 * Math.log(1.5);
        assertEquals(kl / 2, c.divergence(), 1e-7);
        assertEquals(0.5, c.agreement());
        assertEquals(2, c.perplexity(), 1e-12);
    }

    @Test void whatIsDrawnAndWrittenIsWellFormed() throws Exception {
        Report r = new Report("a<b>&\"c\"", 3, 2, 4, List.of(new Row("u1<g", "f32", 1.5, 0, 1, 2), new Row("u1<g", "i8", 1.5, Double.NaN, 0.5, Double.POSITIVE_INFINITY),
            new Row("Q4_K", "f32", 4.5, 1e-3, 0.9, 2.1)), List.of(new Refusal("x\"y", "i8", "none")));
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(Chart.of(r))));
        assertTrue(r.json().contains("\\\"c\\\"") && r.json().contains("\"divergence\": null"), r.json());
        assertTrue(Report.line(r.rows().getFirst()).endsWith("2.0000"), Report.line(r.rows().getFirst()));
    }

    @Test void whatNoMatrixFitsIsRefusedAndTheRestGoesOn() throws IOException {
        Path json = folder.resolve("q.json");
        assertEquals(0, run("quality", "--formats", "nf4_double;i8grow_sf32", "--activations", "i8", "--tokens", "6", "--json", json.toString()), err.toString());
        List<String> rows = out.toString().lines().filter(l -> l.contains(" i8 ")).toList();
        assertTrue(rows.getFirst().startsWith("nf4_double ") && rows.getFirst().contains("refused: ") && rows.getFirst().contains("whole blocks"), out.toString());
        assertTrue(rows.get(1).startsWith("i8grow_sf32 "), out.toString());
        assertTrue(Files.readString(json).contains("\"refused\": [\n  {\"format\": \"nf4_double\""), Files.readString(json));
    }

    /** The values are the same; sums of products are rounded elsewhere. */
    @Test void kernelsOfAFormatAndOfItsValuesAgree() {
        double[] both = Stream.of(new String[] {"--tokens"}, new String[] {"--stored", "--tokens"}).mapToDouble(o -> {
            String[] args = Stream.concat(Stream.of("quality", "--formats", "Q4_0", "--activations", "f32"), Stream.concat(Stream.of(o), Stream.of("8"))).toArray(String[]::new);
            assertEquals(0, run(args), err.toString());
            return Double.parseDouble(out.toString().lines().filter(l -> l.startsWith("Q4_0")).toList().getLast().substring(42, 54).strip());
        }).toArray();
        assertEquals(both[0], both[1], 2e-6);
    }

    @Test void whatIsUnknownIsWrongUsage() {
        assertEquals(2, run("quality", "--formats", "Q4_9"));
        assertEquals(2, run("quality", "--activations", "i9"));
        assertEquals(2, run("quality", "--tokens", "1"));
    }
}
