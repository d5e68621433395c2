package intarsia.ir.eval;

import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Symbols;
import intarsia.ir.TensorOp;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.List;

/**
 * Statements in order, and the ops that all levels share. A branch or a loop goes where the reference's values say; bounds
 * are of data, not of control.
 */
abstract class Interpreter {
    final Kernel kernel;
    final Symbols symbols;
    private final Stepper stepper;

    Interpreter(Kernel kernel, Symbols symbols, Stepper stepper) {
        this.kernel = kernel;
        this.symbols = symbols;
        this.stepper = stepper;
    }

    /** What a region yields. */
    List<Datum> run(Region r, List<? extends Datum> args, Frame f) {
        f.set(r.args(), args);
        for (Stmt s : r.body()) {
            step(s, f);
        }
        return f.all(r.yields());
    }

    final void step(Stmt s, Frame f) {
        if (stepper == Stepper.NONE) {
            carryOut(s, f);
        } else {
            stepper.step(s, f, () -> carryOut(s, f));
        }
    }

    private void carryOut(Stmt s, Frame f) {
        try {
            f.set(s.results(), evaluate(s.op(), f));
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException | IndexOutOfBoundsException | ClassCastException e) {
            throw EvaluationException.at(kernel, s, e);
        }
    }

    private List<? extends Datum> evaluate(Op op, Frame f) {
        return switch (op) {
            case CommonOp c -> common(c, f);
            case TileOp t -> tile(t, f);
            case LaneOp l -> lane(l, f);
            case TensorOp t -> tensor(t, f);
        };
    }

    List<? extends Datum> tile(TileOp op, Frame f) {
        throw illegal(op);
    }

    List<? extends Datum> lane(LaneOp op, Frame f) {
        throw illegal(op);
    }

    List<? extends Datum> tensor(TensorOp op, Frame f) {
        throw illegal(op);
    }

    void barrier() {
        throw new IllegalStateException("all warps of a block do this together");
    }

    private IllegalArgumentException illegal(Op op) {
        return new IllegalArgumentException(Ops.mnemonic(op) + " is no op of the " + kernel.level().text() + " level");
    }

    private List<? extends Datum> common(CommonOp op, Frame f) {
        return switch (op) {
            case CommonOp.Const(Type type, long bits) -> List.of(constant(type, bits));
            case CommonOp.Size(var expr) -> List.of(Elements.of(DType.I64, expr.eval(symbols)));
            case CommonOp.Unary(var kind, Value a) -> {
                Packed p = Packed.of(a.type());
                yield List.of(p.join(Elementwise.unary(kind, p.split(f.elements(a)))));
            }
            case CommonOp.Binary(var kind, Value a, Value b) -> {
                Packed p = Packed.of(a.type());
                yield List.of(p.join(Elementwise.binary(kind, p.split(f.elements(a)), Packed.of(b.type()).split(f.elements(b)))));
            }
            case CommonOp.Fma(Value a, Value b, Value c) -> {
                Packed p = Packed.of(a.type());
                yield List.of(p.join(Elementwise.fma(p.split(f.elements(a)), p.split(f.elements(b)), p.split(f.elements(c)))));
            }
            case CommonOp.Compare(var kind, Value a, Value b) -> List.of(compare(kind, a, b, f));
            case CommonOp.Select(Value c, Value a, Value b) -> List.of(Elementwise.select(f.elements(c), f.elements(a), f.elements(b)));
            case CommonOp.Cast(Value a, Type type) -> List.of(Casts.cast(f.elements(a), Consts.elem(type)));
            case CommonOp.Bits(Value a, Type type) -> List.of(Casts.bits(f.elements(a), Consts.elem(type)));
            case CommonOp.Barrier() -> {
                barrier();
                yield List.of();
            }
            case CommonOp.Assert(Value cond, String message) -> {
                if (!f.elements(cond).truth()) {
                    throw new IllegalStateException(message);
                }
                yield List.of();
            }
            case CommonOp.For loop -> loop(loop, f);
            case CommonOp.If(Value cond, Region then, Region otherwise) ->
                run(f.elements(cond).truth() ? then : otherwise, List.of(), f);
            case CommonOp.While(List<Value> inits, Region test, Region body) -> {
                List<Datum> carried = f.all(inits);
                while (holds(run(test, carried, f))) {
                    checkInterrupt();
                    carried = run(body, carried, f);
                }
                yield carried;
            }
        };
    }

    private static Elements compare(CompareOp kind, Value a, Value b, Frame f) {
        if (Packed.of(a.type()).fields() != 1) {
            throw new IllegalArgumentException(kind.text() + " of " + a.type() + " has no mask of one bit a lane; compare its fields as words");
        }
        return Elementwise.compare(kind, f.elements(a), f.elements(b));
    }

    private List<Datum> loop(CommonOp.For loop, Frame f) {
        Elements lo = f.elements(loop.lo());
        long hi = f.scalar(loop.hi());
        long step = step(f.scalar(loop.step()));
        List<Datum> carried = f.all(loop.inits());
        for (long i = lo.scalar(); i < hi; i += step) {
            checkInterrupt();
            carried = run(loop.body(), prepend(Elements.of(lo.codec.type, i & DType.mask(lo.codec.type.bits())), carried), f);
            if (i > Long.MAX_VALUE - step) {
                break;
            }
        }
        return carried;
    }

    static long step(long step) {
        if (step < 1) {
            throw new IllegalArgumentException("a loop in steps of " + step + "; wanted at least 1");
        }
        return step;
    }

    static boolean holds(List<Datum> yields) {
        return yields.getFirst() instanceof Elements e && e.truth();
    }

    static List<Datum> prepend(Datum first, List<Datum> rest) {
        List<Datum> all = new java.util.ArrayList<>(rest.size() + 1);
        all.add(first);
        all.addAll(rest);
        return all;
    }

    /** A kernel may loop for ever; whoever waits for it can interrupt. */
    void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw EvaluationException.of(kernel, "interrupted");
        }
    }

    private Elements constant(Type type, long bits) {
        return switch (type) {
            case TileType t -> Elements.fill(t.elem(), t.size(), bits & DType.mask(t.elem().bits()));
            case LaneType l -> Elements.fill(Consts.elem(l), kernel.lanes(), bits & DType.mask(Consts.elem(l).bits()));
            default -> Elements.of(Consts.elem(type), bits & DType.mask(Consts.elem(type).bits()));
        };
    }
}
