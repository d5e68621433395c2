package intarsia.cli.cost;

import intarsia.ir.Point;
import intarsia.ir.device.Target;
import intarsia.passes.cost.CostModel;
import intarsia.passes.cost.Labels;
import intarsia.passes.cost.Sample;
import intarsia.tuning.Measurement;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.TuningStore;
import intarsia.tuning.search.KernelSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Compiles some measured points of each problem of a store, and writes down what their machine code is like. */
final class LabelStore {
    private static final int BATCH = 15;

    private final LabelFile labels;
    private final Target target;
    private final Consumer<String> progress;

    private LabelStore(LabelFile labels, Target target, Consumer<String> progress) {
        this.labels = labels;
        this.target = target;
        this.progress = progress;
    }

    /** The first so many of each problem that were timed; those that are labelled are not compiled again. */
    static void of(Path file, int points, Target target, Consumer<String> progress) throws IOException, InterruptedException {
        LabelStore l = new LabelStore(LabelFile.beside(file), target, progress);
        try (TuningStore store = TuningStore.open(file)) {
            for (Problem p : store.problems()) l.label(p, store.measurements(p.key()).stream().filter(m -> m.outcome() instanceof Outcome.Timed).map(Measurement::point).distinct().limit(points).toList());
        }
    }

    private void label(Problem p, List<String> points) throws IOException, InterruptedException {
        List<String> open = points.stream().filter(x -> !labels.has(p.key(), x)).toList();
        if (open.isEmpty()) return;
        KernelSpace space = KernelSpace.parse(p.text(), target, CostModel.NONE);
        for (int at = 0; at < open.size(); at += BATCH) {
            progress.accept("problem " + p.key() + ", " + at + " of " + open.size());
            label(p, space, open.subList(at, Math.min(open.size(), at + BATCH)));
        }
    }

    private void label(Problem p, KernelSpace space, List<String> points) throws IOException, InterruptedException {
        TimedBatch batch = new TimedBatch();
        for (String x : points) batch.add(new Candidate(p.key(), x, space.plan(Point.parse(x)))).ifPresent(why -> progress.accept(x + ": " + why));
        for (Sample s : batch.samples()) labels.add(p.key(), s.point(), s.labels().registers().orElse(1) == 0 ? Labels.NONE : s.labels()); // without vectors it is not what C2 made last
    }
}
