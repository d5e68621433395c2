package intarsia.cli.tune;

import intarsia.ir.Kernel;
import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.passes.cost.CostModel;
import intarsia.passes.cost.Labels;
import intarsia.passes.cost.Sample;
import intarsia.passes.cost.Setting;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.KernelSpace;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a store knows, as samples that models learn from: of each point in each environment the last measurement, with its lane code. */
public final class MeasuredSamples {
    private MeasuredSamples() { }

    /** Takes samples. */
    @FunctionalInterface
    public interface Sink {
        /** Takes one. */
        void take(Sample s) throws IOException;
    }

    /**
     * Hands over a sample of each kernel that this target can have; problems of others, and of plans of several kernels, are passed over.
     *
     * @param passed is told why a problem is passed over
     */
    public static int each(TuningStore store, Target target, CostModel model, Consumer<String> passed, Sink to) throws IOException {
        int samples = 0;
        for (Problem p : store.problems()) {
            Optional<KernelSpace> space = space(p, target, model, passed);
            if (space.isPresent()) samples += each(space.get(), store, to);
        }
        return samples;
    }

    private static Optional<KernelSpace> space(Problem p, Target target, CostModel model, Consumer<String> passed) {
        try {
            return Optional.of(KernelSpace.parse(p.text(), target, model));
        } catch (IllegalArgumentException e) {
            passed.accept("problem " + p.key() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static int each(KernelSpace space, TuningStore store, Sink to) throws IOException {
        Map<String, Measurement> last = new LinkedHashMap<>();
        for (Measurement m : store.measurements(space.problem().key())) last.put(m.environment().key() + " " + m.point(), m);
        int samples = 0;
        Optional<Kernel> initial = last.isEmpty() ? Optional.empty() : lane(space, space.space().initial().toString());
        for (Measurement m : last.values()) {
            Optional<Kernel> lane = lane(space, m.point());
            if (lane.isPresent()) {
                to.take(sample(m, lane.get(), initial, space.target()));
                samples++;
            }
        }
        return samples;
    }

    private static Optional<Kernel> lane(KernelSpace space, String text) {
        try {
            Point p = space.space().expect(Point.parse(text));
            List<Kernel> lanes = space.lanes(p);
            return lanes.size() == 1 ? Optional.of(lanes.getFirst()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a point that the space had in another version
        }
    }

    /** Times of unlike environments are of unlike problems. */
    private static Sample sample(Measurement m, Kernel lane, Optional<Kernel> initial, Target target) {
        String problem = m.problem().key() + "-" + m.environment().key();
        Optional<Sample.Time> time = m.outcome() instanceof Outcome.Timed t ? Optional.of(new Sample.Time(t.median(), t.spread() / 2 / t.median())) : Optional.empty();
        Optional<String> failure = m.outcome() instanceof Outcome.Failed f ? Optional.of(f.reason()) : Optional.empty();
        return new Sample(problem, m.point(), lane, initial, target, Setting.ALONE, time, failure, Labels.NONE);
    }
}
