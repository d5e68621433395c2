package intarsia.codegen.jvm;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Loops and branches. Carried values keep their locals through a loop, and results stand in the same locals. */
final class Control {
    private final Emitter e;
    private final Set<Value> carried = new HashSet<>();

    Control(Emitter e) {
        this.e = e;
    }

    /** Emits an op with regions and stores its results; false for any other op. */
    boolean emit(Stmt s) {
        switch (s.op()) {
            case CommonOp.For f -> loop(s, f);
            case CommonOp.While w -> loop(s, w);
            case CommonOp.If i -> branch(s, i);
            case LaneOp.Blocks b -> blocks(b.body());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void loop(Stmt s, CommonOp.For f) {
        Value i = f.body().args().getFirst();
        List<Value> carried = f.body().args().subList(1, f.body().args().size());
        start(s, f.inits());
        bind(carried, s.results());
        e.slots.define(i);
        e.load(f.lo());
        e.store(i);
        Label test = new Label();
        Label end = new Label();
        e.asm.label(test);
        head(s, f.inits(), f.body());
        e.load(i, f.hi());
        exitUnlessLess(i, end);
        e.region(f.body());
        move(f.body().yields(), s.results());
        e.leave(f.body());
        advance(i, f.step());
        e.asm.jump(Opcodes.GOTO, test);
        e.asm.label(end);
        e.slots.free(i);
    }

    private void exitUnlessLess(Value i, Label end) {
        if (i.type() == ScalarType.I32) {
            e.asm.jump(Opcodes.IF_ICMPGE, end);
        } else {
            e.asm.op(Opcodes.LCMP);
            e.asm.jump(Opcodes.IFGE, end);
        }
    }

    /** A constant step stays a constant, so that C2 finds a counted loop. */
    private void advance(Value i, Value step) {
        boolean narrow = i.type() == ScalarType.I32;
        Optional<Long> constant = e.constant(step);
        if (narrow && constant.isPresent() && constant.get() == (short) (long) constant.get()) {
            e.asm.mv.visitIincInsn(e.slots.of(i), (int) (long) constant.get());
            return;
        }
        e.load(i, step);
        e.asm.op(narrow ? Opcodes.IADD : Opcodes.LADD);
        e.store(i);
    }

    private void loop(Stmt s, CommonOp.While w) {
        start(s, w.inits());
        bind(w.test().args(), s.results());
        bind(w.body().args(), s.results());
        Label test = new Label();
        Label end = new Label();
        e.asm.label(test);
        head(s, w.inits(), w.body());
        e.region(w.test());
        e.load(w.test().yields().getFirst());
        e.leave(w.test());
        e.asm.jump(Opcodes.IFEQ, end);
        e.region(w.body());
        move(w.body().yields(), s.results());
        e.leave(w.body());
        e.asm.jump(Opcodes.GOTO, test);
        e.asm.label(end);
    }

    private void branch(Stmt s, CommonOp.If op) {
        s.results().forEach(e.slots::define);
        Label otherwise = new Label();
        Label end = new Label();
        e.load(op.cond());
        e.asm.jump(Opcodes.IFEQ, otherwise);
        side(op.then(), s.results());
        e.asm.jump(Opcodes.GOTO, end);
        e.asm.label(otherwise);
        side(op.otherwise(), s.results());
        e.asm.label(end);
        e.exact(s.results());
        e.fresh(s.results());
        carried.addAll(s.results());
    }

    private void side(Region r, List<Value> results) {
        e.region(r);
        move(r.yields(), results);
        e.leave(r);
    }

    /** The block index counts from {@code lo} to {@code hi - 1} in an int of its own; the argument may be wider. */
    private void blocks(Region body) {
        if (body.args().size() != 1 || !(body.args().getFirst().type() instanceof ScalarType t && t.isInt())) {
            throw new IllegalArgumentException("kernel " + e.kernel.name() + ": blocks takes " + body.args() + "; wanted one i32 or i64");
        }
        Value b = body.args().getFirst();
        int counter = e.slots.take(1);
        e.slots.define(b);
        Label test = new Label();
        Label end = new Label();
        e.asm.var(Opcodes.ILOAD, Emitter.LO);
        e.asm.var(Opcodes.ISTORE, counter);
        e.asm.label(test);
        e.asm.var(Opcodes.ILOAD, counter);
        e.asm.var(Opcodes.ILOAD, Emitter.HI);
        e.asm.jump(Opcodes.IF_ICMPGE, end);
        e.asm.var(Opcodes.ILOAD, counter);
        if (b.type() == ScalarType.I64) {
            e.asm.op(Opcodes.I2L);
        }
        e.store(b);
        e.region(body);
        e.leave(body);
        e.asm.mv.visitIincInsn(counter, 1);
        e.asm.jump(Opcodes.GOTO, test);
        e.asm.label(end);
        e.slots.free(b);
        e.slots.release(counter, 1);
    }

    /** Throws unless the condition holds. */
    void check(CommonOp.Assert a) {
        Label fine = new Label();
        e.load(a.cond());
        e.asm.jump(Opcodes.IFNE, fine);
        e.asm.mv.visitTypeInsn(Opcodes.NEW, "java/lang/IllegalStateException");
        e.asm.op(Opcodes.DUP);
        e.asm.mv.visitLdcInsn("kernel " + e.kernel.name() + ": " + a.message());
        e.asm.mv.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/IllegalStateException", "<init>", "(Ljava/lang/String;)V", false);
        e.asm.op(Opcodes.ATHROW);
        e.asm.label(fine);
    }

    private void start(Stmt s, List<Value> inits) {
        s.results().forEach(e.slots::define);
        for (int i = 0; i < inits.size(); i++) {
            e.load(inits.get(i));
            e.store(s.results().get(i));
        }
        e.fresh(again(inits).mapToObj(s.results()::get).toList());
    }

    /** Where a value comes that came before. */
    private static IntStream again(List<Value> inits) {
        return IntStream.range(0, inits.size()).filter(i -> inits.indexOf(inits.get(i)) < i);
    }

    /**
     * Says of what class carried values are. Those that another loop or branch hands on are boxed afresh as well: C2 merges the values of two sides where both are boxes, and what two
     * loops hand to each other is none until either is merged. Of a loop that keeps its values to itself it would allocate an array an iteration for it: Q8_0 16 instead of 25 GB/s.
     */
    private void head(Stmt s, List<Value> inits, Region body) {
        e.exact(s.results());
        Set<Value> handed = new HashSet<>(carried);
        body.body().stream().filter(x -> !Ops.regions(x.op()).isEmpty()).forEach(x -> handed.addAll(x.results()));
        e.fresh(IntStream.range(0, inits.size()).filter(i -> handed.contains(inits.get(i)) || handed.contains(body.yields().get(i))).mapToObj(s.results()::get).toList());
        carried.addAll(body.args());
        carried.addAll(s.results());
    }

    private void bind(List<Value> args, List<Value> results) {
        for (int i = 0; i < args.size(); i++) {
            e.slots.bind(args.get(i), e.slots.of(results.get(i)));
        }
    }

    /** All at once: what a loop yields may be what it carries, in another order. */
    private void move(List<Value> from, List<Value> to) {
        for (Value v : from) {
            e.load(v);
        }
        to.reversed().forEach(e::store);
    }
}
