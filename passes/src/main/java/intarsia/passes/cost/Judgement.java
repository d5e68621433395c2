package intarsia.passes.cost;

import intarsia.passes.cost.ErrorReport.Judged;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The numbers of an {@link ErrorReport}. */
final class Judgement {
    private static final double NEAR = 0.1;
    private static final double MEASURED = 0.05;
    private static final int NEAR_REGISTERS = 8;

    /** The points of a problem that ran: their times in the order in which they would be chosen, and how what was said goes with them. */
    private record Problem(double[] times, double correlation) {
        static Problem of(List<Judged> points) {
            double[] measured = points.stream().mapToDouble(j -> j.row().nanos().getAsDouble()).toArray();
            double[] said = points.stream().mapToDouble(j -> -j.said().score()).toArray();
            return new Problem(Arrays.stream(ErrorReport.order(points)).mapToDouble(i -> measured[i]).toArray(), Ranks.correlation(said, measured));
        }

        /** Of the best of the first few against the best. */
        double regret(int few) {
            return Arrays.stream(times).limit(few).min().orElseThrow() / best() - 1;
        }

        double best() {
            return Arrays.stream(times).min().orElseThrow();
        }

        double chance() {
            return Arrays.stream(times).average().orElseThrow() / best() - 1;
        }
    }

    private Judgement() {
    }

    static ErrorReport of(List<Judged> all) {
        List<Judged> timed = all.stream().filter(j -> j.row().nanos().isPresent()).toList();
        List<Problem> problems = timed.stream().collect(Collectors.groupingBy(j -> j.row().problem(), java.util.TreeMap::new, Collectors.toList())).values().stream()
            .filter(l -> l.size() >= ErrorReport.FEWEST).map(Problem::of).toList();
        List<Judged> registers = all.stream().filter(j -> j.row().labels().registers().isPresent()).toList();
        List<Judged> spills = all.stream().filter(j -> j.row().labels().spills().isPresent()).toList();
        List<Judged> code = all.stream().filter(j -> j.row().labels().codeBytes().isPresent()).toList();
        double spilling = mean(spills, j -> j.row().labels().spills().getAsInt() > 0 ? 1 : 0);
        double usual = mean(registers, j -> j.row().labels().registers().getAsInt());
        return new ErrorReport(all.size(), problems.size(), mean(problems, Problem::correlation), mean(problems, p -> p.regret(1)),
            mean(problems, p -> p.regret(Math.max(2, (int) (MEASURED * p.times().length)))), mean(problems, p -> p.regret(1) <= NEAR ? 1 : 0), mean(problems, Problem::chance),
            root(timed, j -> Math.log(j.said().nanos() / j.row().nanos().getAsDouble())),
            mean(registers, Judgement::offRegisters), mean(registers, j -> Math.abs(usual - j.row().labels().registers().getAsInt())),
            mean(registers, j -> offRegisters(j) <= NEAR_REGISTERS ? 1 : 0),
            mean(spills, j -> j.row().labels().spills().getAsInt() > 0 == j.said().spills() > 0.5 ? 1 : 0), Math.max(spilling, 1 - spilling),
            root(code, j -> Math.log(j.said().codeBytes() / Math.max(1, j.row().labels().codeBytes().getAsInt()))));
    }

    private static double offRegisters(Judged j) {
        return Math.abs(j.said().registers() - j.row().labels().registers().getAsInt());
    }

    private static <T> double mean(List<T> all, ToDoubleFunction<T> of) {
        return all.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    private static <T> double root(List<T> all, ToDoubleFunction<T> of) {
        return Math.sqrt(mean(all, t -> of.applyAsDouble(t) * of.applyAsDouble(t)));
    }
}
