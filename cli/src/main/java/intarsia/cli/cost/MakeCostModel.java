package intarsia.cli.cost;

import intarsia.cli.tune.MeasuredSamples;
import intarsia.ir.device.Target;
import intarsia.passes.cost.CostModel;
import intarsia.passes.cost.DataSet;
import intarsia.passes.cost.DataTable;
import intarsia.passes.cost.ErrorReport;
import intarsia.passes.cost.Row;
import intarsia.passes.cost.Sample;
import intarsia.passes.cost.Training;
import intarsia.runtime.Engine;
import intarsia.tuning.TuningStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the cost model that is shipped: {@code java intarsia.cli.cost.MakeCostModel measure NAME [SECONDS]} writes {@code NAME.jsonl} and {@code NAME.csv}, for at most so long;
 * {@code label STORE.db [POINTS]} writes beside a store what the machine code of some points of each problem is like; {@code train MODEL SOURCE…} writes a model of such tables and
 * stores, those of unlike machines among them, and says how well models of the same rows predict problems that they have not seen.
 */
public final class MakeCostModel {
    private static final int BATCH = 32;
    private static final int FOLDS = 10;
    /** Points of a problem whose code is looked at. */
    private static final int LABELLED = 30;
    private static final long FOREVER = Long.MAX_VALUE / 2_000_000_000;

    private MakeCostModel() { }

    /** Measures or trains. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length >= 2 && args[0].equals("measure")) measure(args[1], args.length > 2 ? Long.parseLong(args[2]) : FOREVER);
        else if (args.length >= 2 && args[0].equals("label")) LabelStore.of(Path.of(args[1]), args.length > 2 ? Integer.parseInt(args[2]) : LABELLED, Engine.jvm(1).target().orElseThrow(), System.err::println);
        else if (args.length >= 3 && args[0].equals("train")) train(Path.of(args[1]), List.of(args).subList(2, args.length));
        else throw new IllegalArgumentException("MakeCostModel " + String.join(" ", args) + "; wanted: measure NAME [SECONDS], or: label STORE.db [POINTS], or: train MODEL SOURCE…");
    }

    private static void measure(String name, long seconds) throws IOException, InterruptedException {
        Target target = Engine.jvm().target().orElseThrow();
        List<Candidate> all = LibraryKernels.of(target, why -> System.err.println("refused: " + why));
        System.err.println(all.size() + " kernels");
        long end = System.nanoTime() + seconds * 1_000_000_000;
        try (DataSet out = DataSet.create(Path.of(name + ".jsonl"), Path.of(name + ".csv"))) {
            int at = 0;
            while (at < all.size() && System.nanoTime() < end) {
                TimedBatch batch = new TimedBatch();
                for (; at < all.size() && batch.size() < BATCH; at++) {
                    Candidate c = all.get(at);
                    batch.add(c).ifPresent(why -> System.err.println("refused: " + c.problem() + ", " + c.point() + ": " + why));
                }
                for (Sample s : batch.samples()) out.write(s);
                System.err.println(at + " of " + all.size());
            }
        }
    }

    private static void train(Path model, List<String> sources) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String s : sources) rows.addAll(s.endsWith(".csv") ? DataTable.read(Path.of(s)) : stored(Path.of(s)));
        CostModel made = CostModel.train(rows, Training.DEFAULT);
        try (OutputStream out = Files.newOutputStream(model)) {
            made.write(out);
        }
        System.out.print(ErrorReport.of(rows, Training.DEFAULT, FOLDS));
    }

    /** The points of a store, with what was found of their code. */
    private static List<Row> stored(Path file) throws IOException {
        LabelFile labels = LabelFile.beside(file);
        List<Row> rows = new ArrayList<>();
        try (TuningStore store = TuningStore.open(file)) {
            MeasuredSamples.each(store, Engine.jvm(1).target().orElseThrow(), CostModel.NONE, why -> System.err.println("passed over: " + why), s -> {
                Row r = s.row();
                rows.add(new Row(r.problem(), r.features(), r.nanos(), labels.of(s.problem().substring(0, s.problem().indexOf('-')), s.point())));
            });
        }
        return rows;
    }
}
