package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The shared memory of a block: poisoned at its start, watched byte by byte. */
final class SharedSpace extends Space {
    private enum State { POISON, WRITTEN, IN_FLIGHT }

    private final SharedLayout layout;
    private final byte[] bytes;
    private final State[] states;
    private final int[] copyLines;
    private final Shadow shadow;
    private final boolean races;

    SharedSpace(SharedLayout layout, boolean races) {
        this.layout = layout;
        this.races = races;
        bytes = new byte[layout.size()];
        states = new State[layout.size()];
        copyLines = new int[layout.size()];
        shadow = new Shadow(races ? layout.size() : 0);
        data = MemorySegment.ofArray(bytes);
    }

    /** Poisons all of it: a new block begins. */
    void poison() {
        Arrays.fill(bytes, (byte) 0xFF);
        Arrays.fill(states, State.POISON);
        shadow.clear();
    }

    @Override
    void reach(Warp w, int lane, long address, int count, Access access, byte[] fresh) {
        wantAligned(w, lane, address, count);
        if (!layout.holds(address, count)) throw w.fault(lane, Check.BOUNDS, access + " of " + count + " bytes at " + describe(address));
        offset = address;
        for (int i = 0; i < count; i++) {
            int at = (int) address + i;
            State state = states[at];
            if (state == State.IN_FLIGHT) throw w.fault(lane, Check.ASYNC_COPY, access + " at " + describe(at) + ": the cp.async of line " + copyLines[at] + " has not been waited for");
            if (state == State.POISON && access != Access.WRITE) throw w.fault(lane, Check.UNWRITTEN_SHARED, access + " at " + describe(at) + ": never written in this block");
            if (races) watch(w, lane, at, access, access == Access.WRITE && state == State.WRITTEN && fresh[i] == bytes[at]);
            if (access.writes()) states[at] = State.WRITTEN;
        }
    }

    /** The destination of a copy, from its issue until {@link #land}: nobody may touch it. */
    void issue(Warp w, int lane, long address, int count) {
        wantAligned(w, lane, address, count);
        if (!layout.holds(address, count)) throw w.fault(lane, Check.BOUNDS, "copy of " + count + " bytes to " + describe(address));
        for (int i = 0; i < count; i++) {
            int at = (int) address + i;
            if (states[at] == State.IN_FLIGHT) throw w.fault(lane, Check.ASYNC_COPY, "copy to " + describe(at) + ": the cp.async of line " + copyLines[at] + " has not been waited for");
            if (races) watch(w, lane, at, Access.WRITE, false);
            states[at] = State.IN_FLIGHT;
            copyLines[at] = w.line();
            bytes[at] = (byte) 0xFF;
        }
    }

    void land(Warp w, int lane, long address, byte[] fresh) {
        for (int i = 0; i < fresh.length; i++) {
            int at = (int) address + i;
            states[at] = State.WRITTEN;
            if (races) watch(w, lane, at, Access.WRITE, false);
            bytes[at] = fresh[i];
        }
    }

    private void watch(Warp w, int lane, int at, Access access, boolean same) {
        String other = shadow.touch(w, lane, at, access, same);
        if (!other.isEmpty()) throw w.fault(lane, Check.RACE, access + " at " + describe(at) + " " + other + " and no barrier stands between");
    }

    @Override
    String describe(long address) {
        return "shared " + layout.describe(address);
    }
}
