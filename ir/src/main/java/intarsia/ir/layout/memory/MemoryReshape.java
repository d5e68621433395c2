package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Another shape over the same row-major index: all digits in one row, fused, then dealt out to the new dimensions from the last on. */
final class MemoryReshape {
    private final MemoryLayout of;
    private final List<Expr> shape;
    /** What is not dealt out yet, the least significant last. */
    private final Deque<MemoryDigit> left;

    private MemoryReshape(MemoryLayout of, List<Expr> shape) {
        this.of = of;
        this.shape = shape;
        this.left = new ArrayDeque<>(fused(of.digits()));
    }

    static Possible<List<List<MemoryDigit>>> of(MemoryLayout layout, List<Expr> shape) {
        return new MemoryReshape(layout, shape.stream().map(Polynomial::normal).toList()).deal();
    }

    /** The digits of all dimensions; a symbolic one may stand at the boundary of dimensions, so this is no dimension. */
    private static List<MemoryDigit> fused(List<List<MemoryDigit>> dims) {
        List<MemoryDigit> out = new ArrayList<>();
        for (MemoryDigit d : dims.stream().flatMap(List::stream).toList()) {
            boolean fuses = !out.isEmpty() && out.getLast().stride().equals(d.next());
            out.add(fuses ? new MemoryDigit(out.removeLast().extent().times(d.extent()), d.stride()) : d);
        }
        return out;
    }

    private Possible<List<List<MemoryDigit>>> deal() {
        List<List<MemoryDigit>> dims = new ArrayList<>();
        for (int d = shape.size() - 1; d >= 0; d--) {
            List<MemoryDigit> dim = new ArrayList<>();
            Expr wanted = shape.get(d);
            while (!wanted.equals(Expr.Const.ONE)) {
                Optional<Expr> rest = take(wanted, dim);
                if (rest.isEmpty()) return refusal(d, wanted);
                wanted = rest.get();
            }
            dims.add(dim.reversed());
        }
        if (!left.isEmpty()) return refusal(0, Expr.Const.ONE);
        Collections.reverse(dims);
        return new Possible.Done<>(dims);
    }

    /** Takes a digit, or the lower part of it; gives what of the extent is still wanted. */
    private Optional<Expr> take(Expr wanted, List<MemoryDigit> dim) {
        if (left.isEmpty()) return Optional.empty();
        MemoryDigit low = left.removeLast();
        Optional<Expr> rest = quotient(wanted, low.extent());
        if (rest.isPresent()) {
            dim.add(low);
            return rest;
        }
        Optional<Expr> above = quotient(low.extent(), wanted);
        above.ifPresent(n -> {
            dim.add(new MemoryDigit(wanted, low.stride()));
            left.addLast(new MemoryDigit(n, low.stride().times(wanted)));
        });
        return above.map(_ -> Expr.Const.ONE);
    }

    private static Optional<Expr> quotient(Expr a, Expr b) {
        if (a.equals(b)) return Optional.of(Expr.Const.ONE);
        return b.isConst() ? Polynomial.of(a).dividedBy(b.constant()).map(Polynomial::expr) : Optional.empty();
    }

    private Possible<List<List<MemoryDigit>>> refusal(int dim, Expr wanted) {
        return new Possible.Refused<>("reshape of " + of + " to " + shape + ": dimension " + dim + " still wants " + wanted + " where "
                + (left.isEmpty() ? "no digit or none that it divides is left" : "the digits " + List.copyOf(left) + " are left")
                + "; wanted as many elements, and boundaries at multiples or divisors of the digits");
    }
}
