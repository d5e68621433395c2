package intarsia.passes.cost;

import intarsia.passes.cost.trees.Ensemble;
import intarsia.passes.cost.trees.Growth;
import intarsia.passes.cost.trees.Logistic;
import intarsia.passes.cost.trees.Objective;
import intarsia.passes.cost.trees.Ranking;
import intarsia.passes.cost.trees.SquaredError;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * How a model is taught by rows.
 *
 * @param growth of the ensembles that tell points of a problem apart
 * @param code   of those that say what the machine code of a kernel is like, whatever others of its problem are like: rows by which they learn are fewer
 */
public record Training(Growth growth, Growth code) {
    /** For some hundreds to thousands of rows. */
    public static final Training DEFAULT = new Training(new Growth(300, 10, 8, 0.05, 1, 0.7, 0.15, 63, 1), new Growth(300, 20, 5, 0.05, 1, 0.7, 0.3, 63, 1));

    CostModel model(List<Row> rows) {
        Map<Head, Ensemble> heads = new EnumMap<>(Head.class);
        List<Row> timed = rows.stream().filter(r -> r.nanos().isPresent()).toList();
        heads.put(Head.RANK, fit(rows, ranking(rows)));
        heads.put(Head.TIME, fit(timed, squared(timed, r -> Math.log(r.nanos().getAsDouble() / r.features().estimate()))));
        List<Row> spills = with(rows, r -> r.labels().spills()), registers = with(rows, r -> r.labels().registers()), code = with(rows, r -> r.labels().codeBytes());
        heads.put(Head.SPILL, fitCode(spills, new Logistic(yes(spills))));
        heads.put(Head.REGISTERS, fitCode(registers, squared(registers, r -> r.labels().registers().getAsInt())));
        heads.put(Head.CODE, fitCode(code, squared(code, r -> Math.log(Math.max(1, r.labels().codeBytes().getAsInt()) / r.features().of("bytecode")))));
        return new CostModel(heads, rows.size());
    }

    private static List<Row> with(List<Row> rows, Function<Row, OptionalInt> label) {
        return rows.stream().filter(r -> label.apply(r).isPresent()).toList();
    }

    private static boolean[] yes(List<Row> rows) {
        boolean[] yes = new boolean[rows.size()];
        for (int i = 0; i < yes.length; i++) yes[i] = rows.get(i).labels().spills().getAsInt() > 0;
        return yes;
    }

    private static SquaredError squared(List<Row> rows, ToDoubleFunction<Row> target) {
        return new SquaredError(rows.stream().mapToDouble(target).toArray());
    }

    /** A row is worth the part of the best speed of its problem that it has; one that failed nothing. */
    private Ranking ranking(List<Row> rows) {
        Map<String, Double> best = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        rows.forEach(r -> best.merge(r.problem(), r.nanos().orElse(Double.POSITIVE_INFINITY), Math::min));
        int[] groups = rows.stream().mapToInt(r -> numbers.computeIfAbsent(r.problem(), _ -> numbers.size())).toArray();
        double[] gains = rows.stream().mapToDouble(r -> r.nanos().isEmpty() ? 0 : best.getOrDefault(r.problem(), 0.0) / r.nanos().getAsDouble()).toArray();
        return new Ranking(groups, gains, growth.seed());
    }

    private Ensemble fit(List<Row> rows, Objective objective) {
        return fit(Row.columns(rows), objective, growth);
    }

    private Ensemble fitCode(List<Row> rows, Objective objective) {
        return fit(rows.stream().map(r -> r.features().counted()).toArray(float[][]::new), objective, code);
    }

    /** What nobody taught is 0, whatever is asked. */
    private static Ensemble fit(float[][] rows, Objective objective, Growth growth) {
        return rows.length == 0 ? Ensemble.constant(Features.names().size(), 0) : Ensemble.fit(rows, objective, growth);
    }
}
