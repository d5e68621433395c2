package intarsia.passes.cost;

import intarsia.ir.LaneOp;
import intarsia.ir.Space;
import intarsia.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The lines that loads of one straight piece read at once, by the set of a first-level cache that they fall into: rows whose lengths are multiples of {@value #SETS} lines all fall into
 * one, and push each other out where they are more than its ways. Buffers are taken to begin at multiples of that.
 */
final class Sets {
    private static final int LINE = 64, SETS = 64;
    /** Of a cache of 32 KiB, as most CPUs have it: one of 48 has 12. */
    private static final int WAYS = 8;

    private final Map<Integer, Set<Line>> lines = new HashMap<>();

    private record Line(Value base, long number) {
    }

    Sets(Course course, int piece) {
        for (Visit v : course.visits) {
            if (v.piece() == piece && v.stmt().op() instanceof LaneOp.Ld ld && ld.at().space() == Space.GLOBAL) add(ld.at(), course.scalars.of(ld.at().index()));
        }
    }

    private void add(LaneOp.Address at, Scalar index) {
        if (!index.known()) return;
        long line = Math.floorDiv((long) index.value() + at.disp(), (long) LINE);
        lines.computeIfAbsent(Math.floorMod(line, SETS), _ -> new HashSet<>()).add(new Line(at.base(), line));
    }

    private int most() {
        return lines.values().stream().mapToInt(Set::size).max().orElse(0);
    }

    /** The part of the lines of the fullest set that have no room in it: they are gone before what was fetched with them is read. */
    double homeless() {
        return Math.max(0, 1 - (double) WAYS / Math.max(1, most()));
    }

    void put(Vector out) {
        int most = most(), all = lines.values().stream().mapToInt(Set::size).sum();
        out.put("sets.most", most);
        out.share("sets.crowded", most, WAYS);
        out.put("sets.lines", all);
    }
}
