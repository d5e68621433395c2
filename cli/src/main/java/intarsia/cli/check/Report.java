package intarsia.cli.check;

import intarsia.cli.figure.Json;
import java.util.List;

/** What was found in one text, and how. */
public record Report(String file, List<Located> findings, List<String> notes) {
    public Report {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /** For people. */
    public String text(boolean withNotes) {
        StringBuilder out = new StringBuilder();
        findings.forEach(f -> out.append(f.text()));
        out.append(file).append(": ").append(findings.isEmpty() ? "nothing found" : findings.size() + (findings.size() == 1 ? " finding" : " findings")).append('\n');
        if (withNotes) {
            notes.forEach(n -> out.append("  ").append(n).append('\n'));
        }
        return out.toString();
    }

    /** For editors: an array of all findings. */
    public static String json(List<Report> reports) {
        return Json.text(reports.stream().flatMap(r -> r.findings().stream()).map(f -> Json.object("file", f.file(), "line", f.line(), "column", f.column(),
                "kind", f.kind(), "message", f.message(), "shown", f.shown(), "hint", f.hint())).toList()) + "\n";
    }
}
