package intarsia.tests.corpus;

import intarsia.cli.cases.CaseFile;
import intarsia.cli.cases.Directive;
import intarsia.cli.cases.Directive.Word;
import intarsia.ir.Kernel;
import intarsia.passes.check.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The case files of {@code tests/cases} and {@code examples}, and the launches that their {@code run} lines ask for. */
final class Corpus {
    private Corpus() {
    }

    /** All case files, by name. */
    static List<Path> files() {
        @Nullable Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("tests/cases"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no folder tests/cases above " + Path.of("").toAbsolutePath());
        }
        List<Path> all = new ArrayList<>(below(at.resolve("tests/cases")));
        all.addAll(below(at.resolve("examples")));
        return all;
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(p -> p.toString().endsWith(".tile")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CaseFile read(Path file) {
        try {
            return CaseFile.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every combination of the sizes of every {@code run} line, for every kernel. */
    static List<Launch> launches(CaseFile c) {
        long seed = c.all(Word.SEED).stream().mapToLong(Directive::number).findFirst().orElse(1);
        Map<String, Distribution> kinds = new HashMap<>();
        for (Directive d : c.all(Word.DATA)) {
            d.named().forEach((name, kind) -> kinds.put(name, Distribution.valueOf(kind.toUpperCase(Locale.ROOT))));
        }
        List<Launch> all = new ArrayList<>();
        for (Directive run : c.all(Word.RUN)) {
            for (Kernel k : c.kernels()) {
                combinations(run.sizes()).forEach(sizes -> all.add(new Launch(k, sizes, kinds, seed)));
            }
        }
        return all;
    }

    private static List<Map<String, Long>> combinations(Map<String, List<Long>> sizes) {
        List<Map<String, Long>> all = List.of(Map.of());
        for (Map.Entry<String, List<Long>> e : sizes.entrySet()) {
            List<Map<String, Long>> next = new ArrayList<>();
            for (Map<String, Long> some : all) {
                for (Long v : e.getValue()) {
                    Map<String, Long> more = new HashMap<>(some);
                    more.put(e.getKey(), v);
                    next.add(more);
                }
            }
            all = next;
        }
        return all;
    }
}
