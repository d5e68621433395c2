package intarsia.cli;

import intarsia.cli.figure.Json;
import intarsia.cli.layout.AccessFigure;
import intarsia.cli.layout.BankMapping;
import intarsia.cli.layout.ConflictFigure;
import intarsia.cli.layout.ConversionFigure;
import intarsia.cli.layout.Expression;
import intarsia.cli.layout.Figure;
import intarsia.cli.layout.FormatFigure;
import intarsia.cli.layout.LayoutFigure;
import intarsia.cli.layout.ViewFigure;
import intarsia.decoder.file.AtomicFile;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.memory.Access;
import intarsia.ir.layout.memory.Facts;
import intarsia.ir.layout.memory.MemoryLayout;
import intarsia.ir.layout.memory.MemoryModel;
import intarsia.ir.type.Format;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia layout}: layouts as tables and pictures, and what becomes of tiles that lie so. */
@Command(name = "layout", mixinStandardHelpOptions = true,
    description = {"Shows a layout, written as an expression; how to convert it, which banks it meets, by which accesses it is loaded; or the bits of a block format.",
        "EXPR: [16x8] lane[0.1:8 1.0:4] v[0.0:2 1.1:2], local(2,2), spatial(8,4), m16n8k16.a, … with the operators * / \\ and methods as .permute(1,0)."})
final class LayoutCommand extends Subcommand {
    private static final Pattern PAIR = Pattern.compile("(\\d{1,9})([x:-])(\\d{1,9})");
    private static final String LDMATRIX = "ldmatrix";

    @Parameters(arity = "0..1", paramLabel = "EXPR", description = "A layout.")
    private @Nullable String expression;
    @Option(names = "--json", description = "The answer as JSON.")
    private boolean json;
    @Option(names = "--svg", paramLabel = "FILE", description = "Draws the answer into a file.")
    private @Nullable Path svg;
    @Option(names = "--matrix", description = "With a layout alone: its matrix over F2.")
    private boolean matrix;
    @Option(names = "--to", paramLabel = "EXPR", description = "How to convert to this layout; with --conflicts or --tile who reads, which may be ldmatrix.")
    private @Nullable String to;
    @Option(names = "--view", paramLabel = "BITS:BITS", description = "With --to: whether codes of so many bits can be read under that layout as codes of so many others.")
    private @Nullable String view;
    @Option(names = "--conflicts", paramLabel = "pitch=BYTES,bits=N[,swizzle=b,m,s]", description = "Bank conflicts of the layout in shared memory that lies so.")
    private @Nullable String conflicts;
    @Option(names = "--tile", paramLabel = "RxC", description = "With --bits: bank conflicts of a tile over which the layout is repeated.")
    private @Nullable String tile;
    @Option(names = "--bits", paramLabel = "N", description = "Bits of an element of --tile.")
    private @Nullable Integer bits;
    @Option(names = "--access", paramLabel = "MEMORY", description = "The accesses of a memory layout; without EXPR the register layouts that suit it.")
    private @Nullable String access;
    @Option(names = "--store", description = "With --access: a store instead of a load.")
    private boolean store;
    @Option(names = "--divides", paramLabel = "SYMBOL=N", split = ",", description = "With --access: N divides the symbol.")
    private Map<String, Long> divides = Map.of();
    @Option(names = "--target", paramLabel = "TARGET", description = "With --to or --access: the machine; doctor lists them. Default: all, or the first with as many lanes.")
    private @Nullable String target;
    @Option(names = "--format", paramLabel = "FORMAT", description = "The bits of a block; format list shows the names.")
    private @Nullable String format;
    @Option(names = "--bytes", paramLabel = "FROM-TO", description = "With --format: which bytes.")
    private @Nullable String bytes;

    @Override public Integer call() {
        Supplier<Figure> asked = asked();
        Figure figure;
        try {
            figure = asked.get();
            String answer = json ? Json.text(figure.json()) + "\n" : figure.text();
            if (svg != null) write(svg, figure.svg());
            out().print(answer);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw UserError.input(String.valueOf(e.getMessage()));
        }
        out().flush();
        return figure.holds() ? Exit.OK : Exit.FAILED;
    }

    /** What the options ask for; options that do not go together are wrong usage. */
    private Supplier<Figure> asked() {
        boolean banks = conflicts != null || tile != null || bits != null;
        List<String> kinds = Stream.of(format != null ? "--format" : "", access != null ? "--access" : "", banks ? "--conflicts or --tile" : "", view != null ? "--view" : "",
            to != null && !banks && view == null ? "--to" : "").filter(k -> !k.isEmpty()).toList();
        if (kinds.size() > 1) throw UserError.usage(String.join(" and ", kinds) + " ask for different answers; wanted one of them");
        alone("--matrix", matrix, kinds.isEmpty());
        alone("--bytes", bytes != null, format != null);
        alone("--store", store, access != null);
        alone("--divides", !divides.isEmpty(), access != null);
        alone("--target", target != null, access != null || kinds.contains("--to"));
        if (format != null) {
            if (expression != null) throw UserError.usage("--format with the layout '" + expression + "'; wanted one of them");
            return block(format);
        }
        if (access != null) return access(access);
        if (expression == null) throw UserError.usage("a layout is wanted, as m16n8k16.a, or --format FORMAT, or --access MEMORY");
        String layout = expression;
        if (banks) return banks(layout);
        if (view != null) return view(layout, view);
        String goal = to;
        if (goal == null) return () -> new LayoutFigure(Expression.parse(layout), matrix);
        List<Target> targets = target == null ? Backends.all().stream().map(Backends.Choice::target).toList() : List.of(Backends.find(target).target());
        return () -> ConversionFigure.of(Expression.parse(layout), toward(goal), targets);
    }

    private static void alone(String option, boolean given, boolean fits) {
        if (given && !fits) throw UserError.usage(option + " does not go with the other options; --help says with which");
    }

    private static Layout toward(String goal) {
        try {
            return Expression.parse(goal);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--to: " + e.getMessage(), e);
        }
    }

    private static int[] pair(String option, String text, String separator, String wanted) {
        Matcher m = PAIR.matcher(text);
        if (!m.matches() || !m.group(2).equals(separator)) throw UserError.usage(option + " " + text + "; wanted " + wanted);
        return new int[] {Integer.parseInt(m.group(1)), Integer.parseInt(m.group(3))};
    }

    private Supplier<Figure> view(String layout, String widths) {
        String goal = to;
        if (goal == null) throw UserError.usage("--view needs --to, the layout under which bits are read");
        int[] pair = pair("--view", widths, ":", "BITS:BITS, as 8:4");
        return () -> new ViewFigure(pair[0], Expression.parse(layout), pair[1], toward(goal));
    }

    private Supplier<Figure> banks(String layout) {
        if (conflicts != null) {
            if (tile != null || bits != null) throw UserError.usage("--conflicts says pitch and bits; without it wanted --tile and --bits");
            BankMapping mapping = mapping(conflicts);
            return () -> ConflictFigure.of(Expression.parse(layout), mapping, reader());
        }
        if (tile == null || bits == null) throw UserError.usage("--tile and --bits go together, as --tile 64x64 --bits 16");
        int[] extents = pair("--tile", tile, "x", "ROWSxCOLUMNS, as 64x64");
        int width = bits;
        return () -> ConflictFigure.of(Expression.parse(layout), extents[0], extents[1], width, reader());
    }

    private static BankMapping mapping(String text) {
        try {
            return BankMapping.parse(text);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--conflicts " + e.getMessage());
        }
    }

    private ConflictFigure.Reader reader() {
        if (to == null) return new ConflictFigure.Reader.Usual();
        return to.equals(LDMATRIX) ? new ConflictFigure.Reader.Ldmatrix() : new ConflictFigure.Reader.Registers(toward(to));
    }

    private Supplier<Figure> access(String memory) {
        Access.Kind kind = store ? Access.Kind.STORE : Access.Kind.LOAD;
        Facts facts = Facts.NONE;
        for (var fact : divides.entrySet()) {
            if (fact.getValue() < 1) throw UserError.usage("--divides " + fact + "; wanted a positive number");
            facts = facts.divides(fact.getValue(), fact.getKey());
        }
        Facts known = facts;
        return () -> {
            Optional<Layout> registers = Optional.ofNullable(expression).map(Expression::parse);
            return AccessFigure.of(kind, registers, MemoryLayout.parse(memory), known, MemoryModel.of(machine(registers)));
        };
    }

    /** The target asked for, or one with the lanes of a layout. */
    private Target machine(Optional<Layout> registers) {
        if (target != null) return Backends.find(target).target();
        List<Target> all = Backends.all().stream().map(Backends.Choice::target).toList();
        if (registers.isEmpty()) return Backends.find("ptx").target();
        int lanes = registers.get().size(Axis.LANE);
        return all.stream().filter(t -> t.lanes() == lanes).findFirst().orElseThrow(() -> new IllegalArgumentException("no target has the " + lanes + " lanes of " + registers.get()
            + "; known: " + all.stream().map(t -> t.id() + " with " + t.lanes()).toList()));
    }

    private Supplier<Figure> block(String name) {
        Format f = named(name);
        if (bytes == null) return () -> FormatFigure.of(f);
        int[] range = pair("--bytes", bytes, "-", "FROM-TO, as 0-31");
        return () -> FormatFigure.of(f, range[0], range[1]);
    }

    private static Format named(String name) {
        try {
            return Format.parse(name);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--format: " + e.getMessage());
        }
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> AtomicFile.append(out, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8))));
    }
}
