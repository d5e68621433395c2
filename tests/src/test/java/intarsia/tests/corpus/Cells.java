package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Refusals;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Cells of a matrix: counts them, and collects what fails instead of stopping at the first. A cell runs on the engines of one target, which share its
 * lane code, the next cell on those of another, in an order that is drawn anew for each round; with {@code -Dintarsia.all} every cell runs on all.
 */
final class Cells {
    static final long SEED = Long.getLong("intarsia.seed", 20260101);
    static final boolean ALL = Boolean.getBoolean("intarsia.all");
    private static final int MOST_SHOWN = 12;
    /** Engines of a target that run a cell, at most. */
    private static final int ENGINES_A_CELL = 2;

    private final String name;
    private final List<List<LaneEngine>> engines;
    private final Random order;
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
        this.engines = byTarget(engines);
        this.order = new Random(SEED + name.hashCode());
    }

    private static List<List<LaneEngine>> byTarget(List<LaneEngine> engines) {
        Map<Target, List<LaneEngine>> all = new LinkedHashMap<>();
        engines.forEach(e -> all.computeIfAbsent(e.target(), _ -> new ArrayList<>()).add(e));
        List<List<LaneEngine>> groups = new ArrayList<>();
        for (List<LaneEngine> same : all.values()) {
            for (int i = 0; i < same.size(); i += ENGINES_A_CELL) groups.add(same.subList(i, Math.min(same.size(), i + ENGINES_A_CELL)));
        }
        return groups;
    }

    /** Those of the next cell: every group once before one comes again. */
    private List<LaneEngine> next() {
        if (ALL) return engines.stream().flatMap(List::stream).toList();
        int turn = cells % engines.size();
        if (turn == 0) Collections.shuffle(engines, order);
        return engines.get(turn);
    }

    /** One cell on data of one kind. */
    void cell(String what, Distribution kind, Consumer<TileKernel> write) {
        Kernel k = TileKernel.define("cell", write);
        Map<String, Distribution> kinds = new HashMap<>();
        k.params().forEach(p -> kinds.put(p.name(), kind));
        cell(what, new Launch(k, Map.of(), kinds, SEED + cells));
    }

    void cell(String what, Launch launch) {
        List<LaneEngine> some = next();
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
