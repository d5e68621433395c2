package intarsia.cli.asm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which instruction of a method leads to which, by their places in its code. */
final class Flow {
    private final List<List<Integer>> after = new ArrayList<>();
    private final List<List<Integer>> before = new ArrayList<>();

    Flow(List<Instruction> code) {
        Map<Long, Integer> index = new HashMap<>();
        for (Instruction i : code) {
            index.put(i.at(), index.size());
            after.add(new ArrayList<>());
            before.add(new ArrayList<>());
        }
        for (int i = 0; i < code.size(); i++) {
            if (code.get(i).falls() && i + 1 < code.size()) edge(i, i + 1);
            int from = i;
            code.get(i).target().stream().mapToObj(index::get).filter(Objects::nonNull).forEach(to -> edge(from, to));
        }
    }

    private void edge(int from, int to) {
        after.get(from).add(to);
        before.get(to).add(from);
    }

    /** The instructions among some that come round to themselves without leaving these, in groups that lead to one another (Kosaraju's components). */
    List<BitSet> cycles(BitSet among) {
        List<BitSet> cycles = new ArrayList<>();
        BitSet left = (BitSet) among.clone();
        for (int i : lastFirst(among)) {
            if (!left.get(i)) continue;
            BitSet group = reach(i, left);
            left.andNot(group);
            if (group.cardinality() > 1 || after.get(i).contains(i)) cycles.add(group);
        }
        return cycles;
    }

    /** Those that are entered from outside; the first instruction is. */
    BitSet entries(BitSet group) {
        BitSet entries = new BitSet();
        group.stream().filter(i -> i == 0 || before.get(i).stream().anyMatch(b -> !group.get(b))).forEach(entries::set);
        return entries;
    }

    /** What leads to one instruction, within some. */
    private BitSet reach(int to, BitSet within) {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(to));
        while (!open.isEmpty()) {
            int i = open.pop();
            if (!within.get(i) || seen.get(i)) continue;
            seen.set(i);
            before.get(i).forEach(open::push);
        }
        return seen;
    }

    /** Some instructions in the reverse of the order in which a search from the first leaves them. */
    private Deque<Integer> lastFirst(BitSet among) {
        Deque<Integer> left = new ArrayDeque<>();
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        among.stream().forEach(open::addLast);
        while (!open.isEmpty()) {
            int i = open.pop();
            if (i < 0) {
                left.push(~i);
            } else if (among.get(i) && !seen.get(i)) {
                seen.set(i);
                open.push(~i);
                after.get(i).forEach(open::push);
            }
        }
        return left;
    }
}
