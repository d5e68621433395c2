package intarsia.cli;

import intarsia.cli.cases.CaseFile;
import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Launches;
import intarsia.cli.fuzz.Shrinking;
import intarsia.ir.eval.EvaluationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia shrink}: a failing case made smaller. */
@Command(name = "shrink", mixinStandardHelpOptions = true,
    description = "Makes a case that fails on an engine smaller, as long as it fails in the same way: fewer statements, smaller extents, sizes and constants.")
final class Shrink extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "A case with a line 'run'.")
    private Path file = Path.of("");
    @Option(names = "--engine", paramLabel = "E", required = true, description = "reference, jvm, ptx, or the name of a target.")
    private String engine = "";
    @Option(names = "--out", paramLabel = "FILE", description = "Where the smaller case goes. Default: standard output.")
    private @Nullable Path out;

    @Override public Integer call() throws IOException {
        List<LaneEngine> engines = LaneEngine.all().stream().filter(e -> e.is(engine)).toList();
        if (engines.isEmpty()) throw UserError.usage("no engine '" + engine + "'; known: reference, jvm, ptx, " + LaneEngine.all().stream().map(LaneEngine::name).toList());
        try (var _ = Progress.start("shrinking " + file)) {
            for (Launch l : launches()) {
                for (LaneEngine e : engines) {
                    String problem = l.problems(List.of(e)).get(e.name());
                    if (problem != null) return write(Shrinking.of(l, e, problem), e);
                }
            }
        } catch (EvaluationException e) {
            throw UserError.input(file + ": it stops by itself, on no engine: " + e.getMessage());
        }
        throw UserError.input(file + ": nothing is wrong with it on " + engines.stream().map(LaneEngine::name).toList());
    }

    private List<Launch> launches() throws IOException {
        KernelFile.all(file);
        try {
            List<Launch> all = Launches.of(CaseFile.read(file));
            if (all.isEmpty()) throw UserError.input(file + ": no line 'run'; wanted one that says the sizes, as '// run n=7'");
            return all;
        } catch (IllegalArgumentException e) {
            throw UserError.input(String.valueOf(e.getMessage()));
        }
    }

    private int write(Launch small, LaneEngine e) throws IOException {
        String problem = small.problems(List.of(e)).getOrDefault(e.name(), "").lines().findFirst().orElse("");
        String text = small.text("on " + e.name() + "\n" + problem);
        if (out == null) {
            out().print(text);
        } else {
            Files.writeString(out, text);
            out().println(out + ": " + problem);
        }
        out().flush();
        return Exit.OK;
    }
}
