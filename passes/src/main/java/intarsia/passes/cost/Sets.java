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
    /** What CPUs of today have, at least about. */
    private static final int WAYS = 12;

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

    void put(Vector out) {
        int most = lines.values().stream().mapToInt(Set::size).max().orElse(0), all = lines.values().stream().mapToInt(Set::size).sum();
        out.put("sets.most", most);
        out.share("sets.crowded", most, WAYS);
        out.put("sets.lines", all);
    }
}
