package intarsia.tests.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.ir.text.SpaceParser;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.passes.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kernel of a plan is a problem by itself, whose default point gives that kernel again, in this process and from its text. */
class ProblemTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_261_123);

    private static void same(Kernel graph, Target t) {
        var scheduled = Planner.scheduled(graph, t, Problem::initial);
        List<String> usual = Planner.plan(graph, t).steps().stream().map(s -> Printer.print(s.kernel())).toList();
        assertEquals(usual, scheduled.plan().steps().stream().map(s -> Printer.print(s.kernel())).toList());
        Set<Problem> seen = new HashSet<>();
        for (int i = 0; i < usual.size(); i++) {
            Problem p = scheduled.steps().get(i).problem();
            assertEquals(usual.get(i), Printer.print(p.bind(p.initial())), () -> p.text());
            if (seen.add(p)) {
                Problem again = Problem.parse(p.text(), t);
                assertEquals(p.text(), again.text());
                assertEquals(usual.get(i), Printer.print(again.bind(again.initial())));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"f32, false", "f16, true"})
    void ofAModel(String cache, boolean deterministic) {
        same(Problems.model((DType) Format.parse(cache), deterministic), Problems.target());
    }

    @Test
    void ofTheCorpus() throws IOException {
        Path folder = Stream.of("tests/cases/graphs", "../tests/cases/graphs").map(Path::of).filter(Files::isDirectory).findFirst().orElseThrow();
        int graphs = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path f : files.sorted().toList()) {
                String text = Files.readString(f);
                int end = text.indexOf("\n////");
                for (Kernel k : Parser.parseAll(end < 0 ? text : text.substring(0, end + 1), f.toString())) {
                    if (k.level() == Level.TENSOR) {
                        same(k, Problems.target());
                        graphs++;
                    }
                }
            }
        }
        assertTrue(graphs > 5, () -> "few graphs in " + folder);
    }

    @ParameterizedTest
    @CsvSource({"q4_0, i8g32_sf32, 1, 32", "q6_k, i8g256_sf32, 1, 64", "q8_0, f32, 3, 0", "q4_k, i8g256_sf32, 8, 0", "f16, f32, 1, 64"})
    void ofProducts(String weights, String activations, long rows, int panel) {
        for (Target t : List.of(Problems.jvm().getFirst().target(), Problems.jvm().getLast().target())) {
            boolean panels = panel > 0 && panel % t.lanes() == 0;
            same(Problems.product(panels ? Problems.panel(weights, panel, t) : Format.parse(weights), Format.parse(activations), rows, 128, 1024), t);
        }
    }

    @ParameterizedTest
    @CsvSource({"q4_0, i8g32_sf32, 32", "q6_k, i8g256_sf32, 32", "q8_0, i8g32_sf32, 32", "q4_0, f32, 0", "f32, f32, 0", "q8_0, i8g32_sf32, 0", "f16, f32, 64"})
    void hasManyLegalPoints(String weights, String activations, int panel) {
        Target t = Problems.target();
        Format w = panel > 0 && panel % t.lanes() == 0 ? Problems.panel(weights, panel, t) : Format.parse(weights);
        Problem p = Problems.contraction(w, activations, 1, t);
        List<Optional<String>> refusals = p.space().points().map(p::refusal).toList();
        long legal = refusals.stream().filter(Optional::isEmpty).count();
        System.out.println(weights + " by " + activations + " in panels of " + panel + ": " + legal + " legal points of " + p.space().count() + "\n" + p.space());
        assertTrue(legal >= 150, () -> legal + " legal points of\n" + p.space());
        refusals.stream().flatMap(Optional::stream).distinct()
            .forEach(why -> assertTrue(why.contains("statements of lane code"), () -> why + " in\n" + p.text()));
    }

    @Test
    void pointsThatDifferGiveLaneCodeThatDiffers() {
        Target t = Problems.target();
        Problem p = Problems.contraction(Problems.panel("q4_0", 32, t), "i8g32_sf32", 1, t);
        Set<String> codes = new HashSet<>();
        List<Point> some = Stream.iterate(SEED, s -> s + 1).limit(40).map(s -> p.space().random(s)).distinct().filter(x -> p.refusal(x).isEmpty()).toList();
        // fences are no statements of lane code
        Set<Point> lanes = new HashSet<>();
        some.forEach(x -> lanes.add(x.without(Set.of("fence"))));
        some.forEach(x -> codes.add(Printer.print(Compiler.toLane(p.bind(x), t, Compiler.Options.DEFAULT).tuned(Point.NONE))));
        assertTrue(codes.size() > 10 && codes.size() == lanes.size(), () -> codes.size() + " codes of " + lanes.size() + " points, -Dintarsia.seed=" + SEED);
    }

    @Test
    void textsFollowFromWhatCodeDependsOn() {
        Target t = Problems.target();
        Problem p = Problems.contraction(Format.parse("q8_0"), "i8g32_sf32", 1, t);
        Problem other = Problems.contraction(Format.parse("q8_0"), "i8g32_sf32", 3, t);
        assertNotEquals(p.text(), other.text());
        assertEquals(p.space(), SpaceParser.parse(p.space().toString()));
    }

    @Test
    void otherTextsAreRefused() {
        Target t = Problems.target();
        Problem p = Problems.contraction(Format.parse("q8_0"), "i8g32_sf32", 1, t);
        String text = p.text();
        for (String bad : List.of("", "problem", text.substring(1), text.replace("sums any", "sums some"), text.replace(t.id(), "jvm-other-8x1"), text.substring(0, text.length() / 2),
            text.replaceFirst("\n", "\nwalk nothing along t\n"), text.replaceFirst("\n", "\nwalk p0 along nothing\n"), "x".repeat(5_000_000))) {
            assertThrows(RuntimeException.class, () -> Problem.parse(bad, t), bad.substring(0, Math.min(60, bad.length())));
        }
        assertThrows(IllegalArgumentException.class, () -> p.bind(Point.NONE));
        assertThrows(IllegalArgumentException.class, () -> p.bind(p.initial().with("none", 1)));
    }
}
