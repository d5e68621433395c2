package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts the lines and sectors that steps touch. Addresses whose symbolic parts differ count as apart. */
final class Touched {
    private final Access access;
    private final long known;
    private final Set<Place> sectors = new HashSet<>();

    /** A line or sector: what its address has beside a number, of all lanes and of one, and its number. */
    private record Place(Map<Expr, Long> shared, List<Long> lane, long number) {}

    Touched(Access access) {
        this.access = access;
        Congruence base = access.facts().of(access.memory().base());
        // Of a base that is not known to the line, as if its unknown part filled lines.
        this.known = base.residue() - Polynomial.of(access.memory().base()).constant();
    }

    /** The lines of one step; its sectors are added to the others'. */
    int lines(AccessStep s) {
        Map<Expr, Long> shared = new TreeMap<>(Polynomial.BY_TEXT);
        shared.putAll(Polynomial.of(s.offset()).terms());
        Long number = shared.remove(Expr.Const.ONE);
        long first = known + (number == null ? 0 : number);
        Set<Place> lines = new HashSet<>();
        for (int lane = 0; lane < access.model().lanes(); lane++) {
            if (s.isOn(lane)) {
                add(lines, shared, s, lane, first, access.model().costs().lineBytes());
                add(sectors, shared, s, lane, first, access.model().costs().sectorBytes());
            }
        }
        return lines.size();
    }

    private static void add(Set<Place> places, Map<Expr, Long> shared, AccessStep s, int lane, long first, int bytes) {
        List<Long> own = new ArrayList<>();
        s.terms().forEach(t -> own.add(t.times().get(lane)));
        long from = first + ofLane(s, lane);
        for (long n = Math.floorDiv(from, 8L * bytes); n <= Math.floorDiv(from + s.width() - 1, 8L * bytes); n++) places.add(new Place(shared, own, n));
    }

    private static long ofLane(AccessStep s, int lane) {
        return switch (s.form()) {
            case UNIFORM, SPLAT -> 0;
            case UNIT -> (long) lane * s.width();
            case STRIDED -> lane * s.stride();
            case GATHER -> s.lanes().get(lane);
        };
    }

    int sectors() {
        return sectors.size();
    }
}
