package intarsia.dsl;

import intarsia.ir.Op;
import intarsia.ir.Region;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import intarsia.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** The statements written so far, region in region, each with the line of the user's code that asked for it. */
final class Body {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final String OWN = Body.class.getPackageName() + ".";
    private final Deque<List<Stmt>> open = new ArrayDeque<>();
    private int nextId;

    Body() {
        open.push(new ArrayList<>());
    }

    Value define(Type type) {
        return new Value(nextId++, type);
    }

    /** Adds the op that {@code make} makes; what its constructor refuses is an error at the user's line. */
    List<Value> add(Supplier<Op> make) {
        Source source = source();
        try {
            Op op = make.get();
            List<Value> results = op.resultTypes().stream().map(this::define).toList();
            open.element().add(new Stmt(results, op, source));
            return results;
        } catch (TileProgramException e) {
            throw e;
        } catch (IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
            throw new TileProgramException(source, String.valueOf(e.getMessage()), e);
        }
    }

    Value one(Supplier<Op> make) {
        return add(make).getFirst();
    }

    /** A region of what {@code write} adds; it returns what the region yields. */
    Region region(List<Value> args, Supplier<List<Value>> write) {
        open.push(new ArrayList<>());
        try {
            List<Value> yields = write.get();
            return new Region(args, open.element(), yields);
        } finally {
            open.pop();
        }
    }

    List<Stmt> statements() {
        return open.element();
    }

    /** The first frame outside this package and the JDK. */
    static Source source() {
        return WALKER.walk(frames -> frames
                .filter(f -> !f.getClassName().startsWith(OWN) && !f.getClassName().startsWith("java."))
                .findFirst().map(f -> new Source(String.valueOf(f.getFileName()), f.getLineNumber())).orElse(Source.NONE));
    }
}
