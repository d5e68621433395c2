package intarsia.ir.layout.memory;

import intarsia.ir.layout.Layout;
import java.util.List;

/**
 * A load or a store of a tile that is to be planned.
 *
 * @param registers   where the elements lie in lanes and slots; digits on other axes, as warps, are scalars of the access
 * @param memory      where they lie in memory; of the same shape
 * @param facts       about the symbols of the memory layout and of the guards
 * @param guards      at most one a dimension
 * @param swizzleBits bits that a swizzle of the addresses leaves together, a power of two, or 0 without a swizzle
 */
public record Access(Kind kind, Layout registers, MemoryLayout memory, Facts facts, MemoryModel model, List<Guard> guards, int swizzleBits) {
    /** The direction. */
    public enum Kind {
        /** Memory to registers. */
        LOAD,
        /** Registers to memory: of copies one is written. */
        STORE
    }

    public Access {
        guards = List.copyOf(guards);
        if (swizzleBits != 0 && (swizzleBits < 8 || Integer.bitCount(swizzleBits) != 1)) {
            throw new IllegalArgumentException("a swizzle that leaves " + swizzleBits + " bits together; wanted whole bytes, a power of two");
        }
    }

    /** A load without bounds of memory of which only the layout is known. */
    public static Access load(Layout registers, MemoryLayout memory, MemoryModel model) {
        return new Access(Kind.LOAD, registers, memory, Facts.NONE, model, List.of(), 0);
    }

    /** A store without bounds. */
    public static Access store(Layout registers, MemoryLayout memory, MemoryModel model) {
        return new Access(Kind.STORE, registers, memory, Facts.NONE, model, List.of(), 0);
    }

    /** The same with facts. */
    public Access with(Facts known) {
        return new Access(kind, registers, memory, known, model, guards, swizzleBits);
    }

    /** The same within bounds. */
    public Access within(Guard... bounds) {
        return new Access(kind, registers, memory, facts, model, List.of(bounds), swizzleBits);
    }

    /** The same where addresses are swizzled in units of so many bits, 8·2^m of a swizzle of bytes. */
    public Access swizzled(int bits) {
        return new Access(kind, registers, memory, facts, model, guards, bits);
    }

    /** The same of another register layout. */
    public Access of(Layout other) {
        return new Access(kind, other, memory, facts, model, guards, swizzleBits);
    }
}
