package intarsia.passes;

import intarsia.ir.layout.memory.AccessForms;
import java.util.List;

/**
 * How a warp loads or stores a slice of a tile's elements: what inference rates, and what the lowering writes.
 *
 * @param pieces in the order of their first slots
 * @param cost   in the cycles of a target's {@link intarsia.ir.device.AccessCosts}
 */
record SlicePlan(List<Piece> pieces, double cost) {
    SlicePlan {
        pieces = List.copyOf(pieces);
    }

    /** What gives some slots their elements. */
    sealed interface Piece {
    }

    /**
     * Slots whose elements every lane finds end to end: a string of bits a lane, by one access or several. One slot may lie at any bit of a byte.
     *
     * @param slots in the order of addresses
     */
    record Run(List<Integer> slots, List<Part> parts) implements Piece {
        Run {
            slots = List.copyOf(slots);
            parts = List.copyOf(parts);
        }

        int first() {
            return slots.getFirst();
        }
    }

    /**
     * One access of a run.
     *
     * @param from  bit of the string at which it begins
     * @param bits  of a word of it: 8, 16 or 32
     * @param count words a lane
     * @param shape its form, from where the first slot of the first lane lies
     */
    record Part(int from, int bits, int count, AccessForms.Shape shape) {
        /** The same so many bits on. */
        Part moved(long by) {
            return by == 0 ? this : new Part(from, bits, count, shape.moved(by));
        }
    }

    /** A slot whose bytes are loaded as a few scalars that all lanes share. */
    record Picked(int slot) implements Piece {
    }

    /** A slot of which each lane loads its own bytes one by one. */
    record Bytes(int slot) implements Piece {
    }

    /** A slot that has the elements of another. */
    record Copy(int slot, int of) implements Piece {
    }

    /** Slots that are stored with what lies beside their bits in bytes. */
    record Fields() implements Piece {
    }
}
