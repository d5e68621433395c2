package intarsia.cli;

import intarsia.cli.tune.MeasuredSamples;
import intarsia.passes.cost.CostModel;
import intarsia.passes.cost.ErrorReport;
import intarsia.passes.cost.Row;
import intarsia.passes.cost.Training;
import intarsia.runtime.Engine;
import intarsia.tuning.search.UserModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code intarsia tune train}: a cost model of what was measured here. */
@Command(name = "train", mixinStandardHelpOptions = true,
    description = "Teaches a cost model by the store. It is used from then on where it is better: by models of other problems, its first choices lose less than those of the model that is shipped.")
final class TuneTrain extends TuneCommand.WithStore {
    private static final int FOLDS = 10, PROBLEMS = 4;

    @Override public Integer call() throws IOException {
        UserModel kept = UserModel.ofUser().orElseThrow(() -> UserError.usage("INTARSIA_CACHE is off: nothing is kept"));
        List<Row> rows = rows();
        CostModel shipped = CostModel.shipped();
        ErrorReport own, other = ErrorReport.of(rows, shipped);
        try (var _ = Progress.start("training")) {
            own = ErrorReport.of(rows, Training.DEFAULT, FOLDS);
        }
        out().println("taught by what was measured here\n" + own.toString().indent(2) + "the model that is shipped, on the same\n" + other.toString().indent(2));
        if (own.regret() >= other.regret()) return done("not better: the model in use stays");
        kept.write(CostModel.train(rows, Training.DEFAULT));
        return done("better: kept in " + kept.file());
    }

    private List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        try (var store = store(); var _ = Progress.start("lowering what was measured")) {
            MeasuredSamples.each(store, Engine.jvm(1).target().orElseThrow(), CostModel.NONE, why -> err().println("passed over: " + why), s -> rows.add(s.row()));
        }
        err().flush();
        long problems = rows.stream().map(Row::problem).distinct().count();
        if (problems < PROBLEMS) throw UserError.input("measurements of " + problems + " problems; wanted at least " + PROBLEMS + ", to tell how wrong a model is of others: tune more kernels first");
        return rows;
    }
}
