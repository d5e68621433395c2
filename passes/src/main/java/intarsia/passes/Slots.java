package intarsia.passes;

import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.passes.layout.Placement;
import java.util.List;

/**
 * A tile at the lane level: the values of its slots (the {@code v} axis of its layout), and which element each lane of
 * each slot holds. A slot that is the same in all lanes is a scalar; {@code u1} tiles are masks or i1.
 */
record Slots(TileType type, Placement at, List<Value> values) {
    Slots {
        values = List.copyOf(values);
        if (values.size() != at.slots()) {
            throw new IllegalArgumentException(values.size() + " slots of " + type + "; its layout has " + at.slots());
        }
    }

    Value get(int slot) {
        return values.get(slot);
    }

    int count() {
        return values.size();
    }

    Slots with(TileType t, List<Value> other) {
        return new Slots(t, at, other);
    }
}
