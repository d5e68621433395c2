package intarsia.ir;

import java.util.List;

/** A list of statements with arguments, and the values it yields to the op that holds it. */
public record Region(List<Value> args, List<Stmt> body, List<Value> yields) {
    public Region {
        args = List.copyOf(args);
        body = List.copyOf(body);
        yields = List.copyOf(yields);
    }

    /** A region without arguments and results. */
    public static Region of(List<Stmt> body) {
        return new Region(List.of(), body, List.of());
    }

    /** The types of what it yields. */
    public List<Type> yieldTypes() {
        return yields.stream().map(Value::type).toList();
    }
}
