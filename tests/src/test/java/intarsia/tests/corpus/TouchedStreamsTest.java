package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Space;
import intarsia.ir.Stmt;
import intarsia.ir.Symbols;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.eval.AddressSpace;
import intarsia.ir.eval.Bindings;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.eval.Stepper;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.passes.check.Inputs;
import intarsia.passes.check.LaneRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Products whose weights are touched ahead: the same bits, no byte outside of a tensor, and every line but the first of a block before it is read. */
class TouchedStreamsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_261_122);
    private static final Symbols NONE = Symbols.of(Map.of());
    private static final int LINE = 64;
    private static final int K = 1024;

    private static List<Kernel> tiles(String format, int n, Target t) {
        Kernel g = TensorGraph.define("gemv", q -> q.out("y", q.in("x", DType.F32, dim("m", 1), dim("k", K)).convert(Format.parse("i8g32_sf32"))
            .contract(q.in("w", Format.parse(format), dim("n", n), dim("k", K)), "m", "n")));
        return Planner.plan(g, Optional.of(t)).steps().stream().map(s -> s.kernel()).toList();
    }

    private static List<LaneOp.Touch> touches(Kernel lane) {
        List<LaneOp.Touch> all = new ArrayList<>();
        Ops.walk(lane.body(), _ -> { }, s -> {
            if (s.op() instanceof LaneOp.Touch t) all.add(t);
        });
        return all;
    }

    private static Kernel lane(Kernel tile, Target t, int ahead) {
        return Compiler.toLane(tile, t, Compiler.Options.DEFAULT.ahead(ahead));
    }

    @Test
    void resultsAreTheSameBitsOnEveryEngine() {
        for (LaneEngine e : LaneEngine.all()) {
            Target t = e.target();
            int touched = 0;
            for (String format : t.lanes() < 4 ? List.of("f32") : List.of("f32", "q4_0", "q4_0/rows" + 4 * t.lanes() + "x" + t.lanes())) {
                for (Kernel tile : tiles(format, 4 * t.lanes(), t)) {
                    Kernel lane = lane(tile, t, 512);
                    touched += touches(lane).size();
                    agrees(tile, lane, e, e.name() + ", " + format + ", seed " + SEED);
                }
            }
            assertTrue(touched > 0, e::name);
        }
    }

    private static void agrees(Kernel tile, Kernel lane, LaneEngine e, String what) {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, MemorySegment> before = Inputs.of(tile, NONE, Map.of(), SEED, arena);
            Map<String, MemorySegment> wanted = Inputs.copy(before, arena), evaluated = Inputs.copy(before, arena), ran = Inputs.copy(before, arena);
            LaneRun.evaluate(lane(tile, e.target(), 0), wanted, NONE);
            LaneRun.evaluate(lane, evaluated, NONE);
            e.run(lane, ran, NONE);
            wanted.forEach((name, m) -> {
                assertEquals(-1, m.mismatch(evaluated.get(name)), () -> what + ": " + name + " of the evaluator");
                assertEquals(-1, m.mismatch(ran.get(name)), () -> what + ": " + name);
            });
        }
    }

    @Test
    void everyPassAgreesWhereTouchesAreWritten() {
        List<String> lines = new ArrayList<>();
        Target t = LaneEngine.all().getFirst().target();
        tiles("f32", 8, t).forEach(tile -> Compiler.toLane(tile, t, Compiler.Options.DEFAULT.ahead(512).checkingPasses(lines::add)));
        assertFalse(lines.isEmpty());
        assertTrue(lines.stream().allMatch(l -> l.endsWith("every pass agrees")), lines::toString);
    }

    @Test
    void everyLineOfAPanelIsTouchedOnceBeforeItIsReadButForTheFirstTrips() {
        int seen = 0;
        for (LaneEngine e : LaneEngine.all()) {
            Target t = e.target();
            if (e instanceof LaneEngine.Evaluated || t.lanes() != 16) continue;
            for (Kernel tile : tiles("q4_0/rows64x16", 128, t)) {
                Kernel lane = lane(tile, t, 1152);
                if (touches(lane).isEmpty()) continue;
                Follower f = followed(tile, lane);
                long lines = 2 * K / 32 * 1152 / LINE;
                assertEquals(lines, f.reads.size());
                assertEquals(lines, f.touched.size() + 2 * 1152 / LINE, "all but the first trip of each of two blocks");
                f.touched.forEach((line, at) -> assertTrue(at.getFirst() < f.reads.getOrDefault(line, 0), () -> "line " + line + " is read before it is touched"));
                assertEquals(2 * 1152 / LINE, f.touched.values().stream().filter(at -> at.size() > 1).count(), "the last trip's are touched again");
                seen++;
            }
        }
        assertTrue(seen > 0);
    }

    /** When lines of the weight were first read, and when touched. */
    private static final class Follower implements Stepper {
        private static final String TOUCHED = "touched";
        private final String weight;
        private final Map<Long, Integer> reads = new HashMap<>();
        private final Map<Long, List<Integer>> touched = new HashMap<>();
        private int now;

        Follower(String weight) {
            this.weight = weight;
        }

        @Override
        public void step(Stmt s, Bindings at, Runnable evaluate) {
            evaluate.run();
        }

        @Override
        public void touches(String parameter, String field, long element, boolean writes) {
            now++;
            if (parameter.equals(weight)) reads.putIfAbsent(element / LINE, now);
            if (parameter.equals(TOUCHED)) touched.computeIfAbsent(element / LINE, _ -> new ArrayList<>()).add(now);
        }
    }

    /** A run in which touches read another tensor of that size, at the same places. */
    private static Follower followed(Kernel tile, Kernel lane) {
        Value weight = touches(lane).getFirst().base();
        String name = lane.params().stream().filter(p -> p.value().equals(weight)).findFirst().orElseThrow().name();
        Follower f = new Follower(name);
        try (Arena arena = Arena.ofConfined()) {
            Map<String, MemorySegment> memory = new HashMap<>(Inputs.of(tile, NONE, Map.of(), SEED, arena));
            memory.put(Follower.TOUCHED, arena.allocate(requireNonNull(memory.get(name)).byteSize()));
            Kernel other = new Mirror(lane).kernel();
            AddressSpace space = new AddressSpace();
            long[] args = LaneRun.args(other, memory, NONE, space::register, arena);
            Evaluator.runLane(other, args, space, 0, LaneRun.blocks(other, NONE), NONE, 0, f);
        }
        return f;
    }

    /** A kernel with loads of a parameter of their own for touches. */
    private static final class Mirror {
        private final Kernel lane;
        private final Value touched;
        private int next;

        Mirror(Kernel lane) {
            this.lane = lane;
            this.next = lane.nextId();
            this.touched = new Value(next++, ScalarType.PTR);
        }

        Kernel kernel() {
            List<Param> params = new ArrayList<>(lane.params());
            params.add(new Param(Follower.TOUCHED, Param.Access.IN, touched));
            return new Kernel(lane.name(), lane.level(), lane.symbols(), params, lane.grid(), lane.lanes(), lane.warps(), lane.tuned(), region(lane.body()));
        }

        private Region region(Region r) {
            return new Region(r.args(), r.body().stream().map(this::stmt).toList(), r.yields());
        }

        private Stmt stmt(Stmt s) {
            if (!(s.op() instanceof LaneOp.Touch t)) return s.with(Ops.map(s.op(), v -> v, this::region));
            LaneOp.Address at = new LaneOp.Address(LaneOp.Form.UNIFORM, Space.GLOBAL, touched, t.index(), t.disp(), 0, Optional.empty(), Optional.empty());
            return new Stmt(List.of(new Value(next++, ScalarType.I32)), new LaneOp.Ld(at, 8, false, 1, ScalarType.I32), s.source());
        }
    }
}
