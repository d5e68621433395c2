package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Refusals;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Cells of a matrix: counts them, and collects what fails instead of stopping at the first. */
final class Cells {
    static final long SEED = Long.getLong("intarsia.seed", 20260101);
    static final boolean ALL = Boolean.getBoolean("intarsia.all");
    private static final int MOST_SHOWN = 12;
    /** Without {@code -Dintarsia.all} a cell runs on so many engines, the next cell on the next ones. */
    private static final int ENGINES_A_CELL = 2;

    private final String name;
    private final List<LaneEngine> engines;
    private final List<String> failures = new ArrayList<>();
    private final Map<Refusals, Integer> refused = new EnumMap<>(Refusals.class);
    private int cells;
    private int runs;
    private int failed;

    Cells(String name) {
        this(name, LaneEngine.all());
    }

    Cells(String name, List<LaneEngine> engines) {
        this.name = name;
        this.engines = engines;
    }

    /** One cell on data of one kind. */
    void cell(String what, Distribution kind, Consumer<TileKernel> write) {
        Kernel k = TileKernel.define("cell", write);
        Map<String, Distribution> kinds = new java.util.HashMap<>();
        k.params().forEach(p -> kinds.put(p.name(), kind));
        cell(what, new Launch(k, Map.of(), kinds, SEED + cells));
    }

    void cell(String what, Launch launch) {
        List<LaneEngine> some = new ArrayList<>();
        for (int i = 0; i < (ALL ? engines.size() : ENGINES_A_CELL); i++) {
            some.add(engines.get((cells * ENGINES_A_CELL + i) % engines.size()));
        }
        cells++;
        runs += some.size();
        Map<String, String> problems;
        try {
            problems = launch.problems(some);
        } catch (RuntimeException e) {
            problems = Map.of("reference", e.toString());
        }
        problems.forEach((target, problem) -> {
            if (!Refusals.known(problem, refused)) {
                fail(what + " on " + target + ": " + problem, launch);
            }
        });
    }

    private void fail(String message, Launch launch) {
        failed++;
        if (failures.size() < MOST_SHOWN) {
            failures.add(message + (failures.isEmpty() ? "\n" + launch : ""));
        } else if (Boolean.getBoolean("corpus.verbose")) {
            System.out.println(message);
        }
    }

    Map<Refusals, Integer> refused() {
        return refused;
    }

    /** Prints the count; fails where a cell did. */
    void done() {
        System.out.println(name + ": " + cells + " cells, " + runs + " runs, -Dintarsia.seed=" + SEED + ", refused " + refused);
        assertTrue(failures.isEmpty(), () -> failed + " runs fail:\n" + String.join("\n", failures));
    }
}
