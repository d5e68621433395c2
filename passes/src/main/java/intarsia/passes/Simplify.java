package intarsia.passes;

import intarsia.ir.AtomicOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Applies the laws, shares repeated ops, takes branches that are decided, drops loops of no trips and dead code. */
final class Simplify implements Pass {
    @Override
    public String name() {
        return "simplify";
    }

    @Override
    public Kernel run(Kernel k) {
        return DeadCode.drop(new Copier(k) {
            @Override
            void stmt(Stmt s) {
                switch (s.op()) {
                    case CommonOp.If(Value c, Region then, Region otherwise) when number(c).isPresent() ->
                        inline(s, number(c).getAsLong() != 0 ? then : otherwise);
                    case CommonOp.For(Value lo, Value hi, Value _, List<Value> inits, Region _)
                        when number(lo).isPresent() && number(hi).isPresent() && number(lo).getAsLong() >= number(hi).getAsLong() ->
                        bindAll(s, inits.stream().map(this::now).toList());
                    case CommonOp.For(Value lo, Value hi, Value step, List<Value> inits, Region body) when once(lo, hi, step) -> {
                        bind(body.args().getFirst(), now(lo));
                        for (int i = 0; i < inits.size(); i++) {
                            bind(body.args().get(i + 1), now(inits.get(i)));
                        }
                        inline(s, body);
                    }
                    case LaneOp.Ld ld when off(ld.at()) -> bindAll(s, s.results().stream().map(v -> zero((LaneType) v.type())).toList());
                    case LaneOp.St(LaneOp.Address at, int _, List<Value> _) when off(at) -> { }
                    case LaneOp.St(LaneOp.Address at, int bits, List<Value> values) when flag(at).isPresent() ->
                        keep(s, Ops.map(new LaneOp.St(at.withoutMask(), bits, values), this::now, this::region));
                    case LaneOp.Red(LaneOp.Address at, AtomicOp _, Value _) when off(at) -> { }
                    default -> super.stmt(s);
                }
            }

            private boolean once(Value lo, Value hi, Value step) {
                return number(lo).isPresent() && number(hi).isPresent() && number(step).isPresent()
                        && number(lo).getAsLong() < number(hi).getAsLong()
                        && number(lo).getAsLong() + number(step).getAsLong() >= number(hi).getAsLong();
            }

            // Whether no lane takes part.
            private boolean off(LaneOp.Address at) {
                return flag(at).equals(Optional.of(false));
            }

            private Optional<Boolean> flag(LaneOp.Address at) {
                return Laws.flag(at.mask().map(this::now), code::definition);
            }

            private Value zero(LaneType t) {
                return code.emit(new LaneOp.Splat(code.emit(new CommonOp.Const(t.scalar(), 0))));
            }

            private OptionalLong number(Value v) {
                return Laws.constant(now(v), code::definition);
            }

            private void inline(Stmt s, Region r) {
                bindAll(s, inside(r));
            }

            private void bindAll(Stmt s, List<Value> values) {
                for (int i = 0; i < values.size(); i++) {
                    bind(s.results().get(i), values.get(i));
                }
            }
        }.copy(k));
    }

}
