package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** An SVG picture of rectangles and text, read and checked. */
record SvgText(Element root) {
    /** Reads a picture; fails where it is not well-formed, or where something leaves the canvas. */
    static SvgText of(String text) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var svg = new SvgText(factory.newDocumentBuilder().parse(new InputSource(new StringReader(text))).getDocumentElement());
        assertEquals("svg", svg.root.getTagName());
        assertEquals("0 0 " + svg.root.getAttribute("width") + " " + svg.root.getAttribute("height"), svg.root.getAttribute("viewBox"));
        svg.all("rect").forEach(svg::expectInside);
        svg.all("text").forEach(svg::expectTextInside);
        assertTrue(text.contains("prefers-color-scheme: dark"), "one look for dark and light");
        return svg;
    }

    List<Element> all(String tag) {
        var found = root.getElementsByTagName(tag);
        List<Element> all = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) all.add((Element) found.item(i));
        return all;
    }

    /** The filled cells. */
    List<Element> cells() {
        return all("rect").stream().filter(r -> r.getAttribute("class").equals("edge")).toList();
    }

    /** What the pointer shows on each cell. */
    List<String> hovers() {
        return cells().stream().map(c -> c.getElementsByTagName("title").item(0).getTextContent()).toList();
    }

    /** All lines of text. */
    List<String> lines() {
        return all("text").stream().map(Element::getTextContent).toList();
    }

    private static int number(Element e, String name) {
        return e.hasAttribute(name) ? Integer.parseInt(e.getAttribute(name)) : 0;
    }

    private void expectInside(Element r) {
        assertTrue(number(r, "x") >= 0 && number(r, "y") >= 0 && number(r, "x") + number(r, "width") <= number(root, "width")
            && number(r, "y") + number(r, "height") <= number(root, "height"), () -> "a cell at " + r.getAttribute("x") + "," + r.getAttribute("y"));
    }

    /** A letter of a font of fixed width is 0.6 of its size wide. */
    private void expectTextInside(Element t) {
        int width = Math.ceilDiv(t.getTextContent().length() * number(t, "font-size") * 6, 10);
        String of = t.getAttribute("class");
        int left = number(t, "x") - (of.contains("end") ? width : of.equals("key") ? width / 2 : 0);
        assertTrue(left >= 0 && left + width <= number(root, "width") && number(t, "y") <= number(root, "height"), t.getTextContent() + " at " + t.getAttribute("x"));
    }
}
