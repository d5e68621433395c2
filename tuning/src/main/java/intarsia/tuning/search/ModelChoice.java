package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType;
import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import intarsia.ir.plan.PlanBuffer;
import intarsia.passes.Problem;
import intarsia.passes.ScheduleChoice;
import intarsia.passes.cost.CostModel;
import intarsia.tuning.Environment;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * As {@link TunedChoice}; a problem of which nothing was measured gets the point that a cost model expects to be fastest, of a few that it looks at, where it expects it to be clearly
 * faster than what the rules say. Problems that go through most memory are looked at first, within a time for all together. What was chosen is kept, the initial point too, so that
 * a problem is looked at once.
 */
public final class ModelChoice implements ScheduleChoice {
    /** A problem that goes through less than this part of all memory is not looked at. */
    private static final double LITTLE = 0.02;
    /** Of symbols without a narrower range. */
    private static final long SIZE = 1024;

    private final TunedChoice tuned;
    private final Choices choices;
    private final Environment here;
    private final String digest;
    private final FirstLook look;
    private final Function<Problem, SearchSpace> spaces;
    private final Map<String, Point> expected;
    private long nanosLeft;

    private ModelChoice(TunedChoice tuned, Choices choices, Environment here, String digest, FirstLook look, Function<Problem, SearchSpace> spaces) {
        this.tuned = tuned;
        this.choices = choices;
        this.here = here;
        this.digest = digest;
        this.look = look;
        this.spaces = spaces;
        this.expected = new HashMap<>(choices.expected(here, digest));
        this.nanosLeft = look.time().toNanos();
    }

    /**
     * What is known in environments, as {@link TunedChoice#of} has it; for the rest a model says.
     *
     * @param digest of the model
     * @param model  read when the first problem is looked at
     * @param here   at least one; what is expected is kept under the last
     */
    public static ScheduleChoice of(Choices choices, FirstLook look, String digest, Supplier<CostModel> model, Environment... here) {
        return of(choices, look, digest, new Spaces(model)::of, here);
    }

    /** The same with spaces that a function makes of problems. */
    static ScheduleChoice of(Choices choices, FirstLook look, String digest, Function<Problem, SearchSpace> spaces, Environment... here) {
        return new ModelChoice(TunedChoice.known(choices, here), choices, here[here.length - 1], digest, look, spaces);
    }

    /** Problems with a model, which is read when it is first asked. */
    private static final class Spaces {
        private final Supplier<CostModel> models;
        private @Nullable CostModel model;

        Spaces(Supplier<CostModel> models) {
            this.models = models;
        }

        SearchSpace of(Problem p) {
            CostModel m = model == null ? models.get() : model;
            model = m;
            return KernelSpace.of(p, m);
        }
    }

    /** Looks at those problems of which nothing is known. */
    @Override
    public synchronized void announce(Map<Problem, Integer> launches) {
        double all = launches.entrySet().stream().mapToDouble(e -> e.getValue() * (double) bytes(e.getKey())).sum();
        List<Map.Entry<Problem, Double>> open = launches.entrySet().stream().filter(e -> isUnknown(e.getKey()))
                .map(e -> Map.entry(e.getKey(), e.getValue() * bytes(e.getKey()) / all)).sorted(Comparator.comparingDouble(e -> -e.getValue())).toList();
        Map<String, Point> more = new HashMap<>();
        long begin = System.nanoTime();
        BooleanSupplier isTime = () -> System.nanoTime() - begin < nanosLeft;
        for (Map.Entry<Problem, Double> e : open) {
            Problem p = e.getKey();
            more.put(key(p), e.getValue() < LITTLE || !isTime.getAsBoolean() ? p.initial() : new Glance(spaces.apply(p), look).best(isTime));
        }
        nanosLeft -= System.nanoTime() - begin;
        keep(more);
    }

    private boolean isUnknown(Problem p) {
        return !p.space().tunables().isEmpty() && tuned.of(p).isEmpty() && !expected.containsKey(key(p));
    }

    private static String key(Problem p) {
        return intarsia.tuning.Problem.of(p.text()).key();
    }

    private void keep(Map<String, Point> more) {
        expected.putAll(more);
        try {
            if (!more.isEmpty()) {
                choices.expect(here, digest, more);
            }
        } catch (IOException e) {
            System.getLogger("intarsia.tuning").log(System.Logger.Level.WARNING, "what the cost model chose is not kept: {0}", e.getMessage());
        }
    }

    /** Bytes of all parameters. */
    private static long bytes(Problem p) {
        return p.graph().params().stream().filter(x -> x.type() instanceof TensorType).mapToLong(x -> bytes(p, (TensorType) x.type())).sum();
    }

    private static long bytes(Problem p, TensorType t) {
        PlanBuffer b = new PlanBuffer("", PlanBuffer.Role.INPUT, t.format(), t.shape(), Optional.empty(), 0, Optional.empty());
        return b.bytes(name -> {
            Symbol s = p.graph().symbol(name);
            return Math.clamp(SIZE / s.divisor() * s.divisor(), s.min(), s.max());
        });
    }

    /** What was measured, else what the model chose, else what the rules say. */
    @Override
    public synchronized Point choose(Problem problem) {
        return tuned.of(problem).or(() -> TunedChoice.usable(problem, expected.get(key(problem)))).orElse(problem.initial());
    }

    /** Changes with what was measured, and with the model and what it may look at: what it chose is kept, so that it chooses the same again. */
    @Override
    public Optional<String> key() {
        return Optional.of("expected " + new Digest().add(Sections.of(tuned.key().orElse(""))).add(Sections.of(digest)).add(Sections.of(look.toString())).text());
    }
}
