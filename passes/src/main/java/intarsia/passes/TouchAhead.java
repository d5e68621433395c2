package intarsia.passes;

import static java.util.Objects.requireNonNull;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import intarsia.ir.tune.CodeTunables;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Touches what loops that stream through memory read some trips later: at the start of each trip one byte of every line that such a trip newly reads. It is never
 * a byte that the loop does not read itself: near its end the last trip's are touched again.
 */
final class TouchAhead implements Pass {
    /** Of one stream in a trip; more would fill the kernel. */
    private static final int MOST_TOUCHES = 64;
    private static final long ALL = 1024;

    private final int ahead;

    /** @param ahead bytes, or as many more as make whole trips; 0 for no touches */
    TouchAhead(int ahead) {
        this.ahead = ahead;
    }

    @Override
    public String name() {
        return "touch-ahead";
    }

    @Override
    public Kernel run(Kernel k) {
        return k.tuned().get(CodeTunables.AHEAD.name()).orElse(0) > 0 ? new TouchAhead(CodeTunables.value(CodeTunables.AHEAD, k.tuned())).touched(k) : touched(k);
    }

    private Kernel touched(Kernel k) {
        Map<Value, Map<Stream, List<Long>>> lines = ahead == 0 ? Map.of() : chosen(Streams.of(k));
        return lines.isEmpty() ? k : new Toucher(k, lines).copy(k);
    }

    /** The lines to touch, by the counter of the loop. */
    private Map<Value, Map<Stream, List<Long>>> chosen(List<List<Streams.Load>> loads) {
        Map<Stream, NavigableSet<Long>> possible = Streams.bytes(loads.stream().flatMap(List::stream).toList());
        List<Streams.Load> chosen = loads.stream().flatMap(l -> best(l, possible).stream()).toList();
        Map<Value, Map<Stream, List<Long>>> lines = new HashMap<>();
        Streams.bytes(chosen).forEach((s, bytes) -> lines.computeIfAbsent(s.counter(), _ -> new LinkedHashMap<>()).put(s, s.lines(bytes)));
        return lines;
    }

    /** The innermost of the loops where most of what a load reads is touched before. */
    private Optional<Streams.Load> best(List<Streams.Load> loops, Map<Stream, NavigableSet<Long>> bytes) {
        Optional<Streams.Load> best = Optional.empty();
        long least = ALL;
        for (Streams.Load l : loops) {
            long late = late(l);
            if (late < least && l.stream().lines(bytes.getOrDefault(l.stream(), l.offsets())).size() <= MOST_TOUCHES) {
                best = Optional.of(l);
                least = late;
            }
        }
        return best;
    }

    /** What part of its trips comes before the first that was touched for, in {@link #ALL}ths. */
    private long late(Streams.Load l) {
        return l.trips().isEmpty() ? 0 : Math.min(ALL, Math.ceilDiv(ALL * l.stream().trips(ahead), l.trips().getAsLong()));
    }

    /** Scalars that stand in front of a loop: the number of its last trip, and where a stream begins. */
    private record Front(Value last, Value origin) {
    }

    private final class Toucher extends Copier {
        private final Map<Value, Map<Stream, List<Long>>> lines;
        private final Map<Stream, Front> fronts = new HashMap<>();

        Toucher(Kernel k, Map<Value, Map<Stream, List<Long>>> lines) {
            super(k);
            this.lines = lines;
        }

        @Override
        void stmt(Stmt s) {
            if (s.op() instanceof CommonOp.For f) {
                code.at(s.source());
                streams(f.body()).keySet().forEach(stream -> fronts.put(stream, new Front(binary(BinaryOp.SUB, now(f.hi()), number(1)), origin(stream))));
            }
            super.stmt(s);
        }

        @Override
        List<Value> inside(Region r) {
            streams(r).forEach((s, offsets) -> touch(s, requireNonNull(fronts.get(s)), offsets));
            return super.inside(r);
        }

        private Map<Stream, List<Long>> streams(Region loop) {
            return loop.args().isEmpty() ? Map.of() : lines.getOrDefault(loop.args().getFirst(), Map.of());
        }

        private void touch(Stream s, Front front, List<Long> offsets) {
            Value trip = binary(BinaryOp.MIN, binary(BinaryOp.ADD, now(s.counter()), number(s.trips(ahead))), front.last);
            Value index = binary(BinaryOp.ADD, binary(BinaryOp.MUL, trip, number(s.stride())), front.origin);
            offsets.forEach(at -> code.all(new LaneOp.Touch(now(s.base()), index, at)));
        }

        private Value origin(Stream s) {
            Value sum = number(0);
            for (Map.Entry<Value, Long> t : s.rest().of().entrySet()) {
                sum = binary(BinaryOp.ADD, sum, binary(BinaryOp.MUL, now(t.getKey()), number(t.getValue())));
            }
            return sum;
        }

        private Value binary(BinaryOp op, Value a, Value b) {
            return code.emit(new CommonOp.Binary(op, a, b));
        }

        private Value number(long n) {
            return code.emit(Consts.i64(n));
        }
    }
}
