package intarsia.cli.check;

import intarsia.ir.Kernel;
import intarsia.ir.text.Listing;
import intarsia.ir.text.Parser;
import intarsia.ir.text.TextException;
import intarsia.passes.findings.Examination;
import intarsia.passes.findings.Finding;
import intarsia.passes.findings.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Examines the kernels of a text and finds the places of what is wrong in it. */
public final class SourceFindings {
    private final String file;
    private final String text;
    private final List<Located> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private SourceFindings(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** What is wrong in a text; {@code sizes} are some that are meant. */
    public static Report of(String file, String text, List<Map<String, Long>> sizes) {
        SourceFindings s = new SourceFindings(file, text);
        s.examine(sizes);
        return new Report(file, s.findings, s.notes);
    }

    private void examine(List<Map<String, Long>> sizes) {
        try {
            Listing listing = Parser.listing(text, file);
            for (Kernel k : listing.kernels()) {
                Examination e = Examination.of(k, sizes);
                e.findings().forEach(f -> add(f, k, listing));
                e.notes().forEach(n -> notes.add("kernel " + k.name() + ": " + n));
            }
        } catch (TextException e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("^line \\d+: ", "");
            findings.add(located(e.line(), e.column(), Kind.ILLEGAL, message, Finding.BY_RULE));
        }
    }

    private void add(Finding f, Kernel k, Listing listing) {
        int at = listing.place(k).from();
        if (f.at().isPresent()) {
            at = listing.place(f.at().get()).from();
        } else if (f.line() > 0) {
            at = start(f.line());
        } else if (f.parameter().isPresent()) {
            at = declaration(f.parameter().get(), at);
        }
        int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        findings.add(located(line, at - text.lastIndexOf('\n', at - 1), f.kind(), f.message(), f.shown()));
    }

    /** The first character of a line that is no space. */
    private int start(int line) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            at = text.indexOf('\n', at) + 1;
        }
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private int declaration(String parameter, int from) {
        Matcher m = Pattern.compile("\\b(?:in|out|inout)\\s+" + Pattern.quote(parameter) + "\\b").matcher(text);
        return m.find(from) ? m.start() : from;
    }

    private Located located(int line, int column, Kind kind, String message, String shown) {
        String source = text.lines().skip(line - 1L).findFirst().orElse("");
        return new Located(file, line, column, source, kind.text(), message, kind.hint(), shown);
    }
}
