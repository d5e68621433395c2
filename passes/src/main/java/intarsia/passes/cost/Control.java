package intarsia.passes.cost;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import java.util.Arrays;

/**
 * The shape of the code: loops, trips, straight pieces, its length. C2 schedules a straight piece as a whole and spills what does not fit, and leaves methods
 * above 8,000 bytes to the interpreter.
 */
final class Control {
    /** Bytes of a class file that a statement of lane code takes, about: an operand is a local variable, the op a call. */
    private static final int STATEMENT_BYTES = 9;
    private static final int OPERAND_BYTES = 2;
    private static final int MOST_BYTES = 8000;

    private final Course course;
    private final int[] length;
    private final int[] vector;
    private final int[] loads;
    private final double[] heat;

    Control(Course course) {
        this.course = course;
        length = new int[course.pieces()];
        vector = new int[course.pieces()];
        loads = new int[course.pieces()];
        heat = new double[course.pieces()];
        for (Visit v : course.visits) count(v);
    }

    private void count(Visit v) {
        length[v.piece()]++;
        heat[v.piece()] += v.times();
        if (v.onLanes()) vector[v.piece()]++;
        if (v.stmt().op() instanceof LaneOp.Ld) loads[v.piece()]++;
    }

    /** The piece in which most statements run. */
    int hottest() {
        int best = 0;
        for (int i = 1; i < heat.length; i++) if (heat[i] > heat[best]) best = i;
        return best;
    }

    int hottestLength() {
        return length[hottest()];
    }

    /** Bytes of the method that the JVM gets, about. */
    double bytecode() {
        double bytes = 0;
        for (Visit v : course.visits) bytes += STATEMENT_BYTES + OPERAND_BYTES * v.operands().size();
        return bytes;
    }

    void put(Vector out) {
        double all = Arrays.stream(heat).sum();
        int hot = hottest();
        out.put("statements", course.visits.size());
        out.put("statements.vector", Arrays.stream(vector).sum());
        out.put("bytecode", bytecode());
        out.share("bytecode.limit", bytecode(), MOST_BYTES);
        out.put("pieces", course.pieces());
        out.put("piece.longest", Arrays.stream(length).max().orElse(0));
        out.put("piece.vector", Arrays.stream(vector).max().orElse(0));
        out.put("hot.statements", length[hot]);
        out.put("hot.vector", vector[hot]);
        out.put("hot.loads", loads[hot]);
        out.share("hot.share", heat[hot], all);
        putLoops(out);
    }

    private void putLoops(Vector out) {
        double times = course.visits.stream().mapToDouble(Visit::times).sum();
        out.put("loops", course.loops.size());
        out.put("loops.depth", course.visits.stream().mapToInt(v -> v.around().size()).max().orElse(0));
        out.put("loops.unknown", (double) course.loops.stream().filter(l -> !l.known()).count());
        out.put("loops.trips", course.loops.stream().mapToDouble(Loop::trips).max().orElse(1));
        out.share("loops.hot", course.visits.stream().filter(v -> !v.around().isEmpty()).mapToDouble(v -> v.times() * Math.log(Math.max(1, v.around().getLast().trips()))).sum(), times);
        out.share("loops.deep", course.visits.stream().mapToDouble(v -> v.times() * v.around().size()).sum(), times);
        out.put("loops.carried", course.visits.stream().mapToInt(v -> v.stmt().op() instanceof CommonOp.For f ? f.inits().size() : 0).max().orElse(0));
        out.put("conditions", (double) course.visits.stream().filter(v -> v.stmt().op() instanceof CommonOp.If).count());
    }
}
