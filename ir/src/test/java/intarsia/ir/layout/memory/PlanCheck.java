package intarsia.ir.layout.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.LaneOp.Form;
import intarsia.ir.Symbols;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Runs the steps of a plan bit by bit against the addresses of the definition. */
final class PlanCheck {
    private static final long NONE = Long.MIN_VALUE;

    private final AccessPlan plan;
    private final RandomMemory memory;
    private final Symbols symbols;
    private final Layout l;
    private final int lanes;
    private final int slots;
    /** By warp, lane and slot. */
    private final long[][][] addresses;

    PlanCheck(AccessPlan plan, RandomMemory memory, Symbols symbols) {
        this.plan = plan;
        this.memory = memory;
        this.symbols = symbols;
        this.l = plan.access().registers();
        this.lanes = plan.access().model().lanes();
        this.slots = l.size(Axis.V);
        this.addresses = new long[l.size(Axis.WARP)][lanes][slots];
        for (int warp = 0; warp < addresses.length; warp++) {
            for (int lane = 0; lane < lanes; lane++) {
                for (int slot = 0; slot < slots; slot++) {
                    addresses[warp][lane][slot] = memory.address(l.index(Map.of(Axis.LANE, lane, Axis.V, slot, Axis.WARP, warp)));
                }
            }
        }
    }

    private long address(int lane, int slot, int warp) {
        return addresses[warp][lane][slot];
    }

    private long scalars(int warp) {
        return plan.outer().stream().mapToLong(d -> d.valueIn(warp) * d.stride().eval(symbols)).sum();
    }

    /** Every bit of every element comes from its place, once; nothing beside the tile is touched; accesses are aligned and legal. */
    void load() {
        for (int warp = 0; warp < l.size(Axis.WARP); warp++) {
            long[][][] got = new long[lanes][slots][memory.bits()];
            for (long[][] of : got) for (long[] bits : of) Arrays.fill(bits, NONE);
            Set<Long> touched = new TreeSet<>();
            for (AccessStep s : plan.steps()) {
                legal(s, warp);
                for (int lane = 0; lane < lanes; lane++) {
                    touch(s, lane, warp, touched);
                    int from = s.permute().isEmpty() ? lane : s.permute().get(lane);
                    if (!s.isOn(from)) continue;
                    for (AccessStep.Part p : s.parts()) take(s, p, lane, s.address(from, symbols) + scalars(warp), got);
                }
            }
            within(touched);
            for (int lane = 0; lane < lanes; lane++) {
                for (int slot = 0; slot < l.size(Axis.V); slot++) {
                    for (int bit = 0; bit < memory.bits(); bit++) {
                        assertEquals(address(lane, slot, warp) + bit, got[lane][slot][bit], plan::toString);
                    }
                }
            }
        }
    }

    private void take(AccessStep s, AccessStep.Part p, int lane, long at, long[][][] got) {
        for (int bit = 0; bit < memory.bits(); bit++) {
            int i = p.at(lane) + bit;
            if (i < 0 || i >= s.width()) continue;
            long before = got[lane][p.slot()][bit];
            got[lane][p.slot()][bit] = at + i;
            assertTrue(before == NONE || before == at + i, () -> "lane " + lane + " v" + p.slot() + " twice\n" + plan);
        }
    }

    private void touch(AccessStep s, int lane, int warp, Set<Long> touched) {
        long at = s.address(lane, symbols) + scalars(warp);
        for (long b = at; s.isOn(lane) && b < at + s.width(); b += 8) touched.add(Math.floorDiv(b, 8L));
    }

    private void legal(AccessStep s, int warp) {
        MemoryModel m = plan.access().model();
        assertTrue(s.count() == 1 || s.bits() == 32 && s.count() <= m.mostWords() && m.multiple().contains(s.form()), plan::toString);
        assertTrue(s.on() != 0 && (s.form() != Form.UNIFORM || s.on() == m.all() || plan.access().kind() == Access.Kind.STORE), plan::toString);
        for (int lane = 0; lane < lanes; lane++) {
            long at = s.address(lane, symbols) + scalars(warp);
            int cut = plan.access().swizzleBits();
            assertEquals(0, s.isOn(lane) ? Math.floorMod(at, m.unaligned() && cut == 0 ? 8 : s.width()) : 0, plan::toString);
            assertTrue(cut == 0 || s.width() <= cut, plan::toString);
        }
    }

    /** Nothing before the first or after the last byte of the tile. */
    private void within(Set<Long> touched) {
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int[] x : RandomMemory.indices(memory.shape())) {
            low = Math.min(low, Math.floorDiv(memory.address(x), 8L));
            high = Math.max(high, Math.floorDiv(memory.address(x) + memory.bits() - 1, 8L));
        }
        for (long b : touched) assertTrue(b >= low && b <= high, plan::toString);
    }

    /** Every bit of every element is written once, by one lane and one warp, and no other bit. */
    void store() {
        Map<Long, int[]> written = new HashMap<>();
        for (int warp = 0; warp < l.size(Axis.WARP); warp++) {
            int w = warp;
            if (plan.outer().stream().anyMatch(d -> d.isReplica() && d.valueIn(w) != 0)) continue;
            for (AccessStep s : plan.steps()) {
                legal(s, warp);
                assertTrue(s.form() != Form.SPLAT && s.permute().isEmpty(), plan::toString);
                int one = s.form() == Form.UNIFORM ? Long.numberOfTrailingZeros(s.on()) : -1;
                for (int lane = 0; lane < lanes; lane++) {
                    if (s.isOn(lane) && (one < 0 || one == lane)) write(s, lane, warp, written);
                }
            }
        }
        int count = RandomMemory.indices(memory.shape()).size();
        assertEquals((long) count * memory.bits(), written.size(), plan::toString);
        for (int[] x : RandomMemory.indices(memory.shape())) {
            for (int bit = 0; bit < memory.bits(); bit++) {
                int[] from = written.get(memory.address(x) + bit);
                assertTrue(from != null && from[3] == bit, plan::toString);
                assertEquals(memory.address(x), address(from[0], from[1], from[2]), plan::toString);
            }
        }
    }

    private void write(AccessStep s, int lane, int warp, Map<Long, int[]> written) {
        long at = s.address(lane, symbols) + scalars(warp);
        boolean[] full = new boolean[s.width()];
        for (AccessStep.Part p : s.parts()) {
            for (int bit = 0; bit < memory.bits(); bit++) {
                int i = p.at(lane) + bit;
                if (i < 0 || i >= s.width()) continue;
                full[i] = true;
                assertEquals(null, written.put(at + i, new int[] {lane, p.slot(), warp, bit}), plan::toString);
            }
        }
        for (boolean b : full) assertTrue(b, plan::toString);
    }

    /** The longest run, by the addresses of the slots of a lane alone: the gcd of what lies end to end. */
    int run() {
        long run = 0;
        SortedSet<Long> places = slots(0, 0);
        long length = 0;
        for (long at : places) {
            length += memory.bits();
            if (!places.contains(at + memory.bits())) {
                run = Congruence.gcd(run, length);
                length = 0;
            }
        }
        return (int) (run / memory.bits());
    }

    private SortedSet<Long> slots(int lane, int warp) {
        SortedSet<Long> places = new TreeSet<>();
        for (int slot = 0; slot < l.size(Axis.V); slot++) places.add(address(lane, slot, warp));
        return places;
    }

    /** What divides the starts of all runs. */
    long alignment() {
        return starts(run());
    }

    /** What divides the starts of runs of so many elements. */
    long starts(int run) {
        long all = 0;
        for (int warp = 0; warp < l.size(Axis.WARP); warp++) {
            for (int lane = 0; lane < lanes; lane++) {
                int i = 0;
                for (long at : slots(lane, warp)) all = i++ % run == 0 ? Congruence.gcd(all, at) : all;
            }
        }
        return all;
    }

    /** The most low lanes whose runs lie end to end. */
    int laneRun() {
        int best = 1;
        for (int n = 2; n <= lanes; n++) best = lanes % n == 0 && contiguous(n) ? n : best;
        return best;
    }

    private boolean contiguous(int n) {
        for (int lane = 0; lane < lanes; lane++) {
            if (address(lane, 0, 0) != address(lane - lane % n, 0, 0) + (long) (lane % n) * run() * memory.bits()) return false;
        }
        return true;
    }

    /** Lines of each step summed, and sectors of all together. */
    int[] touched() {
        MemoryModel m = plan.access().model();
        int lines = 0;
        Set<Long> sectors = new HashSet<>();
        for (AccessStep s : plan.steps()) {
            Set<Long> own = new HashSet<>();
            for (int lane = 0; lane < lanes; lane++) {
                for (long b = s.address(lane, symbols); s.isOn(lane) && b < s.address(lane, symbols) + s.width(); b += 8) {
                    own.add(Math.floorDiv(b, 8L * m.costs().lineBytes()));
                    sectors.add(Math.floorDiv(b, 8L * m.costs().sectorBytes()));
                }
            }
            lines += own.size();
        }
        return new int[] {lines, sectors.size()};
    }

    /** Whether the elements that a step gives a lane exist all or none, and with a branch those of all lanes. */
    void masks(int dim, long room) {
        for (int warp = 0; warp < l.size(Axis.WARP); warp++) {
            for (AccessStep s : plan.steps()) {
                List<Boolean> step = new ArrayList<>();
                for (int lane = 0; lane < lanes; lane++) {
                    List<Boolean> own = new ArrayList<>();
                    for (AccessStep.Part p : s.parts()) {
                        if (p.at(lane) > -memory.bits() && p.at(lane) < s.width()) {
                            own.add(l.index(Map.of(Axis.LANE, lane, Axis.V, p.slot(), Axis.WARP, warp))[dim] < room);
                        }
                    }
                    assertTrue(own.stream().distinct().count() <= 1, plan::toString);
                    step.addAll(own);
                }
                boolean alike = plan.mask() == MaskKind.LANES || step.stream().distinct().count() <= 1;
                assertTrue(alike, plan::toString);
                assertTrue(plan.mask() != MaskKind.LANES || s.form() != Form.UNIFORM && s.permute().isEmpty(), plan::toString);
            }
        }
    }
}
