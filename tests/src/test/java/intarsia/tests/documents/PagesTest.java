package intarsia.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.DotAtom;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.text.Formatter;
import intarsia.ir.text.Parser;
import intarsia.ir.text.PlanText;
import intarsia.ir.text.Printer;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PagesTest {
    private static final Pattern PAGE = Pattern.compile("(?<![\\w/.-])docs/[\\w-]+\\.md");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(#[^)]*)?\\)");

    static List<Page> pages() {
        return Page.all();
    }

    static List<Page.Block> kernels() {
        return Page.all().stream().flatMap(p -> p.blocks("tile").stream()).toList();
    }

    static List<List<String>> formats() {
        return Page.of("docs/formats.md").table("name", "canonical", "elements", "bytes", "fields");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aKernelInADocumentIsLegalAndReadsBack(Page.Block block) {
        for (var kernel : Parser.parseAll(block.text(), block.toString())) {
            assertEquals(List.of(), Verifier.verify(kernel));
            assertEquals(kernel, Parser.parse(Printer.print(kernel)));
        }
        assertEquals(block.text(), Formatter.format(block.text(), block.toString()));
    }

    @Test
    void aPlanInADocumentReadsBack() {
        List<Page.Block> plans = Page.all().stream().flatMap(p -> p.blocks("plan").stream()).toList();
        assertFalse(plans.isEmpty());
        for (Page.Block block : plans) {
            Plan plan = PlanText.parse(block.text(), block.toString());
            assertEquals(block.text().strip(), PlanText.print(plan).strip());
            plan.steps().forEach(s -> assertEquals(List.of(), Verifier.verify(s.kernel())));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aFormatInTheTableParses(List<String> row) {
        Format f = Format.parse(plain(row.get(0)));
        boolean blocks = f instanceof BlockFormat;
        String fields = f instanceof BlockFormat b ? b.fields().stream().map(Field::name).collect(Collectors.joining(", ")) : "";
        assertEquals(row, List.of(row.getFirst(), "`" + f + "`", "" + f.blockElements(), blocks ? "" + f.bytes(f.blockElements()) : "", fields));
        assertEquals(f, Format.parse(f.toString()));
    }

    @Test
    void theTableOfFormatsIsThere() {
        assertFalse(formats().isEmpty());
        assertFalse(kernels().isEmpty());
    }

    @Test
    void everyDotAtomIsNamedWithItsMostTerms() {
        Set<String> named = new TreeSet<>();
        for (List<String> row : Page.of("docs/lane-level.md").table("atom", "op of a step", "most terms")) {
            for (String name : row.getFirst().replace("`", "").split(", ", -1)) {
                long most = DotAtom.named(name).mostTerms();
                assertEquals(most == 0 ? "" : Long.toString(most), row.get(2), name);
                named.add(name);
            }
        }
        assertEquals(DotAtom.all().stream().map(DotAtom::name).collect(Collectors.toCollection(TreeSet::new)), named);
    }

    @Test
    void everyFeatureOfATargetIsNamed() {
        Set<String> named = Page.of("docs/lane-level.md").table("feature", "what needs it").stream().map(r -> plain(r.getFirst())).collect(Collectors.toSet());
        assertEquals(Arrays.stream(Target.Feature.values()).map(Target.Feature::text).collect(Collectors.toSet()), named);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksBetweenPagesLeadSomewhere(Page page) {
        Set<String> lost = LINK.matcher(String.join("\n", page.lines())).results().map(m -> m.group(1)).filter(link -> !link.isEmpty())
                .filter(link -> !Files.exists(page.file().resolveSibling(link))).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), lost);
    }

    @Test
    void pagesThatSourcesNameExist() throws IOException {
        Set<String> named = new TreeSet<>();
        Set<String> lost = new TreeSet<>();
        for (Path source : sources()) {
            PAGE.matcher(Files.readString(source)).results().map(MatchResult::group).forEach(page -> {
                named.add(page);
                if (!Files.exists(Document.root().resolve(page))) {
                    lost.add(page + ", named by " + Document.root().relativize(source));
                }
            });
        }
        assertEquals(Set.of(), lost);
        assertTrue(named.contains("docs/lane-level.md"), "no source names a page; is the pattern wrong?");
    }

    /** Java, shell and build files of all modules, what is built left out. */
    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.find(Document.root(), 20, (p, a) -> a.isRegularFile() && isSource(Document.root().relativize(p)))) {
            return files.toList();
        }
    }

    private static boolean isSource(Path p) {
        String name = p.toString();
        boolean kind = name.endsWith(".java") || name.endsWith("pom.xml") || name.endsWith(".md") || name.equals("intarsia") || name.startsWith("tools/");
        return kind && !name.contains("target/") && !name.startsWith(".");
    }

    private static String plain(String cell) {
        return cell.replace("`", "");
    }
}
