package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import java.util.ArrayList;
import java.util.List;

/** What the digits of a dimension mean; lists are most significant first. */
final class MemoryDigits {
    private MemoryDigits() {}

    /** Without unit digits, and fused where the upper digit goes on where the lower ends. */
    static List<MemoryDigit> canonical(List<MemoryDigit> raw) {
        List<MemoryDigit> out = new ArrayList<>();
        for (MemoryDigit d : raw) {
            if (d.extent().equals(Expr.Const.ONE)) continue;
            if (!out.isEmpty() && !d.extent().isConst()) {
                throw new IllegalArgumentException("digit " + d + " of " + raw + " is symbolic; only a dimension's most significant digit may be");
            }
            boolean fuses = !out.isEmpty() && out.getLast().stride().equals(d.next());
            out.add(fuses ? new MemoryDigit(out.removeLast().extent().times(d.extent()), d.stride()) : d);
        }
        return List.copyOf(out);
    }

    /** What an index along the dimension adds to the address. */
    static Expr offset(List<MemoryDigit> digits, long x) {
        Expr sum = Expr.Const.ZERO;
        long rest = x;
        for (int i = digits.size() - 1; i >= 0; i--) {
            MemoryDigit d = digits.get(i);
            sum = sum.plus(d.stride().times(i == 0 ? rest : rest % d.count()));
            rest = i == 0 ? 0 : rest / d.count();
        }
        if (x < 0 || rest > 0 || !digits.isEmpty() && digits.getFirst().extent().isConst() && x >= total(digits)) {
            throw new IndexOutOfBoundsException("index " + x + " of a dimension " + digits);
        }
        return sum;
    }

    private static long total(List<MemoryDigit> digits) {
        return digits.stream().mapToLong(MemoryDigit::count).reduce(1, Math::multiplyExact);
    }

    /** Bits from the lowest to past the highest of an element of these dimensions. */
    static Expr span(int bits, List<List<MemoryDigit>> dims) {
        Expr sum = Expr.of(bits);
        for (List<MemoryDigit> dim : dims) {
            for (MemoryDigit d : dim) {
                Expr step = d.stride().isConst() ? Expr.of(Math.abs(d.stride().constant())) : d.stride();
                sum = sum.plus(step.times(d.extent().minus(Expr.Const.ONE)));
            }
        }
        return Polynomial.normal(sum);
    }

    /** Dimension {@code d} of so many, counted from the last; none where there are fewer. */
    static List<MemoryDigit> fromLast(List<List<MemoryDigit>> dims, int rank, int d) {
        int own = d - (rank - dims.size());
        return own < 0 ? List.of() : dims.get(own);
    }
}
