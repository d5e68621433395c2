package intarsia.cli;

import intarsia.cli.cases.CaseFile;
import intarsia.cli.check.Report;
import intarsia.cli.check.SourceFindings;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Launches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia check}: what is wrong with the kernels of a text. */
@Command(name = "check", mixinStandardHelpOptions = true,
    description = "Says what is wrong with kernels: what is illegal, indices outside, races of blocks and warps, memory that is read before it is written.",
    footer = {"%nWhat cannot be proved for all sizes is run at small ones; each finding says which it was. Exit code 1 with findings, 0 without."})
final class Check extends Subcommand {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Kernels as text.")
    private List<Path> files = new ArrayList<>();
    @Option(names = "--json", description = "An array of findings, for editors.")
    private boolean json;
    @Option(names = "--notes", description = "Says too what was proved, what was run and what is left open.")
    private boolean notes;

    @Override public Integer call() {
        List<Report> reports = new ArrayList<>();
        for (Path file : files) {
            String text = KernelFile.source(file);
            reports.add(SourceFindings.of(file.toString(), text, sizes(file)));
        }
        boolean clean = reports.stream().allMatch(r -> r.findings().isEmpty());
        out().print(json ? Report.json(reports) : String.join("", reports.stream().map(r -> r.text(notes)).toList()));
        out().flush();
        return clean ? Exit.OK : Exit.FAILED;
    }

    /** The sizes that a case runs with, where it is one. */
    private static List<Map<String, Long>> sizes(Path file) {
        try {
            return Launches.of(CaseFile.read(file)).stream().map(Launch::sizes).distinct().toList();
        } catch (IllegalArgumentException | java.io.IOException e) {
            return List.of(); // no case, or one whose text is found wrong
        }
    }
}
