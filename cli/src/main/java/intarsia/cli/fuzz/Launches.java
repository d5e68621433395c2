package intarsia.cli.fuzz;

import intarsia.cli.cases.CaseFile;
import intarsia.cli.cases.Directive;
import intarsia.cli.cases.Directive.Word;
import intarsia.ir.Kernel;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The launches that the {@code run} lines of a case file ask for. */
public final class Launches {
    private Launches() {
    }

    /** Every combination of the sizes of every {@code run} line, for every kernel. */
    public static List<Launch> of(CaseFile c) {
        long seed = c.all(Word.SEED).stream().mapToLong(Directive::number).findFirst().orElse(1);
        Launch.Checks checks = c.all(Word.CHECKED).isEmpty() ? Launch.Checks.NONE : Launch.Checks.INDICES;
        Map<String, Distribution> kinds = new HashMap<>();
        for (Directive d : c.all(Word.DATA)) {
            d.named().forEach((name, kind) -> kinds.put(name, Distribution.valueOf(kind.toUpperCase(Locale.ROOT))));
        }
        List<Launch> all = new ArrayList<>();
        for (Directive run : c.all(Word.RUN)) {
            for (Kernel k : c.kernels()) {
                combinations(run.sizes()).forEach(sizes -> all.add(new Launch(k, sizes, kinds, seed, checks)));
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
