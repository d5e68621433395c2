package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.TargetOp;
import intarsia.ir.TileOp;
import intarsia.ir.Type;
import intarsia.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A kernel under construction by a pass. What is emitted is first simplified by the laws; a pure op that stands in this
 * region or around it already is not written again. Loads count as pure where nothing in the kernel writes the memory.
 */
final class Code {
    /** One open region: its statements, and the values of the ops in it. */
    private static final class Frame {
        final List<Stmt> body = new ArrayList<>();
        final Map<Op, Value> known = new HashMap<>();
    }

    private final Deque<Frame> open = new ArrayDeque<>();
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Set<Value> constantMemory = new HashSet<>();
    private int nextId;
    private Source source = Source.NONE;

    Code(int firstId) {
        nextId = firstId;
        open.push(new Frame());
    }

    /** Says that nothing writes the memory behind a parameter while the kernel runs. */
    void readOnly(Value memory) {
        constantMemory.add(memory);
    }

    boolean isReadOnly(Value memory) {
        return constantMemory.contains(memory);
    }

    /** The parameters of a kernel that are only read. */
    void readOnlyParams(Kernel k) {
        constantMemory.addAll(k.readOnly());
    }

    /** The line that the next statements come from. */
    void at(Source s) {
        source = s;
    }

    Source source() {
        return source;
    }

    Value define(Type type) {
        return new Value(nextId++, type);
    }

    Optional<Op> definition(Value v) {
        return Optional.ofNullable(definitions.get(v));
    }

    /** The value of an op with one result. */
    Value emit(Op op) {
        Op now = op;
        for (int i = 0; i < 8; i++) {
            Optional<Rule.Result> r = simplify(now);
            if (r.isEmpty()) {
                break;
            }
            switch (r.get()) {
                case Rule.Result.Same(Value v) -> {
                    return v;
                }
                case Rule.Result.Instead(Op other) -> now = other;
            }
        }
        boolean pure = repeatable(now);
        if (pure) {
            for (Frame f : open) {
                Value v = f.known.get(now);
                if (v != null) {
                    return v;
                }
            }
        }
        Value v = all(now).getFirst();
        if (pure) {
            open.element().known.put(now, v);
        }
        return v;
    }

    /** The values of an op, as it stands. */
    List<Value> all(Op op) {
        List<Value> results = op.resultTypes().stream().map(this::define).toList();
        append(new Stmt(results, op, source));
        return results;
    }

    /** Adds a statement whose values have ids of this code already. */
    void append(Stmt s) {
        s.results().forEach(v -> definitions.put(v, s.op()));
        open.element().body.add(s);
    }

    private Optional<Rule.Result> simplify(Op op) {
        for (Rule r : Laws.INDEX) {
            Optional<Rule.Result> to = r.apply().to(op, this::definition);
            if (to.isPresent()) {
                return to;
            }
        }
        return Optional.empty();
    }

    private boolean repeatable(Op op) {
        return switch (op) {
            case LaneOp.Ld ld -> constantMemory.contains(ld.at().base()) && ld.count() == 1;
            case TargetOp.Ldmatrix _ -> false;
            case TileOp.Load l -> constantMemory.contains(l.buffer());
            case TileOp.LoadAt l -> constantMemory.contains(l.buffer());
            case CommonOp.For _, CommonOp.If _, CommonOp.While _ -> false;
            case Op o -> !Ops.hasEffect(o) && o.resultTypes().size() == 1;
        };
    }

    /** A region of what {@code write} emits; it gives what the region yields. */
    Region region(List<Value> args, Supplier<List<Value>> write) {
        open.push(new Frame());
        List<Value> yields = write.get();
        Frame f = open.pop();
        return new Region(args, f.body, yields);
    }

    /** The statements of the outermost region. */
    List<Stmt> statements() {
        if (open.size() != 1) {
            throw new IllegalStateException(open.size() + " regions open");
        }
        return open.element().body;
    }
}
