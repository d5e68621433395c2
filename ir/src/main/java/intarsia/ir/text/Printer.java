package intarsia.ir.text;

import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.DotAtom;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Symbol;
import intarsia.ir.TensorOp;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The text of kernels: one line a statement, stable names, no addresses. {@code Parser.parse(print(k)).equals(k)}.
 * The grammar is in docs/text-form.md.
 */
public final class Printer {
    /** The version that the first line names. */
    public static final int VERSION = 1;

    private final StringBuilder out = new StringBuilder();

    private Printer() {
    }

    /** A kernel with the version line. */
    public static String print(Kernel k) {
        return head() + body(k);
    }

    /** The line of the version. */
    static String head() {
        return "intarsia " + VERSION + "\n";
    }

    /** A kernel without the version line. */
    static String body(Kernel k) {
        Printer p = new Printer();
        p.kernel(k);
        return p.out.toString();
    }

    /** One statement, as it stands in a kernel. */
    public static String print(Stmt s) {
        Printer p = new Printer();
        p.stmt(s, 0);
        return p.out.toString().stripTrailing();
    }

    private void kernel(Kernel k) {
        out.append(k.level().text()).append(" kernel ").append(k.name()).append(" {\n");
        for (Symbol s : k.symbols()) {
            line(1, "symbol " + s);
        }
        for (Param p : k.params()) {
            line(1, p.access().text() + " " + p.name() + " " + p.value() + ": " + p.type());
        }
        if (k.level() != Level.TENSOR) {
            line(1, "grid " + exprs(k.grid()));
        }
        if (k.level() == Level.TILE && k.warps() > 0) {
            line(1, (k.lanes() > 0 ? "lanes " + k.lanes() + " " : "") + "warps " + k.warps());
        }
        if (k.level() == Level.LANE) {
            line(1, "lanes " + k.lanes() + " warps " + k.warps());
        }
        if (!k.tuned().isEmpty()) {
            line(1, "tuned " + k.tuned().values().entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).collect(Collectors.joining(", ")));
        }
        List<Value> own = k.body().args().subList(k.params().size(), k.body().args().size());
        if (!own.isEmpty()) {
            line(1, "block " + args(own));
        }
        k.body().body().forEach(s -> stmt(s, 1));
        if (!k.body().yields().isEmpty()) {
            line(1, "yield " + values(k.body().yields()));
        }
        out.append("}\n");
    }

    private void stmt(Stmt s, int depth) {
        indent(depth);
        if (!s.results().isEmpty()) {
            out.append(s.results().stream().map(v -> v + ": " + v.type()).collect(Collectors.joining(", "))).append(" = ");
        }
        Op op = s.op();
        out.append(Ops.mnemonic(op));
        List<Object> components = OpText.components(op);
        String separator = " ";
        for (Object c : components) {
            out.append(separator);
            component(op, c, depth);
            separator = ", ";
        }
        out.append('\n');
    }

    private void component(Op op, Object c, int depth) {
        switch (c) {
            case Region r -> region(r, depth);
            case Long bits when op instanceof CommonOp.Const k -> out.append(Consts.print(k.type(), bits));
            default -> out.append(text(c));
        }
    }

    private void region(Region r, int depth) {
        out.append('{');
        if (!r.args().isEmpty()) {
            out.append(' ').append(args(r.args()));
        }
        out.append('\n');
        r.body().forEach(s -> stmt(s, depth + 1));
        if (!r.yields().isEmpty()) {
            line(depth + 1, "yield " + values(r.yields()));
        }
        indent(depth);
        out.append('}');
    }

    private static String text(Object c) {
        return switch (c) {
            case Value v -> v.toString();
            case Optional<?> o -> o.map(Printer::text).orElse("none");
            case List<?> list -> list.stream().map(Printer::text).collect(Collectors.joining(", ", "[", "]"));
            case String s -> quote(s);
            case Enum<?> e -> e.name().toLowerCase(Locale.ROOT);
            case Type t -> t.toString();
            case DType t -> quote(t.toString());
            case Layout l -> quote(l.toString());
            case Expr e -> e.toString();
            case Number n -> n.toString();
            case Boolean b -> b.toString();
            case TensorOp.Order o -> o.toString();
            case LaneOp.Address a -> address(a);
            case DotAtom a -> quote(a.name());
            default -> throw new IllegalStateException("no text for a component of " + c.getClass());
        };
    }

    private static String address(LaneOp.Address a) {
        return a.form().text() + "." + a.space().text() + "(" + a.base() + ", " + a.index() + ", " + a.disp() + ")"
                + (a.stride() == 0 ? "" : " stride " + a.stride())
                + a.lanes().map(v -> " lanes " + v).orElse("") + a.mask().map(v -> " mask " + v).orElse("");
    }

    static String quote(String s) {
        return '"' + s.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static String exprs(List<Expr> list) {
        return list.stream().map(Expr::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String args(List<Value> list) {
        return list.stream().map(v -> v + ": " + v.type()).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String values(List<Value> list) {
        List<String> names = new ArrayList<>();
        list.forEach(v -> names.add(v.toString()));
        return String.join(", ", names);
    }

    private void line(int depth, String text) {
        indent(depth);
        out.append(text).append('\n');
    }

    private void indent(int depth) {
        out.repeat("  ", depth);
    }
}
