package intarsia.cli.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What is drawn of many formats can be read: it lies inside, texts lie apart, and everything has a name. */
final class ChartTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261121);

    /** Divergences that fall with bits, as those of formats do, each with f32 and a little more with i8. */
    private static Report report(int formats) {
        Random random = new Random(SEED);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < formats; i++) {
            double bits = random.nextDouble(1.1, 9.2), divergence = Math.pow(10, 1.5 - bits + random.nextGaussian());
            rows.add(new Row("u" + i % 9 + "g32_sf16_m" + i, "f32", bits, divergence, 0.9, 2));
            rows.add(new Row("u" + i % 9 + "g32_sf16_m" + i, "i8", bits, divergence * random.nextDouble(1, 1.3), 0.9, 2));
        }
        return new Report("stories.gguf", 256, 1.56, 8.5, rows, List.of(new Refusal("nf4_double", "f32", "no matrix")));
    }

    private static List<Element> elements(String svg, String... names) throws Exception {
        var list = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg))).getElementsByTagName("*");
        return IntStream.range(0, list.getLength()).mapToObj(i -> (Element) list.item(i)).filter(e -> Stream.of(names).anyMatch(e.getTagName()::equals)).toList();
    }

    private static double number(Element e, String attribute) {
        return Double.parseDouble(e.getAttribute(attribute));
    }

    /** An estimate: letters of 0.6 em on average, lines of 1.15 em. */
    private static Box box(Element text) {
        double size = number(text, "font-size"), width = 0.6 * size * text.getTextContent().length();
        String turned = text.getAttribute("transform");
        if (!turned.isEmpty()) {
            String[] at = turned.replaceAll("translate\\(([^)]*)\\).*", "$1").split(" ", -1);
            double x = Double.parseDouble(at[0]), y = Double.parseDouble(at[1]);
            return new Box(x - 0.85 * size, y - width / 2, x + 0.3 * size, y + width / 2);
        }
        double x = number(text, "x") - switch (text.getAttribute("text-anchor")) {
            case "end" -> width;
            case "middle" -> width / 2;
            default -> 0;
        };
        return new Box(x, number(text, "y") - 0.85 * size, x + width, number(text, "y") + 0.3 * size);
    }

    private static List<double[]> corners(Element e) {
        return switch (e.getTagName()) {
            case "circle" -> List.of(new double[] {number(e, "cx") - number(e, "r"), number(e, "cy") - number(e, "r")}, new double[] {number(e, "cx") + number(e, "r"), number(e, "cy") + number(e, "r")});
            case "line" -> List.of(new double[] {number(e, "x1"), number(e, "y1")}, new double[] {number(e, "x2"), number(e, "y2")});
            case "rect" -> e.hasAttribute("x") ? List.of(new double[] {number(e, "x"), number(e, "y")}, new double[] {number(e, "x") + number(e, "width"), number(e, "y") + number(e, "height")}) : List.of();
            default -> Stream.of(e.getAttribute("points").split(" ", -1)).map(p -> Stream.of(p.split(",", -1)).mapToDouble(Double::parseDouble).toArray()).toList();
        };
    }

    @Test void everythingLiesInside() throws Exception {
        for (int formats : new int[] {1, 2, 20, 57}) {
            String svg = Chart.of(report(formats));
            Element root = elements(svg, "svg").getFirst();
            assertEquals("0 0 1000 640", root.getAttribute("viewBox"));
            Box canvas = new Box(0, 0, 1000, 640);
            for (Element t : elements(svg, "text")) assertTrue(box(t).within(canvas), t.getTextContent() + " at " + box(t));
            for (Element e : elements(svg, "circle", "rect", "line", "polyline", "polygon")) {
                for (double[] p : corners(e)) assertTrue(new Box(p[0], p[1], p[0], p[1]).within(canvas), e.getTagName() + " at " + p[0] + ", " + p[1]);
            }
        }
    }

    @Test void textsLieApart() throws Exception {
        for (int formats : new int[] {1, 20, 57}) {
            List<Element> texts = elements(Chart.of(report(formats)), "text");
            for (int i = 0; i < texts.size(); i++) {
                for (Element other : texts.subList(i + 1, texts.size())) {
                    assertFalse(box(texts.get(i)).meets(box(other)), texts.get(i).getTextContent() + " and " + other.getTextContent() + ", -Dintarsia.seed=" + SEED);
                }
            }
        }
    }

    @Test void labelsCoverNoPoint() throws Exception {
        String svg = Chart.of(report(57));
        List<Element> points = elements(svg, "circle", "rect").stream().filter(e -> e.getAttribute("class").startsWith("point")).toList();
        for (Element label : elements(svg, "text").stream().filter(t -> t.getAttribute("class").startsWith("label")).toList()) {
            for (Element p : points) {
                double[] a = corners(p).getFirst(), b = corners(p).getLast();
                assertFalse(box(label).meets(new Box(a[0], a[1], b[0], b[1])), label.getTextContent());
            }
        }
    }

    @Test void axesHaveTicksAndUnits() throws Exception {
        List<String> texts = elements(Chart.of(report(30)), "text").stream().map(Element::getTextContent).toList();
        assertTrue(texts.contains("bits a parameter") && texts.contains("mean KL divergence, nats a token"), texts.toString());
        assertTrue(texts.containsAll(List.of("0", "4", "8", "10⁻³", "10⁻⁴")), texts.toString());
        assertTrue(texts.getFirst().contains("stories.gguf"), texts.toString());
        assertTrue(texts.get(1).contains("1 refused"), texts.toString());
    }

    @Test void activationsDifferInShapeAndColourAndAreExplained() throws Exception {
        String svg = Chart.of(report(30));
        assertEquals(31, elements(svg, "circle").stream().filter(e -> e.getAttribute("class").equals("point s0")).count(), "points and the legend's");
        assertEquals(31, elements(svg, "rect").stream().filter(e -> e.getAttribute("class").equals("point s1")).count());
        List<String> texts = elements(svg, "text").stream().map(Element::getTextContent).toList();
        assertTrue(texts.containsAll(List.of("f32 activations", "i8 activations", "none better with f32")), texts.toString());
        String style = elements(svg, "style").getFirst().getTextContent();
        String dark = style.substring(style.indexOf("prefers-color-scheme:dark"));
        for (String kind : List.of(".ground{", ".ink{", ".soft{", ".grid{", ".axis{", ".best{", ".s0{", ".s1{")) assertTrue(style.indexOf(kind) < style.indexOf("@media") && dark.contains(kind), kind);
    }

    @Test void everyPointSaysItsFigures() throws Exception {
        Report r = report(30);
        List<String> hovers = elements(Chart.of(r), "title").stream().map(Element::getTextContent).toList();
        for (Row row : r.rows()) {
            assertTrue(hovers.stream().anyMatch(h -> h.startsWith(row.format() + " with " + row.activations() + " activations: ") && h.contains("top-1 the same 90.00%")), row.toString());
        }
    }

    @Test void whatNoneBeatsIsJoinedAndLabelled() throws Exception {
        Report r = new Report("m", 2, 1, 8, List.of(new Row("worse", "f32", 5, 1e-2, 1, 1), new Row("small", "f32", 2, 1, 1, 1), new Row("good", "f32", 4, 1e-3, 1, 1),
            new Row("exact", "f32", 8, 0, 1, 1), new Row("nothing", "f32", 3, Double.NaN, 0, 1)), List.of());
        assertEquals(List.of("small", "good", "exact"), Frontier.of(r.rows()).best().stream().map(Row::format).toList());
        assertEquals(List.of("worse"), Frontier.of(r.rows()).outliers(r.rows(), 3).stream().map(Row::format).toList());
        String svg = Chart.of(r);
        List<String> labels = elements(svg, "text").stream().filter(t -> t.getAttribute("class").startsWith("label")).map(Element::getTextContent).toList();
        assertEquals(List.of("small", "good", "exact", "worse"), labels);
        assertEquals(3, elements(svg, "polyline").getFirst().getAttribute("points").split(" ", -1).length);
        assertTrue(svg.contains("1 not drawn"), svg);
    }
}
