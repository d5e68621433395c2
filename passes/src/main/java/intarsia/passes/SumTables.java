package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Sums of products with some codes at a time (T-MAC, Wei et al. 2025): bits of a half that are adjacent codes are the index of what they add, from a table in registers that is made
 * of the first operands.
 */
final class SumTables {
    private static final int HALF = 16;

    private final Lanes l;
    private final SumTablePlan plan;
    private final Halves halves;
    private final List<Value> a;
    private final Map<Integer, Value> tables = new HashMap<>();

    private SumTables(Lanes l, SumTablePlan plan, List<Value> a) {
        this.l = l;
        this.halves = new Halves(l);
        this.plan = plan;
        this.a = a;
    }

    /**
     * Tables where they take fewer ops than products.
     *
     * @param a    the first operands, which all sums share
     * @param b    of every vector of sums the fields of the low halves' terms, in the order of the terms; the high halves have theirs beside them
     * @param most products that a sum of 16 bits holds
     */
    static Optional<SumTables> of(Lanes l, List<Value> a, List<List<Lanes.Field>> b, int most) {
        Lanes.Field code = b.getFirst().getFirst();
        boolean same = b.stream().flatMap(List::stream).allMatch(f -> f.parts().size() == 1 && f.width() == code.width() && f.signed() == code.signed() && f.book().equals(code.book()));
        return !same ? Optional.empty() : SumTablePlan.of(code.width(), meaning(code), 2 * l.count(), b.size(), c -> c <= most && b.stream().allMatch(v -> adjacent(v, c)))
                .map(plan -> new SumTables(l, plan, a));
    }

    private static IntUnaryOperator meaning(Lanes.Field f) {
        int up = Integer.SIZE - f.width();
        return c -> !f.book().isEmpty() ? c < f.book().size() ? f.book().get(c) : 0 : f.signed() ? c << up >> up : c;
    }

    /** Whether every so many terms lie beside one another. */
    private static boolean adjacent(List<Lanes.Field> terms, int columns) {
        return terms.size() % columns == 0 && IntStream.range(0, terms.size()).allMatch(k -> k % columns == 0 || terms.get(k - 1).below(terms.get(k)));
    }

    /** Terms that a look-up takes. */
    int columns() {
        return plan.columns();
    }

    /** What some successive terms add, the first of which is taken from a field. */
    Value sum(int term, Lanes.Field first) {
        int run = term / plan.columns();
        Lanes.Part lowest = first.parts().getFirst();
        Value which = plan.each() == 1 ? halves.of(l.shrU(lowest.word(), lowest.at())) : index(lowest, run % 2);
        return l.emit(new LaneOp.Table(List.of(table(run / plan.each())), which));
    }

    /** An index above a bit that says which of two tables. */
    private Value index(Lanes.Part lowest, int table) {
        Value there = lowest.at() >= 1 ? l.shrU(lowest.word(), lowest.at() - 1) : l.shl(lowest.word(), 1);
        // halves meet halves, so that one instruction can do this and what the generator's own wrapping of indices does
        Value index = both(BinaryOp.AND, halves.of(there), plan.entries() - 1 << 1);
        return table == 0 ? index : both(BinaryOp.OR, index, 1);
    }

    private Value both(BinaryOp op, Value x, long half) {
        return l.emit(new CommonOp.Binary(op, x, halves.of(l.i32(half * 0x1_0001L))));
    }

    private Value table(int vector) {
        Value known = tables.get(vector);
        if (known == null) {
            known = made(vector);
            tables.put(vector, known);
        }
        return known;
    }

    /** The table of a run, over and over; or the tables of two, entry by entry beside one another. */
    private Value made(int vector) {
        int first = vector * plan.each() * plan.columns();
        return IntStream.range(0, plan.columns()).mapToObj(j -> times(operand(first + j), e -> plan.value(e / plan.each() % plan.entries(), j)))
                .reduce((x, y) -> l.emit(new CommonOp.Binary(BinaryOp.ADD, x, y))).orElseThrow();
    }

    private Value operand(int term) {
        int other = term + plan.columns();
        return plan.each() == 1 || other >= a.size() ? halves.twice(a.get(term)) : halves.beside(a.get(term), a.get(other));
    }

    private Value times(Value x, IntUnaryOperator factors) {
        boolean bits = IntStream.range(0, 2 * l.count()).map(factors).allMatch(f -> f == 0 || f == 1);
        return bits ? halves.of(l.and(l.emit(new CommonOp.Bits(x, LaneType.I32)), constant(e -> -factors.applyAsInt(e))))
                : l.emit(new CommonOp.Binary(BinaryOp.MUL, x, halves.of(constant(factors))));
    }

    /** A number of its own in every half. */
    private Value constant(IntUnaryOperator of) {
        List<Long> words = new ArrayList<>();
        for (int lane = 0; lane < l.count(); lane++) {
            words.add(of.applyAsInt(2 * lane) & 0xffffL | (of.applyAsInt(2 * lane + 1) & 0xffffL) << HALF);
        }
        return l.emit(new LaneOp.Lanes(words, LaneType.I32));
    }
}
