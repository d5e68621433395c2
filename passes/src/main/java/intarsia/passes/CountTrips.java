package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Counts the trips of loops: {@code for i = lo; i < hi; i += s} becomes one over j from 0 in steps of 1 with
 * {@code i = lo + s · j}, so that what divides an index is seen in its factors.
 */
final class CountTrips implements Pass {
    @Override
    public String name() {
        return "count-trips";
    }

    @Override
    public Kernel run(Kernel k) {
        return new Copier(k) {
            @Override
            void stmt(Stmt s) {
                if (s.op() instanceof CommonOp.For f && f.lo().type() == ScalarType.I64) {
                    OptionalLong step = Laws.constant(now(f.step()), code::definition);
                    if (step.isPresent() && step.getAsLong() > 1) {
                        count(s, f, step.getAsLong());
                        return;
                    }
                }
                super.stmt(s);
            }

            private void count(Stmt s, CommonOp.For f, long step) {
                code.at(s.source());
                Value lo = now(f.lo());
                Value trips = trips(lo, now(f.hi()), step);
                List<Value> inits = f.inits().stream().map(this::now).toList();
                List<Value> args = new ArrayList<>();
                args.add(code.define(ScalarType.I64));
                f.body().args().stream().skip(1).forEach(a -> {
                    Value v = code.define(a.type());
                    bind(a, v);
                    args.add(v);
                });
                Region body = code.region(args, () -> {
                    bind(f.body().args().getFirst(), add(lo, binary(BinaryOp.MUL, args.getFirst(), number(step))));
                    return inside(f.body());
                });
                keep(s, new CommonOp.For(number(0), trips, number(1), inits, body));
            }

            private Value trips(Value lo, Value hi, long step) {
                Optional<Expr> from = size(lo);
                Optional<Expr> to = size(hi);
                if (from.isPresent() && to.isPresent() && from.get().equals(Expr.Const.ZERO)) {
                    return code.emit(new CommonOp.Size(to.get().ceilDiv(step)));
                }
                Value way = binary(BinaryOp.MAX, binary(BinaryOp.SUB, hi, lo), number(0));
                return binary(BinaryOp.DIV, add(way, number(step - 1)), number(step));
            }

            private Optional<Expr> size(Value v) {
                Op op = code.definition(v).orElse(null);
                return switch (op) {
                    case CommonOp.Const(var _, long n) -> Optional.of(Expr.of(n));
                    case CommonOp.Size(Expr e) -> Optional.of(e);
                    case null, default -> Optional.empty();
                };
            }

            private Value add(Value a, Value b) {
                return binary(BinaryOp.ADD, a, b);
            }

            private Value binary(BinaryOp op, Value a, Value b) {
                return code.emit(new CommonOp.Binary(op, a, b));
            }

            private Value number(long n) {
                return code.emit(Consts.i64(n));
            }
        }.copy(k);
    }
}
