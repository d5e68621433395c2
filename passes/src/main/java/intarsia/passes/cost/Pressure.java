package intarsia.passes.cost;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import java.util.Arrays;
import java.util.List;

/**
 * Values that are live at once: from where one is defined to its last use in the text, or to the end of the loop in which it is used and not defined. A wide value takes
 * two vector registers; masks and scalars have registers of their own.
 */
final class Pressure {
    /** Cycles of a word that does not fit, at a statement: most of them stay where they are, and the rest is moved beside other work. */
    private static final double MOVE = 0.2;

    private final Course course;
    private final int registers;
    private final int[] defined;
    private final int[] last;
    private final int[] words;
    /** The same where every load stands as early as it may. */
    private final int[] early;
    private final int[] scalars;

    Pressure(Course course, Target target, Fences fences) {
        this.course = course;
        this.registers = target.registers();
        this.defined = course.definitions();
        this.last = defined.clone();
        for (int i = 0; i < course.visits.size(); i++) uses(i);
        words = live(Pressure::words, defined);
        early = live(Pressure::words, hoisted(fences));
        scalars = live(t -> t instanceof ScalarType ? 1 : 0, defined);
    }

    /** Where values are defined if loads are moved up as far as fences let them. */
    private int[] hoisted(Fences fences) {
        int[] at = defined.clone();
        for (int i = 0; i < course.visits.size(); i++) {
            Visit v = course.visits.get(i);
            if (v.stmt().op() instanceof LaneOp.Ld) for (Value r : v.stmt().results()) at[r.id()] = fences.bounds[i];
        }
        return at;
    }

    private void uses(int at) {
        Visit v = course.visits.get(at);
        for (Value used : v.operands()) use(used, at, v.around());
        for (Region r : Ops.regions(v.stmt().op())) {
            for (Value y : r.yields()) use(y, at + Course.inside(v.stmt()), v.around());
        }
    }

    private void use(Value v, int at, List<Loop> around) {
        int end = at;
        for (Loop l : around) if (defined[v.id()] < l.begin()) end = Math.max(end, l.end());
        last[v.id()] = Math.max(last[v.id()], end);
    }

    private static int words(Type t) {
        return t == LaneType.MASK || !(t instanceof LaneType l) ? 0 : l.isWord() ? 1 : 2;
    }

    private interface Size {
        int of(Type t);
    }

    /** By statement: what is live after it. */
    private int[] live(Size size, int[] from) {
        int n = course.visits.size();
        int[] change = new int[n + 2];
        for (Visit v : course.visits) {
            for (Value r : v.stmt().results()) add(change, r, size, from);
            for (Region region : Ops.regions(v.stmt().op())) for (Value a : region.args()) add(change, a, size, from);
        }
        int[] live = new int[n + 1];
        for (int i = 0, sum = 0; i <= n; i++) live[i] = sum += change[i];
        return live;
    }

    private void add(int[] change, Value v, Size size, int[] from) {
        int words = size.of(v.type());
        if (words == 0 || last[v.id()] <= defined[v.id()]) return;
        change[from[v.id()]] += words;
        change[Math.min(last[v.id()], change.length - 1)] -= words;
    }

    /** The most vector registers that are needed at once. */
    int most() {
        return Arrays.stream(words).max().orElse(0);
    }

    /** Cycles of a block in which words that do not fit go to the stack and back: in the order of the text and in that of early loads, for a compiler is between the two. */
    double moving() {
        return MOVE * (excess(words) + excess(early));
    }

    private double excess(int[] live) {
        double sum = 0;
        for (int i = 0; i < course.visits.size(); i++) {
            Visit v = course.visits.get(i);
            if (v.onLanes() && live[i] > registers) sum += v.times();
        }
        return sum;
    }

    void put(Vector out, int hottest) {
        int hot = 0, hotEarly = 0, hotScalars = 0;
        for (int i = 0; i < course.visits.size(); i++) {
            if (course.visits.get(i).piece() != hottest) continue;
            hot = Math.max(hot, words[i]);
            hotEarly = Math.max(hotEarly, early[i]);
            hotScalars = Math.max(hotScalars, scalars[i]);
        }
        out.put("live", most());
        out.share("live.of-registers", most(), registers);
        out.put("live.hot", hot);
        out.share("live.hot.of-registers", hot, registers);
        out.put("live.early", Arrays.stream(early).max().orElse(0));
        out.put("live.hot.early", hotEarly);
        out.share("live.hot.early.of-registers", hotEarly, registers);
        out.put("live.scalars", Arrays.stream(scalars).max().orElse(0));
        out.put("live.hot.scalars", hotScalars);
        out.put("stack.words", Math.max(0, most() - registers));
        out.put("stack.moves", excess(words));
        out.put("stack.moves.early", excess(early));
        out.put("invariant", (double) invariants(hottest));
    }

    /** Words that the hottest piece uses and that are made outside of its loop. */
    private long invariants(int hottest) {
        return course.visits.stream().filter(v -> v.piece() == hottest && !v.around().isEmpty()).flatMap(v -> v.operands().stream()
            .filter(u -> words(u.type()) > 0 && defined[u.id()] < v.around().getLast().begin() - 1)).distinct().count();
    }
}
