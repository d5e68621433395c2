package intarsia.passes;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Value;
import intarsia.ir.device.AccessCosts;
import intarsia.ir.type.IntType;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A load of values whose bits lie apart, where all lanes find theirs side by side: every word of memory belongs to a lane, so that one access gives each lane its own, and values are
 * put together of parts of such words.
 *
 * @param words the bit at which the first lane's word of each access lies
 * @param slots where the bits of each slot are, the lowest first
 */
record LaneWords(List<Long> words, List<List<Part>> slots) {
    private static final int WORD = 32;

    /** Some bits of a word of the lane. */
    record Part(int word, int at, int width) {
        boolean precedes(Part other) {
            return word == other.word && at + width == other.at;
        }
    }

    /** The words for slices of one field; nothing where some lane's bits lie elsewhere. */
    static Optional<LaneWords> of(List<ElementPlaces> slices, Placement at) {
        Map<Long, Integer> words = new LinkedHashMap<>();
        List<List<Part>> slots = new ArrayList<>();
        for (int v = 0; v < at.slots(); v++) {
            List<Part> parts = new ArrayList<>();
            for (ElementPlaces p : slices) {
                if (!beside(p, at.element()[v])) {
                    return Optional.empty();
                }
                long bit = p.bit()[at.element()[v][0]];
                int in = (int) Math.floorMod(bit, (long) WORD);
                add(parts, new Part(words.computeIfAbsent(bit - in, _ -> words.size()), in, p.width()));
            }
            slots.add(List.copyOf(parts));
        }
        return Optional.of(new LaneWords(List.copyOf(words.keySet()), slots));
    }

    private static void add(List<Part> parts, Part p) {
        if (!parts.isEmpty() && parts.getLast().precedes(p)) {
            Part last = parts.removeLast();
            parts.add(new Part(last.word, last.at, last.width + p.width));
        } else {
            parts.add(p);
        }
    }

    /** Whether lane after lane has its bits a word further on, at one place of a word. */
    private static boolean beside(ElementPlaces p, int[] elements) {
        boolean aligned = p.shared() % WORD == 0 && p.rooms().isEmpty();
        long first = p.bit()[elements[0]];
        for (int lane = 0; lane < elements.length; lane++) {
            aligned &= p.bit()[elements[lane]] == first + (long) lane * WORD && p.step()[elements[lane]] == p.step()[elements[0]];
        }
        return aligned && Math.floorMod(first, (long) WORD) + p.width() <= WORD;
    }

    /** What the accesses and the parts cost. */
    double cost(AccessCosts costs, int lanes) {
        double lines = (double) lanes * Integer.BYTES / costs.lineBytes() * costs.line();
        return words.size() * (costs.unit() + lines) + slots.stream().mapToInt(List::size).sum() * costs.extract();
    }

    /** The values of the slots. */
    List<Value> load(Lanes l, Access a) {
        List<Value> loaded = words.stream().map(bit -> a.ld(LaneOp.Form.UNIT, a.reach(0).index(), bit / Byte.SIZE, Optional.empty(), Optional.empty(), WORD, false,
                LaneType.I32)).toList();
        boolean signed = a.tile.elem() instanceof IntType t && t.signed();
        return new ArrayList<>(slots.stream().map(s -> l.joined(s.stream().map(p -> new Lanes.Part(loaded.get(p.word), p.at, p.width)).toList(), signed)).toList());
    }
}
