package intarsia.codegen.ptx.machine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The global memory of the machine: segments of the host under addresses of a device. Addresses are multiples of 256 and
 * at least 4 KiB lie between two allocations, so an access that leaves one meets none.
 */
public final class DeviceMemory {
    static final long FIRST = 0x7000_0000_0000L;
    private static final long GAP = 4096;

    /** A segment with its address. */
    record Allocation(long address, MemorySegment segment, String name) {
        long end() {
            return address + segment.byteSize();
        }
    }

    private final Map<Long, Allocation> allocations = new TreeMap<>();
    private long next = FIRST;

    /**
     * Makes a segment visible to kernels.
     *
     * @return its device address
     */
    public synchronized long register(MemorySegment segment, String name) {
        long address = next;
        next += (segment.byteSize() + GAP + 255) / 256 * 256;
        allocations.put(address, new Allocation(address, segment, name));
        return address;
    }

    /**
     * Forgets the allocation at this address, which is never used again.
     *
     * @throws IllegalArgumentException where none begins there
     */
    public synchronized void release(long address) {
        if (allocations.remove(address) == null) throw new IllegalArgumentException("no allocation begins at 0x%x".formatted(address));
    }

    /** The allocations in order of address. */
    synchronized List<Allocation> allocations() {
        var all = new ArrayList<>(allocations.values());
        all.sort(Comparator.comparingLong(Allocation::address));
        return all;
    }
}
