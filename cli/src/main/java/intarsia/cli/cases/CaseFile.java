package intarsia.cli.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import intarsia.cli.cases.Directive.Word;
import intarsia.decoder.file.AtomicFile;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.eval.EvaluationException;
import intarsia.ir.text.Parser;
import intarsia.passes.Bind;
import intarsia.passes.Compiler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A test that is a file: directives, kernels, and the text that is expected of them.
 * <pre>
 * // run N=1,7,33
 * // pass simplify
 * //# a comment
 * intarsia 1
 * tile kernel … { … }
 * //// expect
 * intarsia 1
 * …
 * </pre>
 * A text that no pass accepts is a case too: then {@code error:} and the message are expected.
 *
 * @param path       the file, in messages
 * @param directives the lines of its head, at least one
 * @param source     its kernels, after as many empty lines as the head has: lines in messages are those of the file
 * @param expected   what follows the line {@code //// expect}; empty where there is no such line
 */
public record CaseFile(Path path, List<Directive> directives, String source, Optional<String> expected) {
    /** The line before what is expected. */
    public static final String EXPECT = "//// expect";
    private static final String ERROR = "error: ";
    private static final long MOST_BYTES = 1 << 20;
    /** What the passes compile for where no line says it: the same on every machine. */
    private static final Target DEFAULT_TARGET = target("jvm", 8);

    public CaseFile {
        directives = List.copyOf(directives);
    }

    /**
     * Reads a case.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException that names the file, where its head is wrong
     */
    public static CaseFile read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MOST_BYTES) throw new IllegalArgumentException(file + ": " + size + " bytes; wanted a case of at most " + MOST_BYTES);
        return parse(file, Files.readString(file));
    }

    /** The case in a text. */
    public static CaseFile parse(Path file, String text) {
        List<String> lines = Arrays.asList(text.split("\\R", -1));
        var directives = new ArrayList<Directive>();
        var source = new StringBuilder();
        int at = 0;
        for (; at < lines.size() && lines.get(at).startsWith("//") && !lines.get(at).startsWith("////"); at++) {
            source.append('\n');
            if (lines.get(at).startsWith("//#")) continue;
            try {
                directives.add(Directive.parse(lines.get(at).substring(2)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + (at + 1) + ": " + e.getMessage(), e);
            }
        }
        if (directives.isEmpty()) {
            throw new IllegalArgumentException(file + ":1: no directive; wanted a line such as '// run N=1,7,33' or '// pass simplify'");
        }
        int end = lines.subList(at, lines.size()).indexOf(EXPECT);
        List<String> kernels = end < 0 ? lines.subList(at, lines.size()) : lines.subList(at, at + end);
        source.append(String.join("\n", kernels));
        return new CaseFile(file, directives, source.toString(),
            end < 0 ? Optional.empty() : Optional.of(String.join("\n", lines.subList(at + end + 1, lines.size()))));
    }

    /** The directives of a word, in order. */
    public List<Directive> all(Word word) {
        return directives.stream().filter(d -> d.word() == word).toList();
    }

    /** The kernels, parsed. */
    public List<Kernel> kernels() {
        return Parser.parseAll(source, name());
    }

    /** What the passes compile for. */
    public Target target() {
        return all(Word.TARGET).stream().map(CaseFile::target).findFirst().orElse(DEFAULT_TARGET);
    }

    private static Target target(Directive d) {
        if (d.words().isEmpty() || d.words().size() > 2) {
            throw new IllegalArgumentException("'target' wants an engine, then the lanes where they are not 8 or, for ptx, 32");
        }
        String engine = d.words().getFirst();
        return target(engine, d.words().size() == 2 ? (int) Directive.number(d.words().get(1)) : engine.equals("ptx") ? 32 : 8);
    }

    private static Target target(String engine, int lanes) {
        return switch (engine) {
            case "jvm" -> new Target(engine, "case", lanes, 1, 16, Set.of(Target.Feature.CVT_F16_SCALAR, Target.Feature.MASKED_32));
            case "ptx" -> new Target(engine, "sm_80", lanes, 8, 200, Set.of(Target.Feature.values()));
            default -> throw new IllegalArgumentException("no target engine '" + engine + "' for a case; known: [jvm, ptx]");
        };
    }

    /** Whether text is expected of it: it names passes. */
    public boolean expectsText() {
        return !all(Word.PASS).isEmpty();
    }

    /** The text after its passes, or the message of the first that refuses it. */
    public String actual() {
        try {
            var options = all(Word.CHECKED).isEmpty() ? Compiler.Options.DEFAULT : Compiler.Options.DEFAULT.withChecks();
            var list = new PassList(kernels(), target(), options);
            Map<String, Long> bound = bound();
            if (!bound.isEmpty()) list.run(new Bind(bound));
            all(Word.PASS).forEach(d -> d.words().forEach(list::run));
            return list.text();
        } catch (IllegalArgumentException | IllegalStateException | EvaluationException e) {
            return ERROR + String.valueOf(e.getMessage()).strip() + "\n";
        }
    }

    private Map<String, Long> bound() {
        var bound = new HashMap<String, Long>();
        for (Directive d : all(Word.BIND)) {
            d.sizes().forEach((name, values) -> {
                if (values.size() != 1) throw new IllegalArgumentException("'bind' of " + name + " to " + values + "; wanted one number");
                bound.put(name, values.getFirst());
            });
        }
        return bound;
    }

    /** What is wrong with {@code actual} and how to accept it; empty where it is what is expected. */
    public Optional<String> difference(String actual) {
        String wanted = expected.orElse("");
        if (wanted.equals(actual)) return Optional.empty();
        String[] a = wanted.split("\n", -1), b = actual.split("\n", -1);
        int at = 0;
        while (at < Math.min(a.length, b.length) && a[at].equals(b[at])) at++;
        return Optional.of("%s: line %d after '%s'%n  wanted %s%n  found  %s%naccept it with: ./intarsia bless %s".formatted(
            path, at + 1, EXPECT, at < a.length ? a[at] : "(the end)", at < b.length ? b[at] : "(the end)", path));
    }

    /** Writes {@code actual} as what is expected; the file changes whole or not at all. True where it changed. */
    public boolean accept(String actual) throws IOException {
        if (expected.equals(Optional.of(actual))) return false;
        String old = Files.readString(path);
        int at = expected.isEmpty() ? old.length() : old.lastIndexOf(EXPECT, old.length() - expected.get().length());
        String head = old.substring(0, at);
        String text = head + (head.endsWith("\n") ? "" : "\n") + EXPECT + "\n" + actual;
        AtomicFile.write(path, out -> AtomicFile.append(out, MemorySegment.ofArray(text.getBytes(UTF_8))));
        return true;
    }

    /** The file's own name, which stands in messages, so that these do not depend on the folder. */
    private String name() {
        return String.valueOf(path.getFileName());
    }
}
