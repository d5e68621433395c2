package intarsia.cli.bench;

import intarsia.decoder.model.Activations;
import intarsia.ir.Kernel;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Backend;
import intarsia.ir.device.Target;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.ir.type.Format;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How long kernels take from IR to a class that is loaded: products with weights of some formats, and the kernel that rounds their activations. Nothing is taken from a
 * cache; a kernel that several formats share is timed once.
 *
 * @param n rows of the weights
 * @param k columns of the weights
 */
public record CompileTimes(Backend backend, Target target, Activations activations, long n, long k, Set<Kernel> seen) {
    /** Sizes that are timed. */
    private static final long N = 256, K = 1024;
    /** Other sizes, and so other kernels, by which the compiler itself comes to full speed: of each round its own. */
    private static final long OTHER_N = 384, OTHER_K = 2048;
    private static final int ROUNDS = 12;
    /** A round that is faster by less is no news. */
    private static final double NEWS = 0.95;
    private static final long PATIENCE_NANOS = 90_000_000_000L;

    /** The sizes that are timed. */
    public static CompileTimes timed(Backend backend, Target target, Activations activations) {
        return new CompileTimes(backend, target, activations, N, K, new HashSet<>());
    }

    /** Compiles other sizes of these formats, over and over until that becomes no faster: the compiler is cold code itself. */
    public void warmUp(List<String> formats, Consumer<String> progress) {
        long begin = System.nanoTime(), best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && System.nanoTime() - begin < PATIENCE_NANOS; round++) {
            progress.accept("round " + (round + 1));
            long median = median(other(round).all(formats)).map(Time::total).orElse(0L);
            if (median >= NEWS * best) return;
            best = median;
        }
    }

    private CompileTimes other(int round) {
        return new CompileTimes(backend, target, activations, OTHER_N, OTHER_K + round * K, new HashSet<>());
    }

    private List<Time> all(List<String> formats) {
        return formats.stream().flatMap(f -> unlessRefused(f).stream()).toList();
    }

    private List<Time> unlessRefused(String format) {
        try {
            return of(format);
        } catch (IllegalArgumentException e) {
            return List.of(); // said when it is timed
        }
    }

    /**
     * One kernel.
     *
     * @param what  the format that it reads
     * @param plan  microseconds from the tensor graph to the plan, of all its kernels together: tile sizes are tried out, in lane code
     * @param lane  microseconds from the tile kernel to lane code
     * @param code  microseconds from lane code to a class that is loaded, or to text where an engine's code is that
     */
    public record Time(String what, String kernel, long plan, long lane, long code) {
        /** What stands above the lines of a table. */
        public static String head() {
            return String.format(Locale.ROOT, "%-26s %-10s %12s %16s %13s %21s", "format", "kernel", "planning, µs", "to lane code, µs", "to class, µs", "IR to loaded class, µs");
        }

        /** Microseconds from the tile kernel to a class that is loaded. */
        public long total() {
            return lane + code;
        }

        /** A line of a table. */
        public String line() {
            return String.format(Locale.ROOT, "%-26s %-10s %12d %16d %13d %21d", what, kernel, plan, lane, code, total());
        }
    }

    /**
     * The times of a product's kernels that were not timed before.
     *
     * @throws IllegalArgumentException where the product is refused
     */
    public List<Time> of(String format) {
        long begin = System.nanoTime();
        Plan plan = Planner.plan(new Gemv(Format.parse(format, n, k), activations, 1, n, k).graph(), target);
        long planned = micros(begin, System.nanoTime());
        List<Time> times = new ArrayList<>();
        for (Step s : plan.steps()) {
            boolean product = s == plan.steps().getLast();
            if (seen.add(s.kernel())) times.add(time(product ? format : activations.text(), s.kernel(), planned));
        }
        return times;
    }

    private Time time(String what, Kernel tile, long planned) {
        long begin = System.nanoTime();
        Kernel lane = Compiler.toLane(tile, target, Compiler.Options.DEFAULT.tracing((_, _) -> { })); // with a trace none is taken that the planner made
        long lowered = System.nanoTime();
        load(backend.compile(lane, target));
        return new Time(what, tile.name(), planned, micros(begin, lowered), micros(lowered, System.nanoTime()));
    }

    private static void load(Artefact a) {
        try {
            if (a instanceof Artefact.ClassFile c) c.definer().defineHiddenClass(c.bytes(), true);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the class of kernel " + a.kernel().name() + " is refused by the JVM", e);
        }
    }

    /** The time in the middle, by {@link Time#total}. */
    public static Optional<Time> median(List<Time> times) {
        return times.stream().sorted(Comparator.comparingLong(Time::total)).skip(times.size() / 2).findFirst();
    }

    private static long micros(long begin, long end) {
        return (end - begin) / 1000;
    }
}
