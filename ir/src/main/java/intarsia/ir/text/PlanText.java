package intarsia.ir.text;

import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.Point;
import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text of plans: symbols, buffers, steps, then the kernels. Buffers and kernels are counted from 0, and steps name
 * them by that; a kernel of several steps stands once. The bytes of constants are not in it.
 * {@code parse(print(p)).equals(p)} where no buffer has data. The grammar is in docs/text-form.md.
 */
public final class PlanText {
    private static final int MOST = 1 << 20;

    private PlanText() {
    }

    /** A plan with the version line. */
    public static String print(Plan p) {
        StringBuilder out = new StringBuilder(Printer.head()).append("plan ").append(name(p.name())).append(" {\n");
        p.symbols().forEach(s -> out.append("  symbol ").append(s).append('\n'));
        for (int i = 0; i < p.buffers().size(); i++) {
            PlanBuffer b = p.buffers().get(i);
            out.append("  buffer ").append(i).append(' ').append(b.role().text()).append(' ').append(name(b.name()))
                    .append(b.role() == PlanBuffer.Role.TEMP ? " at " + b.offset() : "").append(": ").append(type(b)).append('\n');
        }
        Map<Kernel, Integer> kernels = new LinkedHashMap<>();
        for (Step s : p.steps()) {
            int k = kernels.computeIfAbsent(s.kernel(), x -> kernels.size());
            out.append("  step ").append(k).append(s.waits() ? " waits " : " ")
                    .append(s.buffers().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"))).append('\n');
        }
        out.append("}\n");
        kernels.keySet().forEach(k -> out.append(Printer.body(k)));
        return out.toString();
    }

    private static BufferType type(PlanBuffer b) {
        BufferType t = BufferType.of(b.format(), b.shape());
        return b.range().map(r -> t.withRange(r.min(), r.max())).orElse(t);
    }

    private static String name(String s) {
        return s.matches("[A-Za-z_][A-Za-z0-9_.]*") ? s : Printer.quote(s);
    }

    /** The plan of a text; {@code file} stands in the sources of statements. Errors name line and column. */
    public static Plan parse(String text, String file) {
        Parser in = new Parser(text, file, Point.NONE);
        in.expect("plan");
        String name = readName(in);
        in.expect("{");
        List<Symbol> symbols = new ArrayList<>();
        while (taken(in, "symbol")) {
            symbols.add(in.symbol());
        }
        List<PlanBuffer> buffers = new ArrayList<>();
        while (taken(in, "buffer")) {
            in.integer(buffers.size(), buffers.size());
            buffers.add(buffer(in));
        }
        List<Call> calls = new ArrayList<>();
        while (taken(in, "step")) {
            calls.add(call(in, buffers.size()));
        }
        in.expect("}");
        List<Kernel> kernels = in.kernels();
        return new Plan(name, symbols, buffers, calls.stream().map(c -> c.step(in, kernels)).toList());
    }

    /** A step before its kernel is read. */
    private record Call(int kernel, boolean waits, List<Integer> buffers) {
        Step step(Parser in, List<Kernel> kernels) {
            if (kernel >= kernels.size()) {
                throw in.in.error("a step runs kernel " + kernel + "; the text has " + kernels.size());
            }
            return in.guarded(() -> new Step(kernels.get(kernel), buffers, waits));
        }
    }

    private static Call call(Parser in, int buffers) {
        int kernel = (int) in.integer(0, MOST);
        boolean waits = taken(in, "waits");
        return new Call(kernel, waits, in.list(() -> (int) in.integer(0, buffers - 1)));
    }

    private static PlanBuffer buffer(Parser in) {
        PlanBuffer.Role role = in.constant(PlanBuffer.Role.class, in.in.next());
        String name = readName(in);
        long offset = role == PlanBuffer.Role.TEMP ? offset(in) : 0;
        in.expect(":");
        if (in.type("\n") instanceof BufferType t && t.contiguous()) {
            return new PlanBuffer(name, role, t.format(), t.shape(), t.range(), offset, Optional.empty());
        }
        throw in.in.error("the type of buffer " + name + " before this; wanted one that is contiguous: global format[extents]");
    }

    private static long offset(Parser in) {
        in.expect("at");
        return in.integer(0, Long.MAX_VALUE);
    }

    private static boolean taken(Parser in, String word) {
        boolean there = in.in.peek().equals(word);
        if (there) {
            in.in.next();
        }
        return there;
    }

    private static String readName(Parser in) {
        return in.in.peek().startsWith("\"") ? in.string() : in.in.next();
    }
}
