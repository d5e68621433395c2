package intarsia.passes;

import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.device.CodeVersion;
import intarsia.ir.device.Target;
import intarsia.ir.verify.Verifier;
import intarsia.passes.check.PassCheck;
import intarsia.passes.layout.CostEstimator;
import intarsia.passes.layout.Explanation;
import intarsia.passes.layout.LayoutChoice;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order of passes, from the tile level to lane code. */
public final class Compiler {
    private Compiler() {
    }

    /**
     * What steers the passes besides the kernel and the target.
     *
     * @param checked every index that is not proved to be inside is checked; outside, the kernel stops with the place
     * @param ahead   bytes that loops which stream through memory touch before they read them; 0 for none
     * @param trace   sees the kernel after every pass, by the pass's name
     * @param report  where every pass is checked on small random inputs: takes a line for each kernel that says what came of it
     */
    public record Options(boolean checked, int ahead, BiConsumer<String, Kernel> trace, Optional<Consumer<String>> report) {
        public static final Options DEFAULT = new Options(false, 0, (name, k) -> { }, Optional.empty());

        public Options {
            if (ahead < 0) {
                throw new IllegalArgumentException("touches " + ahead + " bytes ahead; wanted 0 for none, or a number of bytes");
            }
        }

        /** What was asked for by the text of {@link #code}. */
        public static Options of(String code) {
            Matcher m = CODE.matcher(code);
            if (!m.matches()) {
                throw new IllegalArgumentException("options '" + code + "'; wanted such as '" + DEFAULT.code() + "'");
            }
            Options o = DEFAULT.ahead(Integer.parseInt(m.group(2)));
            return Boolean.parseBoolean(m.group(1)) ? o.withChecks() : o;
        }

        private static final Pattern CODE = Pattern.compile("checked (true|false) ahead (\\d{1,9})");

        /** Those options that change code, as text. */
        public String code() {
            return "checked " + checked + " ahead " + ahead;
        }

        public Options withChecks() {
            return new Options(true, ahead, trace, report);
        }

        /** Touches memory so many bytes before it is read; 0 for not at all. */
        public Options ahead(int bytes) {
            return new Options(checked, bytes, trace, report);
        }

        public Options tracing(BiConsumer<String, Kernel> sink) {
            return new Options(checked, ahead, sink, report);
        }

        /** Evaluates each kernel before and after every pass; a pass that changes its meaning is an error. */
        public Options checkingPasses(Consumer<String> lines) {
            return new Options(checked, ahead, trace, Optional.of(lines));
        }
    }

    /** The passes from the tile level to the lane level, in order. */
    public static List<Pass> passes(Target target, Options options) {
        return passes(target, options, CostEstimator.TABLES);
    }

    private static List<Pass> passes(Target target, Options options, CostEstimator costs) {
        return List.of(
                new Simplify(),
                new CountTrips(),
                new ExpandDot(target),
                new Confine(options.checked()),
                new SplitTails(target.has(Target.Feature.ASYNC_COPY)),
                new Named("simplify-tails", new Simplify()),
                new SplitWarps(target),
                new InferLayouts(target, costs),
                new LowerToLane(target),
                new Hoist(),
                new Named("simplify-lanes", new Simplify()),
                new TouchAhead(options.ahead()),
                new SinkLoads(),
                new Renumber());
    }

    /** A pass that runs again under another name. */
    private record Named(String name, Pass pass) implements Pass {
        @Override
        public Kernel run(Kernel k) {
            return pass.run(k);
        }
    }

    /** Changes whenever the same graph could give another plan, or the same kernel other lane code; part of the key of kept code. */
    public static String version() {
        return CodeVersion.of(Compiler.class, TileKernel.class, Kernel.class);
    }

    /** What can be explained besides its result: {@code layouts}, which every tile gets and what others would cost. */
    public static final List<String> EXPLAINED = List.of("layouts");

    /**
     * Why a tile kernel got the layouts it has on a target.
     *
     * @throws intarsia.passes.layout.LayoutConflictException where demands in the kernel contradict each other
     */
    public static String explainLayouts(Kernel tile, Target target) {
        Kernel k = Verifier.expect(tile, "input");
        String dots = "";
        for (Pass p : passes(target, Options.DEFAULT)) {
            if (p instanceof InferLayouts) {
                return "layouts of " + k.name() + ": " + Explanation.of(layouts(k, target)) + dots;
            }
            dots += p instanceof ExpandDot e ? e.explain(k) : "";
            k = p.run(k);
        }
        throw new IllegalStateException("no pass infers layouts");
    }

    /** The layouts of a kernel as it comes to {@code infer-layouts}: dots that no atom fits are expanded, tails are split. */
    public static LayoutChoice layouts(Kernel split, Target target) {
        return layouts(split, target, CostEstimator.TABLES);
    }

    /** The same by the costs of an estimator. */
    public static LayoutChoice layouts(Kernel split, Target target, CostEstimator costs) {
        return LayoutChoice.of(split, target, costs.of(split, target, new AccessPlans(new OffsetFacts(split), target)));
    }

    /** Lane code of a tile kernel for a target. */
    public static Kernel toLane(Kernel tile, Target target, Options options) {
        if (tile.level() != Level.TILE) {
            throw new IllegalArgumentException("kernel " + tile.name() + " is at the " + tile.level().text() + " level; wanted tile");
        }
        Optional<Kernel> known = options.equals(Options.DEFAULT) ? Lowered.take(tile, target) : Optional.empty();
        return known.orElseGet(() -> lower(tile, target, options, CostEstimator.TABLES));
    }

    /** Lane code whose layouts are chosen by the costs of an estimator; of which nothing is kept, for those costs are in no key. */
    public static Kernel toLane(Kernel tile, Target target, Options options, CostEstimator costs) {
        return lower(tile, target, options, costs);
    }

    /** What comes in and what goes out is verified; what lies between where that fails, to say which pass broke it, and where passes are checked. */
    private static Kernel lower(Kernel tile, Target target, Options options, CostEstimator costs) {
        Verifier.expect(tile, "input");
        try {
            return Verifier.expect(through(tile, target, options, costs, options.report().isPresent()), "all passes");
        } catch (RuntimeException e) {
            through(tile, target, new Options(options.checked(), options.ahead(), (name, k) -> { }, Optional.empty()), costs, true);
            throw e;
        }
    }

    private static Kernel through(Kernel tile, Target target, Options options, CostEstimator costs, boolean verified) {
        Kernel k = tile;
        options.trace().accept("input", k);
        Optional<PassCheck> check = options.report().map(lines -> new PassCheck(tile));
        for (Pass p : passes(target, options, costs)) {
            k = p.run(k);
            options.trace().accept(p.name(), k);
            if (verified) {
                Verifier.expect(k, p.name());
            }
            if (check.isPresent()) {
                check.get().after(p.name(), k);
            }
        }
        options.report().ifPresent(lines -> lines.accept("kernel " + tile.name() + " for " + target.id() + ": "
                + check.flatMap(PassCheck::skipped).map(why -> "not checked, " + why).orElse("every pass agrees")));
        return k;
    }
}
