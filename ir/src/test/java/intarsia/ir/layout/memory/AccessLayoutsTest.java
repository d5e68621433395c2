package intarsia.ir.layout.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Expr;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.Symbols;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Entry;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The chosen layouts against all layouts of small tiles. The seed is printed and taken back from {@code -Dintarsia.seed}. */
class AccessLayoutsTest {
    private static final int CASES = 4000;
    private static final long SEED = Long.getLong("intarsia.seed", 20_263);
    private static final int[][][] TILES = {{{2}, {2, 2}}, {{2, 2}, {2}}, {{2}, {3}}, {{2, 2, 2}}, {{2, 3}}, {{}, {2, 2}}, {{3}, {2, 2}}, {{2}, {2}, {2}}, {{4}}};
    private static final int[] BITS = {4, 8, 8, 16, 32, 32, 64};

    private SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void printSeed(TestInfo test) {
        random = new SplittableRandom(SEED);
        System.out.println(test.getDisplayName() + ": -Dintarsia.seed=" + SEED);
    }

    @Test
    void noLayoutOfASmallTileIsCheaperThanTheFirst() {
        for (int i = 0; i < CASES; i++) {
            int[][] extents = TILES[random.nextInt(TILES.length)];
            RandomMemory memory = RandomMemory.packed(random, extents, BITS[random.nextInt(BITS.length)]);
            int lanes = 1 << random.nextInt(3);
            MemoryModel model = random.nextBoolean() ? MemoryModel.vector(lanes, true)
                    : MemoryModel.threads(lanes, Set.of(Form.UNIT, Form.STRIDED, Form.GATHER));
            List<AccessLayouts.Candidate> all = AccessLayouts.load(memory.layout(), model).candidates();
            AccessLayouts.Candidate first = all.getFirst();
            new PlanCheck(first.plan(), memory, Symbols.NONE).load();
            int filled = lanes / copies(first.registers());
            for (Layout l : everyLayout(extents, lanes, filled)) {
                AccessPlan other = AccessPlan.of(Access.load(l, memory.layout(), model)).orThrow();
                assertTrue(first.plan().cost().weight() <= other.cost().weight(), () -> other + "beats " + first.plan());
            }
        }
    }

    private static int copies(Layout l) {
        return l.terms(Axis.LANE).stream().filter(t -> t.isReplica()).mapToInt(t -> t.extent()).reduce(1, (a, b) -> a * b);
    }

    /** Every order of the digits, of which some first ones lie on the lanes and fill as many. */
    private static Set<Layout> everyLayout(int[][] extents, int lanes, int filled) {
        List<Entry> digits = new ArrayList<>();
        for (int d = 0; d < extents.length; d++) {
            for (int k = 0; k < extents[d].length; k++) digits.add(new Entry.Digit(d, k));
        }
        Set<Layout> all = new LinkedHashSet<>();
        for (List<Entry> order : orders(digits)) {
            int product = 1;
            for (int k = 0; k <= order.size() && product <= filled; k++) {
                if (product == filled) all.add(layout(extents, order.subList(0, k), order.subList(k, order.size()), lanes / filled));
                if (k < order.size() && order.get(k) instanceof Entry.Digit(int dim, int pos)) product *= extents[dim][pos];
            }
        }
        return all;
    }

    private static Layout layout(int[][] extents, List<Entry> lane, List<Entry> v, int copies) {
        List<Entry> full = new ArrayList<>(lane);
        full.addFirst(new Entry.Replica(copies));
        Map<Axis, List<Entry>> axes = new HashMap<>(Map.of(Axis.LANE, full, Axis.V, v));
        return Layout.of(Arrays.stream(extents).mapToInt(d -> Arrays.stream(d).reduce(1, (a, b) -> a * b)).toArray(), extents, axes);
    }

    private static List<List<Entry>> orders(List<Entry> digits) {
        if (digits.isEmpty()) return List.of(List.of());
        List<List<Entry>> all = new ArrayList<>();
        for (Entry e : digits) {
            List<Entry> rest = new ArrayList<>(digits);
            rest.remove(e);
            for (List<Entry> tail : orders(rest)) {
                List<Entry> order = new ArrayList<>(tail);
                order.addFirst(e);
                all.add(order);
            }
        }
        return all;
    }

    @Test
    void threadsTakeTheWidestRunsAndFillLinesVectorsTakeNeighboursOnLanes() {
        Expr n = Expr.sym("n");
        MemoryLayout tile = MemoryLayout.strided(32, List.of(Expr.of(16), Expr.of(128)), List.of(n.times(32), Expr.of(32)), Expr.sym("b").times(32));
        Facts facts = Facts.NONE.divides(32, "n").divides(32, "b");
        AccessPlan gpu = AccessLayouts.load(tile, MemoryModel.threads(32, MemoryModel.UNIT_ONLY)).with(facts).warps(4).candidates().getFirst().plan();
        assertEquals(128, gpu.vectorBits(), gpu::toString);
        assertTrue(gpu.steps().stream().allMatch(s -> s.form() == Form.UNIT && s.count() == 4), gpu::toString);
        AccessPlan cpu = AccessLayouts.load(tile, MemoryModel.vector(16, true)).with(facts).candidates().getFirst().plan();
        assertTrue(cpu.laneRun() == 16 && cpu.steps().stream().allMatch(s -> s.form() == Form.UNIT), cpu::toString);
    }

    @Test
    void aDimensionIsKeptWhereItIsWanted() {
        MemoryLayout tile = MemoryLayout.rowMajor(32, 16, 64);
        MemoryModel model = MemoryModel.vector(16, true);
        var slots = AccessLayouts.load(tile, model).keeping(new Keep(1, Axis.V)).candidates();
        assertFalse(slots.isEmpty());
        for (var c : slots) assertEquals(16, c.registers().reduce(0).replicas(), c.registers()::toString);
        for (var c : AccessLayouts.load(tile, model).keeping(new Keep(0, Axis.LANE)).candidates()) {
            assertEquals("[16x64] lane[0.0:16] v[1.0:64]", c.registers().toString());
        }
        var free = AccessLayouts.load(tile, model).candidates();
        assertTrue(free.getFirst().plan().cost().weight() < slots.getFirst().plan().cost().weight());
    }
}
