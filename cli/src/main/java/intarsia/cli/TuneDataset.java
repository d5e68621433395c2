package intarsia.cli;

import intarsia.cli.tune.MeasuredSamples;
import intarsia.passes.cost.CostModel;
import intarsia.passes.cost.DataSet;
import intarsia.runtime.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code intarsia tune dataset}: what others may learn from. */
@Command(name = "dataset", mixinStandardHelpOptions = true, description = "Writes what the store knows with lane code and features: DIR/kernels.jsonl and DIR/kernels.csv.")
final class TuneDataset extends TuneCommand.WithStore {
    @Parameters(paramLabel = "DIR", description = "A folder, which is made where it is not there.")
    private Path folder = Path.of("");

    @Override public Integer call() throws IOException {
        Files.createDirectories(folder);
        try (var store = store(); DataSet out = DataSet.create(folder.resolve("kernels.jsonl"), folder.resolve("kernels.csv"))) {
            int samples = MeasuredSamples.each(store, Engine.jvm(1).target().orElseThrow(), CostModel.NONE, why -> err().println("passed over: " + why), out::write);
            err().flush();
            return done("wrote " + samples + " samples to " + folder);
        }
    }
}
