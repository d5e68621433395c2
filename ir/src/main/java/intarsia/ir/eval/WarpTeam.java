package intarsia.ir.eval;

import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Symbols;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;

/**
 * The warps of a block. What they do together (barriers, shared memory, control around them) they do in step, and control
 * there must not differ between them; statements between that, each warp does alone, in an order that the seed draws.
 */
final class WarpTeam {
    private final Kernel kernel;
    private final AddressSpace memory;
    private final LaneEvaluator warp;
    private final List<Frame> frames = new ArrayList<>();
    private final Random order;
    private final IdentityHashMap<Op, Boolean> together = new IdentityHashMap<>();
    private final List<Long> shared = new ArrayList<>();
    private final int lo;
    private final int hi;
    private final Stepper stepper;

    WarpTeam(Kernel kernel, Symbols symbols, AddressSpace memory, long seed, int lo, int hi, Stepper stepper) {
        this.kernel = kernel;
        this.memory = memory;
        this.warp = new LaneEvaluator(kernel, symbols, memory, stepper);
        this.stepper = stepper;
        memory.follow(stepper);
        this.order = new Random(seed);
        this.lo = lo;
        this.hi = hi;
        for (int w = 0; w < kernel.warps(); w++) {
            frames.add(new Frame(kernel, w));
        }
    }

    void run(long[] args) {
        for (int i = 0; i < args.length; i++) {
            Value p = kernel.params().get(i).value();
            Datum arg = Elements.of(DType.I64, args[i]);
            frames.forEach(f -> f.set(p, arg));
        }
        memory.barrier();
        region(kernel.body());
        freeShared();
    }

    private void region(Region r) {
        List<Stmt> alone = new ArrayList<>();
        for (Stmt s : r.body()) {
            if (isTogether(s.op())) {
                eachAlone(alone);
                alone.clear();
                stepper.step(s, frames.getFirst(), () -> step(s));
            } else {
                alone.add(s);
            }
        }
        eachAlone(alone);
    }

    private void eachAlone(List<Stmt> statements) {
        List<Frame> drawn = new ArrayList<>(frames);
        Collections.shuffle(drawn, order);
        for (Frame f : drawn) {
            statements.forEach(s -> warp.step(s, f));
        }
    }

    private boolean isTogether(Op op) {
        Boolean known = together.get(op);
        if (known == null) {
            known = op instanceof CommonOp.Barrier || op instanceof LaneOp.Alloc || op instanceof LaneOp.Blocks
                    || Ops.regions(op).stream().anyMatch(r -> r.body().stream().anyMatch(s -> isTogether(s.op())));
            together.put(op, known);
        }
        return known;
    }

    private void step(Stmt s) {
        try {
            switch (s.op()) {
                case CommonOp.Barrier() -> memory.barrier();
                case LaneOp.Alloc(int bytes) -> {
                    long address = memory.allocateShared(bytes);
                    shared.add(address);
                    frames.forEach(f -> f.set(s.result(), Elements.of(DType.I64, address)));
                }
                case LaneOp.Blocks(Region body) -> blocks(body);
                case CommonOp.For loop -> loop(s, loop);
                case CommonOp.If(Value cond, Region then, Region otherwise) -> {
                    Region taken = agreed(cond) != 0 ? then : otherwise;
                    region(taken);
                    frames.forEach(f -> f.set(s.results(), f.all(taken.yields())));
                }
                case CommonOp.While loop -> loop(s, loop);
                default -> throw new IllegalStateException(Ops.mnemonic(s.op()) + " holds a barrier");
            }
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException | IndexOutOfBoundsException | ClassCastException e) {
            throw EvaluationException.at(kernel, s, e);
        }
    }

    private void blocks(Region body) {
        Value index = body.args().getFirst();
        for (int b = lo; b < hi; b++) {
            Datum block = Elements.of(Consts.elem(index.type()), b);
            frames.forEach(f -> f.set(index, block));
            region(body);
            warp.endBlock();
            freeShared();
            memory.barrier();
        }
    }

    private void freeShared() {
        shared.forEach(memory::free);
        shared.clear();
    }

    private void loop(Stmt s, CommonOp.For loop) {
        long hiBound = agreed(loop.hi());
        long step = Interpreter.step(agreed(loop.step()));
        List<Value> carried = loop.body().args().subList(1, loop.body().args().size());
        DType type = Consts.elem(loop.lo().type());
        frames.forEach(f -> f.set(carried, f.all(loop.inits())));
        for (long i = agreed(loop.lo()); i < hiBound; i += step) {
            warp.checkInterrupt();
            Datum index = Elements.of(type, i & DType.mask(type.bits()));
            frames.forEach(f -> f.set(loop.body().args().getFirst(), index));
            region(loop.body());
            frames.forEach(f -> f.set(carried, f.all(loop.body().yields())));
            if (i > Long.MAX_VALUE - step) {
                break;
            }
        }
        frames.forEach(f -> f.set(s.results(), f.all(carried)));
    }

    private void loop(Stmt s, CommonOp.While loop) {
        frames.forEach(f -> f.set(s.results(), f.all(loop.inits())));
        while (true) {
            warp.checkInterrupt();
            frames.forEach(f -> f.set(loop.test().args(), f.all(s.results())));
            region(loop.test());
            if (agreed(loop.test().yields().getFirst()) == 0) {
                return;
            }
            frames.forEach(f -> f.set(loop.body().args(), f.all(s.results())));
            region(loop.body());
            frames.forEach(f -> f.set(s.results(), f.all(loop.body().yields())));
        }
    }

    /** A scalar that steers control around a barrier: the same in every warp. */
    private long agreed(Value v) {
        long first = frames.getFirst().scalar(v);
        for (Frame f : frames) {
            if (f.scalar(v) != first) {
                throw new IllegalStateException("a barrier stands under control that differs between warps: " + v + " is " + first + " in warp 0, "
                        + f.scalar(v) + " in warp " + f.warp);
            }
        }
        return first;
    }
}
