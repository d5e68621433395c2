package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.DeviceMemory.Allocation;
import intarsia.codegen.ptx.text.Table;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The arrays of a module in global memory, below all that a launch registers; this machine has them read-only. */
final class ModuleTables {
    private static final long FIRST = 0x6000_0000_0000L, GAP = 4096;

    private final List<Allocation> allocations = new ArrayList<>();

    ModuleTables(List<Table> tables) {
        long next = FIRST;
        for (Table t : tables) {
            byte[] bytes = new byte[t.values().size() * t.bytes()];
            for (int i = 0; i < t.values().size(); i++) Space.spread(t.values().get(i), t.bytes(), bytes, i * t.bytes());
            allocations.add(new Allocation(next, MemorySegment.ofArray(bytes).asReadOnly(), t.name()));
            next += (bytes.length + GAP + 255) / 256 * 256;
        }
    }

    /** Where an array begins. */
    OptionalLong address(String name) {
        return allocations.stream().filter(a -> a.name().equals(name)).mapToLong(Allocation::address).findFirst();
    }

    /** They and the allocations of a launch, in order of address. */
    List<Allocation> with(List<Allocation> launch) {
        List<Allocation> all = new ArrayList<>(allocations);
        all.addAll(launch);
        return all;
    }
}
