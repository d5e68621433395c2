package intarsia.codegen.jvm;

import intarsia.ir.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Local variables: which hold which value, and which are free again. */
final class Slots {
    private static final int LIMIT = 65_000;
    private final BitSet taken = new BitSet();
    private final Map<Value, Integer> slots = new HashMap<>();
    private final String kernel;

    Slots(String kernel, int reserved) {
        this.kernel = kernel;
        taken.set(0, reserved);
    }

    /** A free slot, or two neighbours. */
    int take(int width) {
        int at = taken.nextClearBit(0);
        while (width == 2 && taken.get(at + 1)) {
            at = taken.nextClearBit(at + 2);
        }
        if (at + width > LIMIT) {
            throw new IllegalArgumentException("kernel " + kernel + ": more than " + LIMIT + " values live at once; choose smaller tiles");
        }
        taken.set(at, at + width);
        return at;
    }

    void release(int slot, int width) {
        taken.clear(slot, slot + width);
    }

    /** Takes a slot for a value. */
    int define(Value v) {
        return bind(v, take(Kind.of(v.type()).slots));
    }

    /** Lets a value stand in a slot that is taken already. */
    int bind(Value v, int slot) {
        slots.put(v, slot);
        return slot;
    }

    /** The slot of a value, or an error. */
    int of(Value v) {
        Integer slot = slots.get(v);
        if (slot == null) {
            throw new IllegalArgumentException("kernel " + kernel + ": " + v + " is used where it is not defined");
        }
        return slot;
    }

    /** Frees the slot of a value, if it has one. */
    void free(Value v) {
        Integer slot = slots.remove(v);
        if (slot != null) {
            release(slot, Kind.of(v.type()).slots);
        }
    }
}
