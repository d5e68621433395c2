package intarsia.ir.eval;

import intarsia.ir.TileOp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * Memory as the lane level sees it: 64-bit addresses. Buffers lie 2^40 apart, so an address that leaves its buffer reaches
 * nothing else, and is an error. Shared memory is poisoned: to read a byte that nobody wrote is an error. Where a block has
 * several warps, two that touch a byte between the same barriers, one of them writing and not both by {@code red}, race: an error too. So is to touch
 * where a copy goes that has not been waited for.
 */
public final class AddressSpace {
    private static final int SPACING = 40;

    private final Map<Long, Region> regions = new HashMap<>();
    private long next = 1;
    private int epoch = 1;
    private Stepper stepper = Stepper.NONE;

    /** What a byte of shared memory holds. */
    private enum State { POISON, WRITTEN, IN_FLIGHT }

    /** One buffer. */
    private static final class Region {
        final String name;
        final MemorySegment memory;
        /** Of each byte; none of global memory. */
        final State[] states;
        /** Who touched a byte last, and when; only kept for blocks of several warps. */
        long[] writers = {};
        long[] readers = {};
        long[] combiners = {};

        Region(String name, MemorySegment memory, boolean poisoned) {
            this.name = name;
            this.memory = memory;
            this.states = new State[poisoned ? (int) memory.byteSize() : 0];
            Arrays.fill(states, State.POISON);
        }

        boolean isShared() {
            return states.length > 0;
        }

        void wantWritten(int at) {
            if (isShared() && states[at] == State.POISON) {
                throw new IllegalStateException("byte " + at + " of " + name + " is read before anything wrote it");
            }
        }

        void wantLanded(int at) {
            if (isShared() && states[at] == State.IN_FLIGHT) {
                throw new IllegalStateException("byte " + at + " of " + name + " is touched while a copy to it is under way; wanted a wait before");
            }
        }
    }

    /** A place in a buffer. */
    private record Place(Region region, int offset) {
    }

    /** Makes memory addressable; the address of its first byte. */
    public long register(String name, MemorySegment memory) {
        if (memory.byteSize() >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " has " + memory.byteSize() + " bytes; the evaluator takes less than 2^31");
        }
        return add(new Region(name, memory, false));
    }

    /** Poisoned memory of a block. */
    long allocateShared(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException(bytes + " bytes of shared memory; wanted at least 1");
        }
        return add(new Region("shared memory", Arena.ofAuto().allocate(bytes, 64), true));
    }

    private long add(Region r) {
        long at = next++;
        regions.put(at, r);
        return at << SPACING;
    }

    /** From here on, what touches memory that is not shared is told to somebody. */
    void follow(Stepper who) {
        stepper = who;
    }

    private void touched(Place p, int bytes, boolean writes) {
        for (int i = p.offset; stepper != Stepper.NONE && !p.region.isShared() && i < p.offset + bytes; i++) {
            stepper.touches(p.region.name, TileOp.VALUE, i, writes);
        }
    }

    void free(long address) {
        regions.remove(address >>> SPACING);
    }

    /** All warps of a block have met: what they touched before is no race with what they touch after. */
    void barrier() {
        epoch++;
    }

    /** Says that a byte has to be there, without looking at it. */
    void wantThere(long address) {
        place("touch", address, Byte.SIZE);
    }

    /** 8 to 64 bits, little-endian. {@code warp} is −1 where a block has one. */
    long load(long address, int bits, int warp) {
        Place p = place("read", address, bits);
        touched(p, bits / 8, false);
        for (int i = p.offset; i < p.offset + bits / 8; i++) {
            p.region.wantLanded(i);
            p.region.wantWritten(i);
            if (warp >= 0) {
                read(p.region, i, warp);
            }
        }
        return BitMemory.readBytes(p.region.memory, p.offset, bits);
    }

    /** The low 8 to 64 bits, little-endian. */
    void store(long address, int bits, long value, int warp) {
        Place p = place("write", address, bits);
        touched(p, bits / 8, true);
        mark(p, bits / 8, State.WRITTEN, warp);
        BitMemory.writeBytes(p.region.memory, p.offset, bits, value);
    }

    /** Replaces a word by a function of it. Two that do so do not race. */
    void combine(long address, LongUnaryOperator change, int warp) {
        Place p = place("red", address, 32);
        if (address % Integer.BYTES != 0) {
            throw new IllegalStateException("red at byte " + p.offset + " of " + p.region.name + "; wanted a multiple of " + Integer.BYTES);
        }
        for (int i = p.offset; i < p.offset + Integer.BYTES; i++) {
            p.region.wantLanded(i);
            p.region.wantWritten(i);
            if (warp >= 0) {
                combined(p.region, i, warp);
            }
        }
        BitMemory.writeBytes(p.region.memory, p.offset, 32, change.applyAsLong(BitMemory.readBytes(p.region.memory, p.offset, 32)));
    }

    /** A copy to shared memory begins: nobody may touch its bytes until {@link #land}. */
    void issue(long address, int bytes, int warp) {
        Place p = place("copy", address, 8 * bytes);
        if (!p.region.isShared()) {
            throw new IllegalStateException("copy to " + p.region.name + ", which is no shared memory");
        }
        mark(p, bytes, State.IN_FLIGHT, warp);
    }

    /** The low 8 to 64 bits of a copy have come. */
    void land(long address, int bits, long value, int warp) {
        Place p = place("copy", address, bits);
        Arrays.fill(p.region.states, p.offset, p.offset + bits / 8, State.POISON);
        store(address, bits, value, warp);
    }

    private void mark(Place p, int bytes, State state, int warp) {
        for (int i = p.offset; i < p.offset + bytes; i++) {
            p.region.wantLanded(i);
            if (p.region.isShared()) {
                p.region.states[i] = state;
            }
            if (warp >= 0) {
                write(p.region, i, warp);
            }
        }
    }

    private Place place(String what, long address, int bits) {
        long offset = address & (1L << SPACING) - 1;
        Region r = regions.get(address >>> SPACING);
        if (r == null || offset + bits / 8 > r.memory.byteSize()) {
            // An address just below a buffer has its neighbour's number.
            Region above = regions.get((address >>> SPACING) + 1);
            long below = offset - (1L << SPACING);
            boolean before = above != null && below > -(1L << SPACING - 1);
            throw new IndexOutOfBoundsException(what + " of " + bits / 8 + " bytes at " + (before && above != null ? above.name + " " + below
                    : r != null ? r.name + " + " + offset : "0x" + Long.toHexString(address)) + ", outside every buffer"
                    + (r != null && !before ? "; it has " + r.memory.byteSize() + " bytes" : ""));
        }
        return new Place(r, (int) offset);
    }

    private void read(Region r, int at, int warp) {
        track(r);
        conflict(r, at, r.writers[at], warp);
        conflict(r, at, r.combiners[at], warp);
        r.readers[at] = joined(r.readers[at], warp);
    }

    private void combined(Region r, int at, int warp) {
        track(r);
        conflict(r, at, r.writers[at], warp);
        conflict(r, at, r.readers[at], warp);
        r.combiners[at] = joined(r.combiners[at], warp);
    }

    /** The stamp of one that touches what others may have touched too. */
    private long joined(long before, int warp) {
        long mine = stamp(warp);
        return before >> 16 == epoch && before != mine ? stamp(0xffff) : mine;
    }

    private void write(Region r, int at, int warp) {
        track(r);
        conflict(r, at, r.writers[at], warp);
        conflict(r, at, r.readers[at], warp);
        conflict(r, at, r.combiners[at], warp);
        r.writers[at] = stamp(warp);
    }

    private void conflict(Region r, int at, long other, int warp) {
        if (other >> 16 == epoch && other != stamp(warp)) {
            long who = other & 0xffff;
            throw new IllegalStateException("race: warp " + warp + " and " + (who == 0xffff ? "others" : "warp " + who) + " touch byte " + at
                    + " of " + r.name + " without a barrier between them, and one writes");
        }
    }

    private long stamp(int warp) {
        return (long) epoch << 16 | warp;
    }

    private static void track(Region r) {
        if (r.writers.length == 0) {
            r.writers = new long[(int) r.memory.byteSize()];
            r.readers = new long[(int) r.memory.byteSize()];
            r.combiners = new long[(int) r.memory.byteSize()];
        }
    }
}
