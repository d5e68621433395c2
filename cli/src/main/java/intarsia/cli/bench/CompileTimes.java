package intarsia.cli.bench;

import intarsia.decoder.model.Activations;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.ir.type.Format;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long kernels take from IR to code that can be called: products with weights of some formats, and the kernels that round their activations. */
public final class CompileTimes {
    private static final long N = 256, K = 1024;

    /**
     * One kernel.
     *
     * @param planning microseconds from the tensor graph to tile kernels, of all kernels of its plan
     * @param compiling microseconds from the tile kernel to code
     */
    public record Time(String format, String kernel, long planning, long compiling) {
        /** What stands above the lines of a table. */
        public static String head() {
            return String.format(Locale.ROOT, "%-26s %-10s %14s %14s", "format", "kernel", "planning, µs", "compiling, µs");
        }

        /** A line of a table. */
        public String line() {
            return String.format(Locale.ROOT, "%-26s %-10s %14d %14d", format, kernel, planning, compiling);
        }
    }

    private CompileTimes() {
    }

    /** The times of one format; nothing where it is refused. Kernels that were compiled before are left out, since the engine has them already. */
    public static List<Time> of(String name, Activations activations, Engine engine) {
        long begin = System.nanoTime();
        Plan plan = Planner.plan(new Gemv(Format.parse(name, N, K), activations, 1, N, K).graph(), engine.target());
        long planned = micros(begin);
        List<Time> times = new ArrayList<>();
        for (Step s : plan.steps()) {
            long from = System.nanoTime();
            Intarsia.compile(new Plan(plan.name(), plan.symbols(), plan.buffers(), List.of(s)), engine);
            times.add(new Time(name, s.kernel().name(), planned, micros(from)));
        }
        return times;
    }

    /** The time in the middle. */
    public static Optional<Time> median(List<Time> times) {
        return times.stream().sorted(Comparator.comparingLong(Time::compiling)).skip(times.size() / 2).findFirst();
    }

    private static long micros(long begin) {
        return (System.nanoTime() - begin) / 1000;
    }
}
