package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.Map;

/** Numbers that surely divide scalars of a kernel: of a product the product, of a sum what divides both; 0 divides by anything. */
final class OffsetDivisors {
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Map<Value, Long> known = new HashMap<>();
    private final Map<Value, CommonOp.For> counters = new HashMap<>();

    OffsetDivisors(Kernel k) {
        Ops.walk(k.body(), _ -> { }, s -> {
            s.results().forEach(v -> definitions.put(v, s.op()));
            if (s.op() instanceof CommonOp.For f) {
                counters.put(f.body().args().getFirst(), f);
            }
        });
    }

    /** The number; 0 where the scalar is 0, 1 where nothing is known. */
    long of(Value v) {
        Long found = known.get(v);
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

    private long derived(Value v) {
        CommonOp.For f = counters.get(v);
        if (f != null) {
            return Divisors.gcd(of(f.lo()), of(f.step()));
        }
        return switch (definitions.get(v)) {
            case CommonOp.Const c -> c.bits() == Long.MIN_VALUE ? 1 : Math.abs(c.bits());
            case CommonOp.Size(Expr e) -> Math.abs(Factored.of(e).factor());
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.MUL -> times(of(a), of(b));
            case CommonOp.Binary(BinaryOp o, Value a, Value b) when o == BinaryOp.ADD || o == BinaryOp.SUB -> Divisors.gcd(of(a), of(b));
            case null, default -> 1;
        };
    }
}
