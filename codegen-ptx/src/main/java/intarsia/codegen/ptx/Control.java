package intarsia.codegen.ptx;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TargetOp;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Loops and choices as branches; a value that a loop carries has one register. Conditions are scalars, the same in all
 * lanes, so every branch is {@code .uni}.
 */
final class Control {
    private final Emitter in;
    private final Code code;
    private final Scope scope;

    Control(Emitter in) {
        this.in = in;
        this.code = in.code;
        this.scope = in.scope;
    }

    /** One block for every block of threads: {@code lo + ctaid.x}, nothing from {@code hi} on. */
    void blocks(LaneOp.Blocks op) {
        List<Value> args = op.body().args();
        if (args.size() != 1 || (args.getFirst().type() != ScalarType.I32 && args.getFirst().type() != ScalarType.I64)) {
            throw new IllegalArgumentException("blocks takes " + args.stream().map(Value::type).toList() + "; wanted one i32 or i64");
        }
        String end = code.label("end");
        String block = code.make(RegisterFile.B64, "cvt.u64.u32", "%ctaid.x");
        code.emit("add.s64", block, block, parameter(Emitter.LO));
        String past = code.make(RegisterFile.PRED, "setp.ge.s64", block, parameter(Emitter.HI));
        code.guarded(past, "bra.uni", end);
        scope.enter();
        Value b = args.getFirst();
        scope.bind(b, b.type() == ScalarType.I64 ? block : code.make(RegisterFile.B32, "cvt.u32.u64", block));
        in.statements(op.body());
        scope.leave();
        code.place(end);
    }

    private String parameter(String name) {
        return code.make(RegisterFile.B64, "ld.param.b64", "[" + name + "]");
    }

    /** {@code if (lo < hi) do … while ((i += step) < hi)}: one branch an iteration. */
    void loop(CommonOp.For op, List<Value> results) {
        String type = Elem.of(op.lo().type()).isInt() ? ".s" + Elem.of(op.lo().type()).bits() : "";
        if (type.isEmpty()) {
            throw in.unsupported(op, op.lo().type());
        }
        String i = copy(op.lo());
        List<String> carried = op.inits().stream().map(this::copy).toList();
        String hi = scope.use(op.hi());
        String step = scope.use(op.step());
        String again = code.label("loop");
        String end = code.label("end");
        List<LaneOrder.Access> before = in.order.snapshot();
        code.guarded(code.make(RegisterFile.PRED, "setp.ge" + type, i, hi), "bra.uni", end);
        code.place(again);
        List<String> args = new ArrayList<>(List.of(i));
        args.addAll(carried);
        body(op.body(), args, carried, stores(op.body()));
        code.emit("add" + type, i, i, step);
        code.guarded(code.make(RegisterFile.PRED, "setp.lt" + type, i, hi), "bra.uni", again);
        code.place(end);
        in.order.join(before);
        bind(results, carried);
    }

    void loop(CommonOp.While op, List<Value> results) {
        List<String> carried = op.inits().stream().map(this::copy).toList();
        String test = code.label("test");
        String end = code.label("end");
        List<LaneOrder.Access> before = in.order.snapshot();
        code.place(test);
        scope.enter();
        bind(op.test().args(), carried);
        in.statements(op.test());
        String holds = scope.register(op.test().yields().getFirst());
        scope.leave();
        code.guarded("!" + holds, "bra.uni", end);
        List<LaneOrder.Access> tested = in.order.snapshot();
        body(op.body(), carried, carried, stores(op.body()) || stores(op.test()));
        code.emit("bra.uni", test);
        code.place(end);
        in.order.join(before);
        in.order.join(tested);
        bind(results, carried);
    }

    /** What one iteration writes, the next may read in another lane. */
    private void body(Region body, List<String> args, List<String> carried, boolean stores) {
        scope.enter();
        bind(body.args(), args);
        in.statements(body);
        move(carried, body.yields());
        scope.leave();
        if (stores && !in.order.isEmpty()) {
            in.memory.meet();
        }
    }

    private static boolean stores(Region body) {
        boolean[] found = {false};
        Ops.walk(body, _ -> { }, s -> found[0] |= s.op() instanceof LaneOp.St || s.op() instanceof LaneOp.Red || s.op() instanceof TargetOp.CopyAsync || s.op() instanceof TargetOp.Wait);
        return found[0];
    }

    void choose(CommonOp.If op, List<Value> results) {
        List<String> to = results.stream().map(scope::define).toList();
        String condition = scope.register(op.cond());
        List<LaneOrder.Access> before = in.order.snapshot();
        String end = code.label("end");
        boolean bare = op.otherwise().body().isEmpty() && to.isEmpty();
        String other = bare ? end : code.label("else");
        code.guarded("!" + condition, "bra.uni", other);
        branch(op.then(), to);
        List<LaneOrder.Access> then = in.order.snapshot();
        in.order.restore(before);
        if (!bare) {
            code.emit("bra.uni", end);
            code.place(other);
            branch(op.otherwise(), to);
        }
        in.order.join(then);
        code.place(end);
    }

    private void branch(Region region, List<String> to) {
        scope.enter();
        in.statements(region);
        move(to, region.yields());
        scope.leave();
    }

    /** Stops the kernel where the condition does not hold; the message stands in the text, at the line that failed. */
    void check(CommonOp.Assert op) {
        code.guarded("!" + scope.register(op.cond()), "trap");
        String line = op.message().replaceAll("[^\\x20-\\x7e]", " ");
        code.remark("assert: " + line.substring(0, Math.min(line.length(), 200)));
    }

    private String copy(Value v) {
        String r = code.register(RegisterFile.of(v.type()));
        code.emit("mov" + RegisterFile.of(v.type()).type, r, scope.bits(v));
        return r;
    }

    private void bind(List<Value> values, List<String> registers) {
        if (values.size() != registers.size()) {
            throw new IllegalArgumentException(values.size() + " values for " + registers.size() + " that are carried");
        }
        for (int i = 0; i < values.size(); i++) {
            scope.bind(values.get(i), registers.get(i));
        }
    }

    /** All at once: a source that is also a destination is saved first. */
    private void move(List<String> to, List<Value> yields) {
        List<String> from = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
            String source = scope.bits(yields.get(i));
            boolean lost = !source.equals(to.get(i)) && to.contains(source);
            from.add(lost ? copy(yields.get(i)) : source);
        }
        for (int i = 0; i < to.size(); i++) {
            if (!from.get(i).equals(to.get(i))) {
                code.emit("mov" + RegisterFile.of(yields.get(i).type()).type, to.get(i), from.get(i));
            }
        }
    }

    /** The first statement that is a block loop within another region, where none may stand. */
    static void wantBlocksOutermost(Region body) {
        for (Stmt s : body.body()) {
            for (Region r : Ops.regions(s.op())) {
                Ops.walk(r, _ -> { }, inner -> {
                    if (inner.op() instanceof LaneOp.Blocks) {
                        throw new IllegalArgumentException("blocks inside " + Ops.mnemonic(s.op()) + "; wanted it outermost");
                    }
                });
            }
        }
    }
}
