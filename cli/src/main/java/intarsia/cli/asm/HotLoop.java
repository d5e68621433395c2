package intarsia.cli.asm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The loop in which a method is likely to spend its time: of those on vectors that hold no other such, the one of most sums and
 * products, which after C2 is the unrolled one; of several the shortest, for loops over tiles that are cut short do the same with masks.
 * Where no loop computes it is the longest, and where none is on vectors any. A loop is what comes round to itself in the flow of control, and the
 * loops in it are what still does without its entries (Steensgaard): C2 moves parts of loops to the end of the method and enters them in
 * the middle, so backward jumps alone say little.
 */
final class HotLoop {
    private static final Comparator<List<Instruction>> HEAT = Comparator.<List<Instruction>>comparingInt(HotLoop::computing)
        .thenComparingInt(l -> computing(l) > 0 ? -l.size() : l.size());

    private final Flow flow;
    private final List<BitSet> loops = new ArrayList<>();

    private HotLoop(List<Instruction> code) {
        flow = new Flow(code);
    }

    /** Its instructions, in the order of the code; none where nothing loops. */
    static Optional<List<Instruction>> of(List<Instruction> code) {
        HotLoop h = new HotLoop(code);
        BitSet all = new BitSet();
        all.set(0, code.size());
        h.find(all);
        List<BitSet> onVectors = h.loops.stream().filter(l -> l.stream().anyMatch(i -> code.get(i).onVectors())).toList();
        return innermost(onVectors.isEmpty() ? h.loops : onVectors).map(l -> l.stream().mapToObj(code::get).toList()).max(HEAT);
    }

    private static int computing(List<Instruction> loop) {
        Counts c = Counts.of(loop);
        return c.of(Kind.FMAS) + c.of(Kind.MULTIPLIES) + c.of(Kind.ADDS);
    }

    private void find(BitSet among) {
        for (BitSet loop : flow.cycles(among)) {
            loops.add(loop);
            BitSet inside = (BitSet) loop.clone();
            BitSet entries = flow.entries(loop);
            inside.andNot(entries);
            if (!entries.isEmpty()) find(inside);
        }
    }

    /** Those that hold no other. */
    private static Stream<BitSet> innermost(List<BitSet> loops) {
        return loops.stream().filter(l -> loops.stream().noneMatch(o -> o != l && holds(l, o)));
    }

    private static boolean holds(BitSet outer, BitSet inner) {
        BitSet beyond = (BitSet) inner.clone();
        beyond.andNot(outer);
        return beyond.isEmpty();
    }
}
