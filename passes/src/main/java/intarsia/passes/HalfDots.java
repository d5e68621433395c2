package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.DotAtom;
import intarsia.ir.LaneType;
import intarsia.ir.Value;
import intarsia.ir.device.Target.Feature;
import intarsia.passes.layout.DotPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sums of products in the halves of words: two sums share a word where their second operands do. A sum of 16 bits is added to that of 32 bits before one more product could
 * overflow it.
 */
final class HalfDots {
    private static final int HALF = Halves.BITS;

    private final Lanes l;
    private final Halves halves;
    private final int run;
    private final int terms;
    private final LaneDots.Terms a;
    private final LaneDots.Terms b;
    private final Slots acc;

    HalfDots(Lanes l, DotPlan.OfLane plan, LaneDots.Terms a, LaneDots.Terms b, Slots acc) {
        this.l = l;
        this.halves = new Halves(l);
        this.terms = plan.terms();
        this.run = DotAtom.sums16(a.type().elem(), b.type().elem());
        this.a = a;
        this.b = b;
        this.acc = acc;
    }

    List<Value> sums() {
        Value[] sums = acc.values().toArray(Value[]::new);
        boolean narrow = acc.type().elem().bits() == HALF;
        List<int[]> pairs = pairs();
        for (int from = 0; from < terms; from += narrow ? terms : run) {
            List<Value> both = run(sums, pairs, from, narrow ? terms : Math.min(terms, from + run), narrow);
            for (int p = 0; p < pairs.size(); p++) {
                widen(sums, pairs.get(p), l.emit(new CommonOp.Bits(both.get(p), LaneType.I32)), narrow);
            }
        }
        return Arrays.asList(sums);
    }

    /** Sums of 16 bits of some terms: term by term, so that memory is read as it lies. */
    private List<Value> run(Value[] sums, List<int[]> pairs, int from, int to, boolean narrow) {
        List<Value> both = new ArrayList<>(pairs.stream().map(p -> narrow ? packed(sums[p[0]], sums[p[1]]) : product(p[0], p[1], from)).toList());
        for (int k = narrow ? from : from + 1; k < to; k++) {
            for (int p = 0; p < pairs.size(); p++) {
                both.set(p, l.emit(new CommonOp.Binary(BinaryOp.ADD, both.get(p), product(pairs.get(p)[0], pairs.get(p)[1], k))));
            }
        }
        return both;
    }

    private void widen(Value[] sums, int[] pair, Value words, boolean narrow) {
        for (int half = 0; half < (pair[0] == pair[1] ? 1 : 2); half++) {
            Value sum = l.field(words, half * HALF, HALF, true);
            sums[pair[half]] = narrow ? sum : l.add(sums[pair[half]], sum);
        }
    }

    /** Slots of the sums by two: those whose terms are halves of the same words, then what is left. */
    private List<int[]> pairs() {
        List<int[]> pairs = new ArrayList<>();
        List<Integer> open = new ArrayList<>(IntStream.range(0, acc.count()).boxed().toList());
        while (!open.isEmpty()) {
            int low = open.removeFirst();
            Optional<Integer> high = open.stream().filter(t -> shared(low, t, 0).isPresent()).findFirst();
            int other = high.orElseGet(() -> open.isEmpty() ? low : open.getFirst());
            open.removeIf(x -> x == other);
            pairs.add(new int[] {low, other});
        }
        return pairs;
    }

    private Value product(int s, int t, int k) {
        Value x = a.get(s, k).equals(a.get(t, k)) ? repeated(a.get(s, k)) : packed(a.get(s, k), a.get(t, k));
        Value y = shared(s, t, k).orElseGet(() -> packed(b.get(s, k), b.get(t, k)));
        return l.emit(new CommonOp.Binary(BinaryOp.MUL, x, y));
    }

    private Value packed(Value low, Value high) {
        return halves.of(l.packed(List.of(l.number(low), l.number(high)), HALF));
    }

    /** A number in both halves. */
    private Value repeated(Value x) {
        Value number = l.number(x);
        return halves.of(halves.splat(x).orElseGet(() -> l.or(l.and(number, l.i32(0xffff)), l.shl(number, HALF))));
    }

    /** Terms of two slots whose bits are the halves of the same words. */
    private Optional<Value> shared(int s, int t, int k) {
        Optional<Lanes.Field> low = l.origin(b.get(s, k));
        Optional<Lanes.Field> high = l.origin(b.get(t, k));
        boolean fits = low.isPresent() && high.isPresent() && low.get().width() <= HALF && low.get().under(high.get(), HALF)
            && (low.get().book().isEmpty() || l.target().has(Feature.TABLE_HALVES));
        return fits ? Optional.of(halves.taken(low.get())) : Optional.empty();
    }
}
