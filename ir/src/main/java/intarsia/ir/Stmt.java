package intarsia.ir;

import java.util.List;
import java.util.Objects;

/** One statement: an op and the values it defines. Equality leaves the source line out. */
public final class Stmt {
    private final List<Value> results;
    private final Op op;
    private final Source source;

    /** A statement; the types of {@code results} must be those the op computes. */
    public Stmt(List<Value> results, Op op, Source source) {
        this.results = List.copyOf(results);
        this.op = op;
        this.source = source;
        List<Type> want = op.resultTypes();
        if (!computes(want)) {
            throw new IllegalArgumentException("results " + types() + " of " + Ops.mnemonic(op) + "; wanted " + want);
        }
    }

    private boolean computes(List<Type> want) {
        boolean same = results.size() == want.size();
        for (int i = 0; same && i < want.size(); i++) {
            same = results.get(i).type().equals(want.get(i));
        }
        return same;
    }

    public List<Value> results() {
        return results;
    }

    public Op op() {
        return op;
    }

    public Source source() {
        return source;
    }

    /** The only result of an op that has one. */
    public Value result() {
        if (results.size() != 1) {
            throw new IllegalStateException(Ops.mnemonic(op) + " has " + results.size() + " results; wanted one");
        }
        return results.getFirst();
    }

    /** The same statement with another op of the same result types. */
    public Stmt with(Op other) {
        return other == op ? this : new Stmt(results, other, source);
    }

    private List<Type> types() {
        return results.stream().map(Value::type).toList();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Stmt s && results.equals(s.results) && op.equals(s.op);
    }

    @Override
    public int hashCode() {
        return Objects.hash(results, op);
    }

    @Override
    public String toString() {
        return results + " = " + op;
    }
}
