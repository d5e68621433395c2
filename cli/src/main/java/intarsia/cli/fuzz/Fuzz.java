package intarsia.cli.fuzz;

import intarsia.ir.Level;
import intarsia.ir.eval.EvaluationException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Random kernels and graphs on engines, one case after another; what is wrong is made smaller. */
public final class Fuzz {
    /** Of so many cases one is a graph. */
    private static final int GRAPH_EVERY = 3;
    /** Of so many cases one is compiled with checks of indices, and one with checks of passes. */
    private static final int CHECK_EVERY = 5;

    private final List<LaneEngine> engines;
    private final int each;
    private final Map<Refusals, Integer> refused = new EnumMap<>(Refusals.class);
    private int kernels;
    private int graphs;
    private int runs;
    private int stopped;
    private int finds;

    /**
     * Nothing has run yet.
     *
     * @param each engines that a case runs on: the next case runs on the next ones
     */
    public Fuzz(List<LaneEngine> engines, int each) {
        if (engines.isEmpty() || each < 1) {
            throw new IllegalArgumentException(engines.size() + " engines, " + each + " a case; wanted at least one");
        }
        this.engines = List.copyOf(engines);
        this.each = Math.min(each, engines.size());
    }

    /** The launch of a number: whatever runs, the same number draws the same. */
    public static Launch draw(long number) {
        Launch l = Math.floorMod(number, GRAPH_EVERY) == 0 ? RandomGraph.of(number) : RandomKernel.of(number);
        return new Launch(l.kernel(), l.sizes(), l.kinds(), l.seed(), switch (Math.floorMod(number, CHECK_EVERY)) {
            case 1 -> Launch.Checks.INDICES;
            case 2 -> Launch.Checks.PASSES;
            default -> Launch.Checks.NONE;
        });
    }

    /** Runs the case of a number; what it finds, made smaller. */
    public List<Find> run(long number) {
        Launch l = draw(number);
        if (l.kernel().level() == Level.TENSOR) {
            graphs++;
        } else {
            kernels++;
        }
        List<Find> found = new ArrayList<>();
        List<LaneEngine> some = engines(number);
        runs += some.size();
        try {
            Map<String, String> problems = l.problems(some);
            for (LaneEngine e : some) {
                String problem = problems.get(e.name());
                if (problem != null && !Refusals.known(problem, refused)) {
                    found.add(find(Shrinking.of(l, e, problem), e, problem, number));
                }
            }
        } catch (EvaluationException e) {
            stopped++;
        }
        finds += found.size();
        return found;
    }

    private List<LaneEngine> engines(long number) {
        List<LaneEngine> some = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            some.add(engines.get((int) Math.floorMod(number * each + i, (long) engines.size())));
        }
        return some;
    }

    private static Find find(Launch small, LaneEngine e, String problem, long number) {
        return new Find(small, e.name(), small.problems(List.of(e)).getOrDefault(e.name(), problem), number);
    }

    /** What has run, in one line. */
    public String summary() {
        return kernels + " kernels, " + graphs + " graphs, " + runs + " runs on " + engines.size() + " engines, " + finds + " wrong, refused " + refused
                + ", stopped by their own data " + stopped;
    }
}
