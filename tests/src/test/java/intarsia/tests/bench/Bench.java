package intarsia.tests.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/** Runs the benchmarks whose names match the arguments, all without any, and prints medians in the units people compare. */
public final class Bench {
    /**
     * A benchmark's number in a unit.
     *
     * @param name  the end of its full name
     * @param ofNanos the number from nanoseconds a call
     */
    private record Unit(String name, String text, DoubleUnaryOperator ofNanos) {
    }

    private static final List<Unit> UNITS = List.of(
            new Unit("DecodeBench.tokens", "tokens/s", ns -> DecodeBench.TOKENS * 1e9 / ns),
            new Unit("StrangerBench.stranger", "GB/s", ns -> StrangerBench.BYTES / ns),
            new Unit("ReadBench.vectors", "GB/s", ns -> ReadBench.BYTES / ns),
            new Unit("ReadBench.kernel", "GB/s", ns -> ReadBench.BYTES / ns));

    private Bench() {
    }

    public static void main(String[] names) throws RunnerException {
        var options = new OptionsBuilder().shouldFailOnError(true);
        for (String name : names) {
            options.include(name);
        }
        if (names.length == 0) {
            options.include(Bench.class.getPackageName().replace(".", "\\."));
        }
        print(new Runner(options.timeout(TimeValue.minutes(5)).build()).run());
    }

    private static void print(Collection<RunResult> results) {
        var rows = new ArrayList<String>();
        for (RunResult r : results) {
            String full = r.getParams().getBenchmark();
            String params = r.getParams().getParamsKeys().stream().map(k -> " " + k + "=" + r.getParams().getParam(k)).reduce("", String::concat);
            Unit unit = UNITS.stream().filter(u -> full.endsWith("." + u.name())).findFirst()
                    .orElseGet(() -> new Unit(full, r.getPrimaryResult().getScoreUnit(), score -> score));
            Statistics s = r.getPrimaryResult().getStatistics();
            double median = unit.ofNanos().applyAsDouble(s.getPercentile(50));
            double a = unit.ofNanos().applyAsDouble(s.getMin());
            double b = unit.ofNanos().applyAsDouble(s.getMax());
            rows.add(String.format("%-40s %12.1f %12.1f %12.1f  %s", full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1) + params,
                    median, Math.min(a, b), Math.max(a, b), unit.text()));
        }
        System.out.printf("%n%-40s %12s %12s %12s%n", "", "median", "least", "most");
        rows.forEach(System.out::println);
    }
}
