package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Value;
import intarsia.ir.layout.memory.Congruence;
import java.util.HashMap;
import java.util.Map;

/** What surely holds of scalars of a kernel: their remainders by numbers that follow from how they are computed. */
final class OffsetFacts {
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Map<Value, Congruence> known = new HashMap<>();
    private final Map<Value, CommonOp.For> counters = new HashMap<>();

    OffsetFacts(Kernel k) {
        Ops.walk(k.body(), _ -> { }, s -> {
            s.results().forEach(v -> definitions.put(v, s.op()));
            if (s.op() instanceof CommonOp.For f) {
                counters.put(f.body().args().getFirst(), f);
            }
        });
    }

    /** What is known of a scalar. */
    Congruence of(Value v) {
        Congruence found = known.get(v);
        if (found == null) {
            found = derived(v);
            known.put(v, found);
        }
        return found;
    }

    /** A product; 1, which divides anything, where it is too large. */
    static long times(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : 1;
    }

    /** Whether a quotient is exact, so that it does not matter which way it is rounded. */
    private static boolean divides(Congruence by, Congruence a) {
        return by.modulus() == 0 && by.residue() > 0 && a.isMultipleOf(by.residue());
    }

    private Congruence derived(Value v) {
        CommonOp.For f = counters.get(v);
        if (f != null) {
            return of(f.lo()).plus(Congruence.multipleOf(of(f.step()).divisor()));
        }
        return switch (definitions.get(v)) {
            case CommonOp.Const c -> Congruence.exactly(c.bits());
            case CommonOp.Size(Expr.Const(long n)) -> Congruence.exactly(n);
            case CommonOp.Size(Expr e) -> Congruence.multipleOf(Factored.of(e).factor());
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MUL -> of(a).times(of(b));
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.ADD -> of(a).plus(of(b));
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.SUB -> of(a).plus(of(b).times(Congruence.exactly(-1)));
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.DIV && divides(of(b), of(a)) -> of(a).floorDiv(of(b).residue());
            case null, default -> Congruence.ANY;
        };
    }
}
