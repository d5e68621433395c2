package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Space;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The streams of the loops of a kernel: loads of contiguous lanes of parameters that nothing writes, at addresses that grow by a line or more from trip to trip,
 * which every trip surely does: under no mask, no {@code if} and no loop of which it is not known that it runs.
 */
final class Streams {
    /** Loads that inner loops make of one are listed; of more than this it is not looked at. */
    private static final long MOST_LOADS = 512;

    /** A loop around a load, with what is defined in it. */
    private record Loop(Value counter, OptionalLong lo, OptionalLong trips, Set<Value> inside) {
    }

    /**
     * A load in one of the loops around it.
     *
     * @param trips   of the loop, where that is known
     * @param offsets of the bytes that a trip reads by it
     */
    record Load(Stream stream, OptionalLong trips, NavigableSet<Long> offsets) {
    }

    private final Kernel kernel;
    private final LaneTerms terms;
    private final List<List<Load>> found = new ArrayList<>();

    private Streams(Kernel k) {
        this.kernel = k;
        this.terms = new LaneTerms(k);
    }

    /** For each load that is in a stream, what it is in each of the loops for which it is, the innermost first. */
    static List<List<Load>> of(Kernel lane) {
        Streams s = new Streams(lane);
        s.walk(lane.body(), List.of());
        return s.found;
    }

    /** The bytes that a trip of the loop reads of each stream. */
    static Map<Stream, NavigableSet<Long>> bytes(List<Load> loads) {
        Map<Stream, NavigableSet<Long>> all = new LinkedHashMap<>();
        loads.forEach(l -> all.computeIfAbsent(l.stream, _ -> new TreeSet<>()).addAll(l.offsets));
        return all;
    }

    private void walk(Region r, List<Loop> around) {
        for (Stmt s : r.body()) {
            switch (s.op()) {
                case LaneOp.Ld ld when streams(ld) -> load(ld, around);
                case CommonOp.For f -> walk(f.body(), inside(f, around));
                case Op op -> Ops.regions(op).forEach(inner -> walk(inner, List.of()));
            }
        }
    }

    private boolean streams(LaneOp.Ld ld) {
        LaneOp.Address at = ld.at();
        return at.form() == LaneOp.Form.UNIT && at.space() == Space.GLOBAL && at.mask().isEmpty() && kernel.readOnly().contains(at.base());
    }

    /** The loops around the body of a loop, as far as what stands in it surely happens in their trips. */
    private List<Loop> inside(CommonOp.For f, List<Loop> around) {
        Set<Value> inside = new HashSet<>();
        boolean[] stops = {false};
        Ops.walk(f.body(), r -> inside.addAll(r.args()), s -> {
            inside.addAll(s.results());
            stops[0] |= s.op() instanceof CommonOp.Assert;
        });
        if (stops[0] || terms.number(f.step()).orElse(0) != 1) {
            return List.of();
        }
        OptionalLong lo = terms.number(f.lo()), hi = terms.number(f.hi());
        boolean known = lo.isPresent() && hi.isPresent();
        List<Loop> all = new ArrayList<>(around);
        all.add(new Loop(f.body().args().getFirst(), lo, known ? OptionalLong.of(Math.max(0, hi.getAsLong() - lo.getAsLong())) : OptionalLong.empty(), inside));
        return all;
    }

    private void load(LaneOp.Ld ld, List<Loop> around) {
        List<Load> all = new ArrayList<>();
        Terms address = terms.of(ld.at().index()).plus(Terms.of(ld.at().disp()));
        List<Long> starts = List.of(address.constant());
        Terms rest = address.withoutConstant();
        for (Loop l : around.reversed()) {
            long stride = rest.of().getOrDefault(l.counter, 0L);
            rest = rest.plus(Terms.atom(l.counter).times(-stride));
            if (stride >= Stream.LINE && rest.of().keySet().stream().noneMatch(l.inside::contains)) {
                all.add(new Load(new Stream(l.counter, ld.at().base(), rest, stride), l.trips, bytes(starts, (long) kernel.lanes() * ld.count() * ld.bits() / Byte.SIZE)));
            }
            if (l.trips.orElse(0) < 1 || l.trips.getAsLong() * starts.size() > MOST_LOADS) {
                break;
            }
            starts = inAllTrips(l, stride, starts);
        }
        if (!all.isEmpty()) {
            found.add(all);
        }
    }

    private static List<Long> inAllTrips(Loop l, long stride, List<Long> starts) {
        List<Long> all = new ArrayList<>();
        for (long i = l.lo.getAsLong(); i < l.lo.getAsLong() + l.trips.getAsLong(); i++) {
            long more = i * stride;
            starts.forEach(s -> all.add(s + more));
        }
        return stride == 0 ? starts : all;
    }

    private static NavigableSet<Long> bytes(List<Long> starts, long length) {
        NavigableSet<Long> all = new TreeSet<>();
        for (long s : starts) {
            for (long i = s; i < s + length; i++) {
                all.add(i);
            }
        }
        return all;
    }
}
