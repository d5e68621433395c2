package intarsia.passes.cost;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How wrong a model is of problems that it was not taught by: they are dealt into folds, and each fold is predicted by a model of the others.
 *
 * @param correlation   of predicted and measured times of a problem's points, Spearman's, the mean over problems of at least {@value #FEWEST} points
 * @param regret        time of the first choice against the best, less 1, the mean over the same problems
 * @param measured      the same of the best of the first 5 % of the points, at least two, once they are measured
 * @param firstWithin10 part of the problems whose first choice is within 10 % of the best
 * @param chance        what regret a point drawn from a problem has on the average
 * @param logTime       root mean square error of the natural logarithm of time
 * @param registers     mean error of registers
 * @param meanRegisters that of saying the mean always
 * @param within8       part of the rows whose registers are at most 8 off
 * @param spills        part of the rows of which it is right whether they spill
 * @param oftenSpills   that of saying always what is more frequent
 * @param logCode       root mean square error of the natural logarithm of bytes of code
 */
public record ErrorReport(int rows, int problems, double correlation, double regret, double measured, double firstWithin10, double chance, double logTime,
        double registers, double meanRegisters, double within8, double spills, double oftenSpills, double logCode) {
    /** Points of a problem that is ranked. */
    static final int FEWEST = 4;

    /** A row and what was said of it by a model that has not seen its problem. */
    record Judged(Row row, Prediction said) {
    }

    /** By so many folds at most, as many as there are problems. */
    public static ErrorReport of(List<Row> rows, Training training, int folds) {
        return Judgement.of(judged(rows, training, folds));
    }

    /** How wrong a model is of problems; of those that it was taught by, it says little. */
    public static ErrorReport of(List<Row> rows, CostModel model) {
        return Judgement.of(rows.stream().map(r -> new Judged(r, model.predict(r.features()))).toList());
    }

    static List<Judged> judged(List<Row> rows, Training training, int folds) {
        List<String> problems = problems(rows);
        int n = Math.min(folds, problems.size());
        if (n < 2) throw new IllegalArgumentException(problems.size() + " problems in " + folds + " folds; wanted at least 2 of each");
        List<Judged> all = new ArrayList<>();
        for (int f = 0; f < n; f++) {
            Set<String> out = new LinkedHashSet<>();
            for (int i = f; i < problems.size(); i += n) out.add(problems.get(i));
            CostModel m = CostModel.train(rows.stream().filter(r -> !out.contains(r.problem())).toList(), training);
            rows.stream().filter(r -> out.contains(r.problem())).forEach(r -> all.add(new Judged(r, m.predict(r.features()))));
        }
        return all;
    }

    static List<String> problems(List<Row> rows) {
        return rows.stream().map(Row::problem).distinct().sorted().toList();
    }

    /** Places of what would be chosen, the best first. */
    static int[] order(List<Judged> points) {
        return IntStream.range(0, points.size()).boxed().sorted((a, b) -> Double.compare(points.get(b).said().score(), points.get(a).said().score())).mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, """
            %d rows of %d problems, each predicted by a model of other problems
            rank correlation           %.3f
            first choice               %.1f %% above the best (a point by chance %.1f %%); within 10 %% in %.0f %% of the problems
            best of the first 5 %%      %.1f %% above the best
            log time                   off by %.3f (root mean square)
            registers                  off by %.2f (saying the mean %.2f); within 8 in %.0f %%
            spills or not              right in %.0f %% (saying what is frequent %.0f %%)
            log bytes of code          off by %.3f
            """, rows, problems, correlation, 100 * regret, 100 * chance, 100 * firstWithin10, 100 * measured, logTime, registers, meanRegisters, 100 * within8,
            100 * spills, 100 * oftenSpills, logCode);
    }
}
