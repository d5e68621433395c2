package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.DeviceMemory.Allocation;
import intarsia.codegen.ptx.machine.PtxFault.Check;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Global memory as the blocks of one worker see it. */
final class GlobalSpace extends Space {
    private final List<Allocation> allocations;
    private final boolean races;
    private final CrossBlock blocks;
    private final @Nullable Shadow[][] shadows;
    private int last;

    GlobalSpace(List<Allocation> allocations, CrossBlock blocks, boolean races) {
        this.allocations = allocations;
        this.blocks = blocks;
        this.races = races;
        shadows = new Shadow[allocations.size()][];
        for (int i = 0; i < shadows.length; i++) {
            shadows[i] = new Shadow[races ? (int) ((allocations.get(i).segment().byteSize() + CrossBlock.PAGE - 1) / CrossBlock.PAGE) : 0];
        }
    }

    @Override
    void reach(Warp w, int lane, long address, int count, Access access, byte[] fresh) {
        wantAligned(w, lane, address, count);
        int found = find(address);
        if (found < 0 || address + count > allocations.get(found).end()) throw w.fault(lane, Check.BOUNDS, access + " of " + count + " bytes at " + describe(address));
        Allocation a = allocations.get(found);
        if (access.writes() && a.segment().isReadOnly()) throw w.fault(lane, Check.READ_ONLY, access + " at " + describe(address) + ", which is read-only");
        data = a.segment();
        offset = address - a.address();
        if (access.atomic()) w.block.order.meet(address, w.index, lane, access.writes());
        else if (access.writes()) w.block.order.wrote(w.index, lane);
        // Nobody writes to what is read-only, so nothing races there: weights cost no watching.
        if (races && !data.isReadOnly()) for (int i = 0; i < count; i++) watch(w, lane, found, offset + i, access, access == Access.WRITE && fresh[i] == data.get(ValueLayout.JAVA_BYTE, offset + i));
    }

    private void watch(Warp w, int lane, int allocation, long at, Access access, boolean same) {
        Shadow shadow = shadow(allocation, (int) (at / CrossBlock.PAGE));
        int in = (int) (at % CrossBlock.PAGE);
        if (shadow.first(in, access, w.block.firstEpoch)) {
            String other = blocks.touch(allocation, at, w.block.number, w.block.order, access, same);
            if (!other.isEmpty()) throw w.fault(lane, Check.RACE, access + " at " + place(allocation, at) + " " + other + ", and only atomics order blocks");
        }
        String other = shadow.touch(w, lane, in, access, same);
        if (!other.isEmpty()) throw w.fault(lane, Check.RACE, access + " at " + place(allocation, at) + " " + other + " and no barrier stands between");
    }

    private Shadow shadow(int allocation, int page) {
        Shadow shadow = shadows[allocation][page];
        if (shadow == null) {
            shadow = new Shadow(CrossBlock.PAGE);
            shadows[allocation][page] = shadow;
        }
        return shadow;
    }

    /** The allocation that begins at or before the address and is not yet over, or -1. */
    private int find(long address) {
        if (last < allocations.size() && within(last, address)) return last;
        int low = 0, high = allocations.size() - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            if (within(mid, address)) {
                last = mid;
                return mid;
            }
            if (allocations.get(mid).address() > address) high = mid - 1;
            else low = mid + 1;
        }
        return -1;
    }

    private boolean within(int i, long address) {
        Allocation a = allocations.get(i);
        return address >= a.address() && address < a.end();
    }

    private String place(int allocation, long at) {
        return "'" + allocations.get(allocation).name() + "' + " + at;
    }

    @Override
    String describe(long address) {
        Allocation nearest = null;
        for (Allocation a : allocations) if (a.address() <= address) nearest = a;
        if (nearest == null) return "0x%x, below every allocation".formatted(address);
        return "'" + nearest.name() + "' + " + (address - nearest.address()) + ", which has " + nearest.segment().byteSize() + " bytes";
    }
}
