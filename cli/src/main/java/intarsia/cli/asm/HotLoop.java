package intarsia.cli.asm;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The loop in which a method is likely to spend its time: of those that compute on vectors and hold no other that does, the one of
 * most instructions, which after C2 is the unrolled one; loops without vectors, such as those of cut-short tiles, count where there are
 * no others. Loops are natural ones (Aho, Lam, Sethi, Ullman, 9.6.6): a jump back to what all ways to it lead through; so the return
 * from code that C2 moved to the end of the method is none.
 */
final class HotLoop {
    private final List<Instruction> code;
    private final Map<Long, Integer> index = new HashMap<>();

    private HotLoop(List<Instruction> code) {
        this.code = code;
        for (int i = 0; i < code.size(); i++) index.put(code.get(i).at(), i);
    }

    /** Its instructions, in the order of the code; none where nothing loops. */
    static Optional<List<Instruction>> of(List<Instruction> code) {
        HotLoop h = new HotLoop(code);
        Map<Integer, BitSet> all = h.loops();
        Map<Integer, BitSet> onVectors = new TreeMap<>(all);
        onVectors.values().removeIf(in -> in.stream().noneMatch(i -> code.get(i).onVectors()));
        return longest(onVectors.isEmpty() ? all : onVectors).map(in -> in.stream().mapToObj(code::get).toList());
    }

    private static Optional<BitSet> longest(Map<Integer, BitSet> loops) {
        return loops.entrySet().stream().filter(l -> loops.keySet().stream().noneMatch(head -> !head.equals(l.getKey()) && l.getValue().get(head)))
            .map(Map.Entry::getValue).reduce((a, b) -> b.cardinality() > a.cardinality() ? b : a);
    }

    /** The instructions of each loop, by its first. */
    private Map<Integer, BitSet> loops() {
        Map<Integer, BitSet> loops = new TreeMap<>();
        for (int i = 0; i < code.size(); i++) {
            int head = jump(i);
            if (head >= 0 && head <= i && !reachable(head).get(i)) loops.computeIfAbsent(head, x -> new BitSet()).or(body(head, i));
        }
        return loops;
    }

    private int jump(int i) {
        return code.get(i).target().stream().mapToObj(t -> index.getOrDefault(t, -1)).findFirst().orElse(-1);
    }

    /** What is reached from the begin by ways that avoid one instruction. */
    private BitSet reachable(int avoided) {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(0));
        while (!open.isEmpty()) {
            int i = open.pop();
            if (i < 0 || i >= code.size() || i == avoided || seen.get(i)) continue;
            seen.set(i);
            open.push(jump(i));
            if (code.get(i).falls()) open.push(i + 1);
        }
        return seen;
    }

    /** What leads to the jump back by ways that avoid its target, and the target. */
    private BitSet body(int head, int back) {
        BitSet in = new BitSet();
        in.set(head);
        in.set(back);
        for (int before = 0; before != in.cardinality(); ) {
            before = in.cardinality();
            for (int i = code.size() - 1; i >= 0; i--) {
                if (code.get(i).falls() && within(in, head, i + 1) || within(in, head, jump(i))) in.set(i);
            }
        }
        return in;
    }

    private static boolean within(BitSet in, int head, int i) {
        return i >= 0 && i != head && in.get(i);
    }
}
