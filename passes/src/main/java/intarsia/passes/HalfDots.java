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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sums of products in the halves of words: two sums share a word where their second operands do. A sum of 16 bits is added to that of 32 bits before one more product could
 * overflow it. Where enough sums share the first operands, tables have what several codes add.
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

    /**
     * Two slots of sums.
     *
     * @param low  in the low halves
     * @param high in the high halves; the same slot where there is no other
     */
    private record Pair(int low, int high) {
    }

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
        Map<List<Value>, List<Pair>> byRow = pairs().stream().collect(Collectors.groupingBy(p -> row(p.low), LinkedHashMap::new, Collectors.toList()));
        byRow.forEach((row, pairs) -> {
            Optional<SumTables> tables = tables(row, pairs);
            int each = narrow ? terms : tables.map(t -> run - run % t.columns()).orElse(run);
            for (int from = 0; from < terms; from += each) {
                List<Value> both = run(sums, pairs, tables, from, Math.min(terms, from + each), narrow);
                IntStream.range(0, pairs.size()).forEach(p -> split(pairs.get(p), both.get(p), sums, narrow));
            }
        });
        return Arrays.asList(sums);
    }

    private List<Value> row(int slot) {
        return IntStream.range(0, terms).mapToObj(k -> a.get(slot, k)).toList();
    }

    /** Sums of 16 bits of some terms, two in a word: term by term, so that memory is read as it lies. */
    private List<Value> run(Value[] sums, List<Pair> pairs, Optional<SumTables> tables, int from, int to, boolean narrow) {
        int step = tables.map(SumTables::columns).orElse(1);
        List<Value> both = new ArrayList<>(pairs.stream().map(p -> narrow ? packed(sums[p.low], sums[p.high]) : more(p, tables, from)).toList());
        for (int k = narrow ? from : from + step; k < to; k += step) {
            for (int p = 0; p < pairs.size(); p++) {
                both.set(p, l.emit(new CommonOp.Binary(BinaryOp.ADD, both.get(p), more(pairs.get(p), tables, k))));
            }
        }
        return both;
    }

    /** What a term adds, or those that one look-up takes. */
    private Value more(Pair p, Optional<SumTables> tables, int k) {
        return tables.isPresent() ? tables.get().sum(k, both(p, k).orElseThrow()) : product(p, k);
    }

    /** The two sums of a word. */
    private void split(Pair p, Value both, Value[] sums, boolean narrow) {
        Value words = l.emit(new CommonOp.Bits(both, LaneType.I32));
        for (int slot : p.low == p.high ? List.of(p.low) : List.of(p.low, p.high)) {
            Value sum = l.field(words, slot == p.low ? 0 : HALF, HALF, true);
            sums[slot] = narrow ? sum : l.add(sums[slot], sum);
        }
    }

    /** Tables for the sums of a row, where every pair of them is halves of the same words. */
    private Optional<SumTables> tables(List<Value> row, List<Pair> pairs) {
        boolean shared = l.target().has(Feature.TABLE_HALVES) && pairs.stream()
                .allMatch(p -> p.low != p.high && row(p.high).equals(row) && IntStream.range(0, terms).allMatch(k -> both(p, k).isPresent()));
        return shared ? SumTables.of(l, row, pairs.stream().map(p -> IntStream.range(0, terms).mapToObj(k -> both(p, k).orElseThrow()).toList()).toList(), run) : Optional.empty();
    }

    /** Slots of the sums by two: those whose terms are halves of the same words, then what is left. */
    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        List<Integer> open = new ArrayList<>(IntStream.range(0, acc.count()).boxed().toList());
        while (!open.isEmpty()) {
            int low = open.removeFirst();
            Optional<Integer> high = open.stream().filter(t -> both(new Pair(low, t), 0).isPresent()).findFirst();
            int other = high.orElseGet(() -> open.isEmpty() ? low : open.getFirst());
            open.removeIf(x -> x == other);
            pairs.add(new Pair(low, other));
        }
        return pairs;
    }

    private Value product(Pair p, int k) {
        Value x = a.get(p.low, k).equals(a.get(p.high, k)) ? halves.twice(a.get(p.low, k)) : packed(a.get(p.low, k), a.get(p.high, k));
        Value y = both(p, k).map(halves::taken).orElseGet(() -> packed(b.get(p.low, k), b.get(p.high, k)));
        return l.emit(new CommonOp.Binary(BinaryOp.MUL, x, y));
    }

    private Value packed(Value low, Value high) {
        return halves.of(l.packed(List.of(l.number(low), l.number(high)), HALF));
    }

    /** Where a term of the low slot lies, if that of the high slot lies beside it in the other halves. */
    private Optional<Lanes.Field> both(Pair p, int k) {
        Optional<Lanes.Field> low = l.origin(b.get(p.low, k));
        Optional<Lanes.Field> high = l.origin(b.get(p.high, k));
        boolean fits = low.isPresent() && high.isPresent() && low.get().width() <= HALF && low.get().under(high.get(), HALF)
            && (low.get().book().isEmpty() || l.target().has(Feature.TABLE_HALVES));
        return fits ? low : Optional.empty();
    }
}
