package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A run of indices of one dimension: its digits, and what its start adds to the address. */
final class MemorySlice {
    private final List<MemoryDigit> digits = new ArrayList<>();
    private final Facts facts;
    private Expr start = Expr.Const.ZERO;
    private String reason = "";

    MemorySlice(List<MemoryDigit> dim, Expr offset, int extent, Facts facts) {
        if (extent < 1) {
            throw new IllegalArgumentException("a tile of extent " + extent + "; wanted at least 1");
        }
        this.facts = facts;
        cut(dim, offset, extent);
    }

    /** From the lowest digit on: it is taken whole, or the run stays inside of one round of it. */
    private void cut(List<MemoryDigit> dim, Expr offset, long extent) {
        Expr at = offset;
        long left = extent;
        for (int i = dim.size() - 1; i > 0; i--) {
            MemoryDigit d = dim.get(i);
            long n = d.count();
            boolean inside = inside(at, left, n);
            if (!inside && (left % n != 0 || !facts.of(at).isMultipleOf(n))) {
                reason = "crosses its digit " + d + ": wanted whole rounds of " + n + " or a run inside of one, found " + left
                        + (left == 1 ? " step" : " steps") + " from " + at + ", known to be " + facts.of(at);
                return;
            }
            take(d, Expr.bin(Expr.Kind.MOD, at, Expr.of(n)), inside ? left : n, !inside);
            at = at.div(n);
            left = inside ? 1 : left / n;
        }
        if (!dim.isEmpty()) {
            take(dim.getFirst(), at, left, false);
        } else if (left > 1) {
            reason = "has extent 1, found a tile of " + extent;
        }
        Collections.reverse(digits);
    }

    private boolean inside(Expr at, long extent, long n) {
        Congruence known = facts.of(at).floorMod(n);
        long slack = known.modulus() == 0 ? known.residue() : known.residue() + n - known.modulus();
        return slack + extent <= n;
    }

    private void take(MemoryDigit d, Expr from, long extent, boolean whole) {
        digits.add(new MemoryDigit(Expr.of(extent), d.stride()));
        start = whole ? start : start.plus(d.stride().times(from));
    }

    boolean fits() {
        return reason.isEmpty();
    }

    String reason() {
        return reason;
    }

    /** Most significant first. */
    List<MemoryDigit> digits() {
        return digits;
    }

    Expr start() {
        return start;
    }
}
