package intarsia.ir.layout.cute;

import intarsia.ir.layout.linear.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A ∘ B mode by mode, where that is the composition of the functions.
 *
 * <p>A takes its index apart in a mixed radix. As long as no digit carries when B's multiples of a stride are added up,
 * A of the sum is the sum of A: then i steps of d are i times A(d). So a mode s:d of B becomes one mode as far as no
 * digit carries, then goes on with what is left as a mode of larger steps; where a carry comes at no divisor of s, d
 * cuts through A. Each mode of B must not carry on top of all others: CuTe's own composition does not test this.
 * ((2,2):(1,10) ∘ (2,2):(1,1) is 0 1 1 10, but mode by mode 0 1 1 2.)
 */
final class Composition {
    private final CuteLayout outer;
    private final CuteLayout inner;
    private final List<Mode> radix;
    private final Map<Mode, CuteLayout> images = new HashMap<>();

    private Composition(CuteLayout outer, CuteLayout inner) {
        this.outer = outer;
        this.inner = inner;
        this.radix = Coalesce.of(outer.flat());
    }

    static Answer<CuteLayout> of(CuteLayout outer, CuteLayout inner) {
        return new Composition(outer, inner).answer();
    }

    private Answer<CuteLayout> answer() {
        if (inner.cosize() > outer.size()) {
            return refused("the inner layout reaches offset " + (inner.cosize() - 1) + ", the outer has " + outer.size() + " indices");
        }
        long[] used = new long[radix.size()];
        for (Mode m : inner.flat()) {
            if (m.size() == 1 || m.stride() == 0) continue;
            switch (image(m, used)) {
                case Answer.Found<CuteLayout>(CuteLayout image) -> images.put(m, image);
                case Answer.Refused<CuteLayout> r -> {
                    return r;
                }
            }
        }
        return Answer.found(shaped(inner));
    }

    /** A after s:d on top of what the modes of B before it add up to: at most {@code used} in each digit, then more. */
    private Answer<CuteLayout> image(Mode m, long[] used) {
        var out = new ArrayList<Mode>();
        long[] own = new long[used.length];
        long left = m.size();
        long step = m.stride();
        while (left > 1) {
            long taken = largestDivisor(left, reach(step, used));
            if (taken == 1) return refused(reason(m, left + ":" + step, largestDivisor(left, reach(step, own)) > 1));
            out.add(new Mode(taken, outer.at(step)));
            for (int k = 0; k < used.length; k++) {
                used[k] += (taken - 1) * digit(step, k);
                own[k] += (taken - 1) * digit(step, k);
            }
            step *= taken;
            left /= taken;
        }
        return Answer.found(CuteLayout.fused(out));
    }

    private static String reason(Mode m, String rest, boolean fitsAlone) {
        return fitsAlone
                ? "mode " + m + " of the inner layout carries into the modes before it; a stride that is a multiple of size times"
                        + " stride of the next smaller one never does"
                : "mode " + m + " of the inner layout cuts through the modes of the outer, coalesced, at " + rest
                        + "; a stride that divides a mode or is divided by it does not, nor a size that ends with a mode";
    }

    /** How many multiples of {@code step} from 0 on can be added to digits up to {@code used} without a carry. */
    private long reach(long step, long[] used) {
        long most = Long.MAX_VALUE;
        for (int k = 0; k < used.length; k++) {
            long digit = digit(step, k);
            if (digit > 0) most = Math.min(most, (radix.get(k).size() - 1 - used[k]) / digit + 1);
        }
        return most;
    }

    private long digit(long index, int k) {
        long rest = index;
        for (Mode a : radix.subList(0, k)) rest /= a.size();
        return rest % radix.get(k).size();
    }

    private static long largestDivisor(long n, long limit) {
        if (n <= limit) return n;
        long best = 1;
        for (long d = 1; d <= n / d; d++) {
            if (n % d != 0) continue;
            if (d <= limit) best = Math.max(best, d);
            if (n / d <= limit) best = Math.max(best, n / d);
        }
        return best;
    }

    /** The images in the form of B; those of equal modes are equal functions. */
    private CuteLayout shaped(CuteLayout part) {
        return switch (part) {
            case Mode m -> images.getOrDefault(m, new Mode(m.size(), 0));
            case Modes(List<CuteLayout> modes) -> CuteLayout.of(modes.stream().map(this::shaped).toList());
        };
    }

    private Answer<CuteLayout> refused(String reason) {
        return Answer.refused("composition " + outer + " o " + inner + ": " + reason);
    }
}
