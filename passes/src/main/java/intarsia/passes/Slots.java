package intarsia.passes;

import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.type.IntType;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.List;

/**
 * A tile at the lane level: the values of its slots (the {@code v} axis of its layout), and which element each lane of
 * each slot holds. A slot that is the same in all lanes is a scalar; {@code u1} tiles are masks or i1.
 *
 * <p>Loops and branches carry it in fewer values where its elements are integers of 16 bits: two slots share a word.
 */
record Slots(TileType type, Placement at, List<Value> values) {
    private static final int HALF = 16;

    Slots {
        values = List.copyOf(values);
        if (values.size() != at.slots()) {
            throw new IllegalArgumentException(values.size() + " slots of " + type + "; its layout has " + at.slots());
        }
    }

    /** The tile that loops and branches carry in so many values. */
    static Slots ofCarried(TileType type, Placement at, List<Value> carried, Lanes l) {
        return new Slots(type, at, inHalves(type) ? parted(carried, at.slots(), type.elem().isSigned(), l) : carried);
    }

    /** How many values carry a tile. */
    static int carriedBy(TileType type, Placement at) {
        return inHalves(type) ? Math.ceilDiv(at.slots(), 2) : at.slots();
    }

    /** The values that carry the tile. */
    List<Value> carried(Lanes l) {
        return inHalves(type) ? paired(l) : values;
    }

    private static boolean inHalves(TileType t) {
        return t.elem() instanceof IntType i && i.bits() == HALF;
    }

    private List<Value> paired(Lanes l) {
        List<Value> words = new ArrayList<>();
        for (int v = 0; v < count(); v += 2) {
            words.add(v + 1 == count() ? get(v) : l.packed(values.subList(v, v + 2), HALF));
        }
        return words;
    }

    private static List<Value> parted(List<Value> words, int slots, boolean signed, Lanes l) {
        List<Value> values = new ArrayList<>();
        for (int v = 0; v < slots; v++) {
            boolean alone = v + 1 == slots && v % 2 == 0;
            values.add(alone ? words.get(v / 2) : l.field(words.get(v / 2), v % 2 * HALF, HALF, signed));
        }
        return values;
    }

    Value get(int slot) {
        return values.get(slot);
    }

    int count() {
        return values.size();
    }
}
